import { isNamedAsLakeObject, isNamedAsLakeSettings } from './naming.ts';
import { suffixOf } from './suffixes.ts';

// Counts of the files that a sweep skipped because of their suffix.

/** How many files there are, and how many with each suffix, the most frequent suffix first. */
export interface SuffixSum {
  readonly files: number;
  readonly suffixes: Readonly<Record<string, number>>;
}

/** The suffix that is shown for files without one. */
export const NO_SUFFIX = 'no suffix';
/** How many suffixes are counted separately. A bucket of millions of files may have a different one for each. */
const MOST = 1000;
const REST = 'further suffixes';

/** Counts files by suffix. */
export interface SuffixTally {
  /** Counts a file, if it is of interest ({@link isOfInterest}). */
  add(key: string): void;
  sum(): SuffixSum;
}

/** Counts files by suffix. Upper and lower case count as the same; the most frequent spelling is shown. */
export function suffixTally(): SuffixTally {
  const { count, sum } = suffixCounts();
  return {
    add: (key) => {
      if (isOfInterest(key)) count(suffixOf(key) || NO_SUFFIX, 1);
    },
    sum,
  };
}

/** What several tallies have together. */
export function sumOfSuffixes(sums: readonly SuffixSum[]): SuffixSum {
  const { count, sum } = suffixCounts();
  for (const { suffixes } of sums)
    for (const [suffix, files] of Object.entries(suffixes)) count(suffix, files);
  return sum();
}

function suffixCounts(): { count(suffix: string, files: number): void; sum(): SuffixSum } {
  const counts = new Map<string, Map<string, number>>();
  return {
    count: (suffix, files) => {
      const folded = suffix.toLowerCase();
      const known = folded !== REST && (counts.has(folded) || counts.size < MOST);
      const spellings = counts.get(known ? folded : REST) ?? new Map<string, number>();
      counts.set(known ? folded : REST, spellings);
      const spelling = known ? suffix : REST;
      spellings.set(spelling, (spellings.get(spelling) ?? 0) + files);
    },
    sum: () => {
      const sums = [...counts.values()].map((spellings) => ({
        suffix: [...spellings].reduce((most, spelling) => (spelling[1] > most[1] ? spelling : most))[0],
        files: total(spellings.values()),
      }));
      sums.sort((a, b) => b.files - a.files || (a.suffix < b.suffix ? -1 : 1));
      return {
        files: total(sums.map(({ files }) => files)),
        suffixes: Object.fromEntries(sums.map(({ suffix, files }) => [suffix, files])),
      };
    },
  };
}

const total = (numbers: Iterable<number>): number => [...numbers].reduce((sum, number) => sum + number, 0);

/**
 * Whether a skipped file is worth reporting. Hidden files (.DS_Store, .git/...), folder markers in S3 and the
 * files of a lake are not.
 */
export const isOfInterest = (key: string): boolean =>
  !/(?:^|\/)\./.test(key) && !key.endsWith('/') && !isNamedAsLakeObject(key) && !isNamedAsLakeSettings(key);
