import { existsSync, writeFileSync } from 'node:fs';
import { thousands } from '../../lib/formats/thousands.ts';
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

/** A number of files: `20,000`. */
export const count = thousands;

/**
 * Makes a lake at a path, unless an earlier run finished it, and prints how long that took.
 *
 * @param make gets a function that returns the time since it began
 */
export async function madeOnce(path: string, make: (elapsed: () => string) => Promise<void>): Promise<void> {
  const finished = `${path}.finished`;
  if (existsSync(finished)) return;
  const started = performance.now();
  const elapsed = (): string => `${((performance.now() - started) / 1000).toFixed(0)} s`;
  await make(elapsed);
  writeFileSync(finished, '');
  say(`made the lake in ${elapsed()}`);
}
