import type { Answer } from './answer.ts';

// Questions of others: SQL that arrives over the network, from people and programs that this one does not know.

/** A file of rows that one question can use as a table. */
export interface QuestionTable {
  readonly name: string;
  /** The path of a CSV file (with a header line) or a Parquet file. The caller removes it after the answer. */
  readonly file: string;
}

/** One question. */
export interface Question {
  readonly sql: string;
  /** The most rows of the answer. To find out whether there are more, ask for one more. */
  readonly maxRows?: number | undefined;
  /** Tables that only this question sees. A stack refuses them. */
  readonly tables?: readonly QuestionTable[] | undefined;
  /** Ends the question. Whoever waits for its answer then gets the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** The time until the whole answer is known, in milliseconds; the asker's own limit by default. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Answers a question, without risk for the process that asks. A reader that does not want the rest of an answer has to end
 * its loop over the pieces, or abort the signal.
 *
 * @throws QueryRefused if the engine refuses the SQL; QuestionEnded; the reason of the signal. Each may be thrown now, or
 *   while the pieces are read.
 */
export type Asker = (question: Question) => Promise<Answer>;

/** Why a question ended without an answer, although its SQL may be correct. */
export type EndReason =
  /** It took longer than these milliseconds. */
  | { readonly kind: 'time'; readonly milliseconds: number }
  /** Its process used more memory than these bytes. */
  | { readonly kind: 'memory'; readonly bytes: number }
  /** Too many other questions are waiting already. */
  | { readonly kind: 'busy'; readonly waiting: number }
  /** Its process ended unexpectedly, with this signal or exit code. */
  | { readonly kind: 'process'; readonly exit: string }
  /** Nobody read its answer for these milliseconds, and it is too large to keep. */
  | { readonly kind: 'reader'; readonly milliseconds: number }
  /** There is no lake at the moment, or nothing in it. */
  | { readonly kind: 'lake'; readonly state: 'missing' | 'empty' }
  /** The engine of this lake takes no tables with a question. */
  | { readonly kind: 'no-tables' };

/** A question ended without an answer. */
export class QuestionEnded extends Error {
  override readonly name = 'QuestionEnded';
  readonly reason: EndReason;
  constructor(reason: EndReason, options?: ErrorOptions) {
    super(sentenceOf(reason), options);
    this.reason = reason;
  }
}

/** What ends the questions of a server that stops. */
export const serverStops = (): QuestionEnded =>
  new QuestionEnded({ kind: 'process', exit: 'the server stops' });

function sentenceOf(reason: EndReason): string {
  switch (reason.kind) {
    case 'time':
      return `the query was stopped: it took longer than ${reason.milliseconds / 1000} s`;
    case 'memory':
      return `the query was stopped: it used more than ${Math.round(reason.bytes / 1e6)} MB of memory`;
    case 'busy':
      return `too many queries: ${reason.waiting} are already waiting`;
    case 'process':
      return `the query's process ended unexpectedly (${reason.exit})`;
    case 'reader':
      return `the query was stopped: nothing of its answer was read for ${reason.milliseconds / 1000} s`;
    case 'lake':
      return `the lake is ${reason.state} at the moment; try again later`;
    case 'no-tables':
      return 'tables cannot be uploaded: this lake is queried with Athena';
  }
}
