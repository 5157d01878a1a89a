import type { DeployedStack } from '../aws/deployed.ts';
import { awsReason } from '../aws/stack-problem.ts';

/** What is known of a part of a stack. */
export interface Known {
  /** For programs. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** For people, a line. */
  readonly text: string;
  /** What is not as it should be, each with what cures it. */
  readonly wrong?: readonly string[];
}

/** A part of a stack that was asked about, whether or not it could be. */
export interface Part {
  readonly name: string;
  readonly known?: Known;
  /** Why it is not known. */
  readonly failed?: string;
}

/** Asks about a part; where that fails the others are told all the same. */
export async function part(name: string, ask: () => Promise<Known>): Promise<Part> {
  try {
    return { name, known: await ask() };
  } catch (error) {
    const reason = awsReason(error) ?? (error instanceof Error ? error.message : String(error));
    return { name, failed: reason };
  }
}

/** How a declaration that somebody changed is put back: an unchanged template alone would change nothing. */
export const redeploy = ({ name }: DeployedStack): string =>
  `npx cdk deploy --revert-drift ${name}, with the settings that it was deployed with, puts it right`;
