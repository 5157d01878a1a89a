import type { Answer } from '../engines/answer.ts';

/** Where an answer is shown. Formats for programs ignore it. */
export interface Screen {
  /** Characters in a line of the terminal. Undefined for anything but a terminal: nothing is cut or left out then. */
  readonly width?: number;
  /** The lines of a terminal whose pager shows longer answers: then nothing has to be cut or left out. */
  readonly lines?: number;
  /** How to get what a terminal does not show, for the last line of the answer. */
  readonly advice?: {
    /** If not all rows are shown. */
    readonly rows: string;
    /** If values are cut. */
    readonly values: string;
  };
}

/** How an answer is shown. */
export interface Shown extends Screen {
  /** Whether the names of the columns come first; by default they do. Only some formats look at it. */
  readonly header?: boolean;
}

/** Writes an answer as text, in pieces. Each piece of the answer is read only when its text is needed. */
export type Format = (answer: Answer, shown: Shown) => AsyncGenerator<string, void>;
