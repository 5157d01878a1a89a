// Reads files in worker threads.

import { digestOf } from '../../lake/derivation.ts';
import type { DeriveAgain, Extract, Extraction } from '../../lake/extraction.ts';
import type { DerivationSettings } from '../../sky/rules.ts';
import { workerPool } from './pool.ts';

/** Files that are read or wait for being written, per thread. */
const AT_ONCE = 4;

/** Extractors that share worker threads. */
export interface ReadingThreads {
  /** The most files that should be read at the same time. */
  readonly atOnce: number;
  /** An extractor for the files of the folder `root`, whatever source it is called with. */
  extractorOf(root: string): Extract;
  /** Ends the threads. */
  close(): void;
}

/** Extractors that share up to `threads` threads, each of which is started when it is needed. */
export function readingThreads(threads: number, derivation: DerivationSettings): ReadingThreads {
  const pool = workerPool({ size: threads, settings: { derivation } });
  const deriveAgain: DeriveAgain = (body, file) => pool.run({ kind: 'derive', body, file });
  const rules = digestOf(derivation);
  return {
    atOnce: AT_ONCE * threads,
    extractorOf: (root) => {
      const extract: Extract = async (_source, file, conditions, size) =>
        (await pool.run({ kind: 'extract', root, file, conditions, size })) as Extraction;
      return Object.assign(extract, { rules, deriveAgain });
    },
    close: pool.close,
  };
}
