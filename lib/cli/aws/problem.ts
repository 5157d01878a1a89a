// Turns errors of AWS, of the SDK and of the network into sentences, with the wording in known-errors.ts.

import { QueryRefused } from '../../engines/query-refused.ts';
import { StoreFailure } from '../../stores/store.ts';
import { RunFailed } from '../errors.ts';
import type { S3Settings } from '../options/s3.ts';
import { printable } from '../terminal/output.ts';
import { refusalText } from '../terminal/refusals.ts';
import { type ErrorKind, KNOWN_ERRORS, S3_ADVICE, STACK_ADVICE } from './known-errors.ts';

/** Why a request failed. */
export interface AwsProblem {
  readonly kind: ErrorKind;
  /** Can follow the name of a bucket or an object: `s3://archive/: access denied`. */
  readonly text: string;
}

/** The facts that an error of the SDK, of the network or of a store may carry. */
interface ErrorFacts {
  readonly name?: string;
  readonly message?: string;
  /** Node's code, such as `ECONNREFUSED`. */
  readonly code?: string;
  readonly cause?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  /** Set if the request was signed for another region. */
  readonly Region?: string;
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

const factsOf = (error: unknown): ErrorFacts => (typeof error === 'object' && error !== null ? error : {});

/** An error and its causes, the outermost first. */
function chainOf(error: unknown): ErrorFacts[] {
  const facts = factsOf(error);
  return facts.cause instanceof Error ? [facts, ...chainOf(facts.cause)] : [facts];
}

/** The innermost cause of an error: what the SDK or the network threw, with its facts. */
export const rootCause = (error: unknown): ErrorFacts => chainOf(error).at(-1) ?? {};

/** Why a request failed. An error that is not in the table of known errors is described by its name and message. */
export function awsProblem(error: unknown): AwsProblem {
  const root = rootCause(error);
  const known = knownError(root);
  const message = firstSentence(root);
  if (known === undefined) {
    const name = root.name === 'Error' ? '' : (root.name ?? '');
    return { kind: 'other', text: [name, message].filter(Boolean).join(': ') };
  }
  const { kind, text, isQuoted } = known;
  const addsFacts =
    message !== '' && message.toLowerCase() !== text.toLowerCase() && !NO_MESSAGE.test(message);
  return { kind, text: isQuoted && addsFacts ? `${text}: ${message}` : text };
}

/** What the SDK uses as the message if the response has none. */
const NO_MESSAGE = /^Unknown(?:Error)?$/;

function knownError({ name = '', code = '', message = '', $metadata }: ErrorFacts) {
  const isNamed = (names: RegExp): boolean => names.test(name) || (code !== '' && names.test(code));
  return (
    KNOWN_ERRORS.find((known) => isNamed(known.names) && (known.message?.test(message) ?? true)) ??
    KNOWN_ERRORS.find(({ statuses }) => statuses?.includes($metadata?.httpStatusCode ?? 0))
  );
}

/** Node adds advice to messages about certificates. An error that sums up several failed addresses has only a code. */
const firstSentence = ({ message = '', code = '' }: ErrorFacts): string =>
  (message.split(/\n|; if /)[0] ?? '').replace(/\.$/, '') || code;

/** Whether every other request would fail as well. */
export const isHopeless = (error: unknown): boolean =>
  !['denied', 'busy', 'other'].includes(awsProblem(error).kind);

/** Why a request to S3 failed, and what to do about it. */
export function s3Reason(error: unknown, settings: S3Settings): string {
  const { kind, text } = awsProblem(error);
  return withAdvice(text, S3_ADVICE[kind](settings));
}

/**
 * Why a request to a deployed stack failed, and what to do about it.
 *
 * @returns undefined if the error comes neither from AWS nor from the network: then it is a bug in this program
 */
export function stackReason(error: unknown): string | undefined {
  const { kind, text } = awsProblem(error);
  if (error instanceof StoreFailure) return withAdvice(`${error.where}: ${text}`, STACK_ADVICE[kind]);
  if (kind === 'other' && rootCause(error).$metadata === undefined) return undefined;
  return withAdvice(text, STACK_ADVICE[kind]);
}

const withAdvice = (text: string, advice: string): string => (advice === '' ? text : `${text}; ${advice}`);

/** The error that a command on a deployed stack ends with. An error that does not come from AWS is returned as it is. */
export function stackFailure(error: unknown): unknown {
  if (error instanceof RunFailed) return error;
  if (error instanceof QueryRefused) return new RunFailed(printable(refusalText(error, 'stack')));
  const reason = stackReason(error);
  return reason === undefined ? error : new RunFailed(reason);
}
