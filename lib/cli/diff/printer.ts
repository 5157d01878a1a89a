import type { HduDifference } from '../../fits/compare/compare-files.ts';

/** Prints what a comparison found, file by file. */
export interface DiffPrinter {
  /** Two files whose headers differ. */
  different(a: string, b: string, differences: readonly HduDifference[]): void;
  /** A file that only one folder has. */
  only(side: 'a' | 'b', name: string): void;
  /** After the last file. */
  end(): void;
}
