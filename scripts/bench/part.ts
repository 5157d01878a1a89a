import type { Row } from './result.ts';

/** How a part is run. */
export interface PartOptions {
  readonly files: number;
  /** How often each command is run. Medians are reported. */
  readonly runs: number;
  /** A folder for files, lakes and caches. A part uses again what it finds there. */
  readonly work: string;
}

/** A part of the benchmark. */
export interface Part {
  /** What it does, in words, after "it". */
  readonly about: string;
  /** How many files it works on. */
  readonly files: number;
  /** Measures row after row. */
  run(options: PartOptions): AsyncIterable<Row>;
}

/** Prints what is being done. */
export const say = (text: string): void => console.log(`  ${text}`);

/** A number of files in words: `20,000`. */
export const count = (number: number): string => number.toLocaleString('en-US');
