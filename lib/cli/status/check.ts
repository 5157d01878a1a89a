import { messageOf } from '../../stores/file-problem.ts';
import { stackReason } from '../aws/problem.ts';

/** What a check of one part of a stack found. */
export interface CheckResult {
  /** The facts, for JSON. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** The text that follows the name of the check. */
  readonly text: string;
  /** What is wrong, each problem with its remedy. */
  readonly problems?: readonly string[];
}

/** A check of one part of a stack, whether or not it could be made. */
export interface StatusCheck {
  readonly name: string;
  readonly result?: CheckResult;
  /** Why the check could not be made. */
  readonly failed?: string;
}

/** Makes a check. If it fails, the other checks still count. */
export async function check(name: string, find: () => Promise<CheckResult>): Promise<StatusCheck> {
  try {
    return { name, result: await find() };
  } catch (error) {
    const reason = failureReason(error);
    return { name, failed: reason };
  }
}

/** Why a check could not be done, for users. */
export const failureReason = (error: unknown): string => stackReason(error) ?? messageOf(error);
