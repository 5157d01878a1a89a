import type { Answer } from '../engines/answer.ts';

/** Writes text to wherever the answer goes, and comes back when it is written. */
export type Write = (text: string) => void;

/** Where the answer goes, for what is laid out to be read. */
export interface Screen {
  /** Characters in a line of the terminal; undefined where it is none, and nothing is cut off. */
  readonly width?: number;
}

/** Writes an answer; gives the number of rows written. */
export type Format = (answer: Answer, write: Write, screen: Screen) => Promise<number>;
