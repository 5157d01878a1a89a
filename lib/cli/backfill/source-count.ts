import { type SuffixSum, suffixTally, sumOfSuffixes } from '../../lake/suffix-tally.ts';
import { isCompressed, suffixTest } from '../../lake/suffixes.ts';
import type { Listed, Store } from '../../stores/store.ts';

/** The objects that a run would cover. Programs rely on the names of the fields: `backfill --dry-run --json`. */
export interface SourceCount {
  /** Objects with a FITS suffix, and their bytes. */
  readonly files: number;
  readonly bytes: number;
  /** Those of them that are compressed as a whole and have to be read to the end. */
  readonly packed: number;
  readonly packedBytes: number;
  /** All other objects, including hidden ones and folder markers. */
  readonly others: number;
  /** Those of the others that are skipped only because of their suffix. */
  readonly skipped: SuffixSum;
}

/**
 * Counts the objects below a prefix. Throws {@link StoreFailure}, and the signal's reason if the signal is aborted.
 *
 * @param suffixes the stack's setting: the suffixes of FITS files
 */
export async function countSource(
  source: Store,
  prefix: string,
  suffixes: readonly string[],
  {
    signal,
    onObject,
    onFile,
  }: {
    readonly signal?: AbortSignal;
    readonly onObject?: (before: number) => unknown;
    /** Called with each FITS file. */
    readonly onFile?: (file: Listed) => unknown;
  } = {},
): Promise<SourceCount> {
  const isFits = suffixTest(suffixes);
  const found = { files: 0, bytes: 0, packed: 0, packedBytes: 0, others: 0 };
  const skipped = suffixTally();
  for await (const object of source.list(prefix)) {
    const { key, size } = object;
    signal?.throwIfAborted();
    onObject?.(found.files + found.others);
    if (!isFits(key)) {
      found.others++;
      skipped.add(key);
      continue;
    }
    onFile?.(object);
    found.files++;
    found.bytes += size;
    if (!isCompressed(key)) continue;
    found.packed++;
    found.packedBytes += size;
  }
  return { ...found, skipped: skipped.sum() };
}

/** What several sources have together. */
export function sumOfCounts(counts: readonly SourceCount[]): SourceCount {
  const sum = (of: (count: SourceCount) => number): number => counts.reduce((all, each) => all + of(each), 0);
  return {
    files: sum(({ files }) => files),
    bytes: sum(({ bytes }) => bytes),
    packed: sum(({ packed }) => packed),
    packedBytes: sum(({ packedBytes }) => packedBytes),
    others: sum(({ others }) => others),
    skipped: sumOfSuffixes(counts.map(({ skipped }) => skipped)),
  };
}
