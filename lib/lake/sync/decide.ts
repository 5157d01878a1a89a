import { hasGoodRows, isMadeFrom, type LakeState, type ListedState, type RowsState } from '../object.ts';

// What a sync does to a lake object. These are pure functions; sync.ts makes the requests before and after.

/** What the lake has about a source file. `damaged`: an object whose metadata does not name this file. */
export type Known = LakeState | 'damaged' | 'nothing';

/** What a reading of the source file produced, as far as the decision depends on it. */
export interface Found {
  /** The state of the source file that was read. */
  readonly state: ListedState;
  /** False for an archived file. */
  readonly readable: boolean;
  /** HDUs that were read when the time for the file ran out; undefined if it did not run out. */
  readonly outOfTime: number | undefined;
}

/** What kind of sync it is. */
export interface SyncMode {
  /** A sweep writes only what differs. An event always writes; see {@link decide}. */
  readonly sweep: boolean;
  /** A sweep only: rewrites rows that are up to date. */
  readonly reread: boolean;
  /** The revision that reads the file now. */
  readonly revision: number;
}

/**
 * - `keep`: write nothing
 * - `rewrite`: write the lake object again with the content that it has
 * - `put`: write what was found
 */
export interface Decision<Outcome extends string> {
  readonly action: 'keep' | 'rewrite' | 'put';
  readonly outcome: Outcome;
}

const rowsOf = (known: Known): RowsState | undefined =>
  typeof known === 'object' && known.kind === 'rows' ? known : undefined;

/** Whether a sweep can keep the rows without a request to the source: they were made from the file as listed. */
export function isUpToDate(known: Known, listed: ListedState | undefined, mode: SyncMode): boolean {
  const rows = rowsOf(known);
  return (
    mode.sweep &&
    !mode.reread &&
    listed !== undefined &&
    hasGoodRows(rows, mode.revision) &&
    isMadeFrom(rows, listed)
  );
}

/**
 * The state of the source file that a sweep does not need to read, because the lake has good rows of it. A request that
 * excludes this state costs one round trip if the file is unchanged. Undefined if the file must be read in any case:
 * an archived file may have been restored, and a listing may show that the same bytes were written again, which S3 would
 * call unchanged.
 */
export function etagToSkip(
  known: Known,
  listed: ListedState | undefined,
  mode: SyncMode,
): string | undefined {
  const rows = rowsOf(known);
  if (!mode.sweep || mode.reread || !hasGoodRows(rows, mode.revision)) return undefined;
  return rows.sourceEtag === listed?.etag ? undefined : rows.sourceEtag;
}

/**
 * Decides what to do with rows that were just read.
 *
 * An event never keeps: only its write makes the write of a slower sync fail. Neither an event nor a sweep replaces
 * rows by fewer rows of the same state of the file, which it may find if the file was archived in the meantime, or if
 * this reading ran out of time.
 */
export function decide(
  known: Known,
  found: Found,
  { sweep, reread, revision }: SyncMode,
): Decision<'new' | 'changed' | 'unchanged'> {
  const rows = rowsOf(known);
  const before = rows?.sourceEtag === found.state.etag ? rows : undefined;
  const isSameReading =
    before !== undefined &&
    isMadeFrom(before, found.state) &&
    before.readable === found.readable &&
    before.revision >= revision;
  const wouldLoseRows =
    (before?.readable === true && !found.readable) ||
    (isSameReading && !goesFurther(found.outOfTime, before.outOfTime));
  const isCurrent = isSameReading && (before.outOfTime === found.outOfTime || before.outOfTime === 'unknown');
  if (sweep && (wouldLoseRows || (isCurrent && !reread))) return { action: 'keep', outcome: 'unchanged' };
  if (wouldLoseRows) return { action: 'rewrite', outcome: 'unchanged' };
  return { action: 'put', outcome: isCurrent ? 'unchanged' : rows ? 'changed' : 'new' };
}

/** Whether a reading reached the end of the file, or got further than the rows that the lake has. */
const goesFurther = (now: number | undefined, before: RowsState['outOfTime']): boolean =>
  now === undefined || before === 'unknown' || (before !== undefined && now > before);

/**
 * Decides whether to write a tombstone for a source file that does not exist.
 *
 * An event writes one even if the lake has nothing about the file: a slower sync may have read the file while it
 * existed, and would otherwise find nothing in the lake, as it did before. No view shows such a tombstone.
 */
export function decideTombstone(
  known: Known,
  { sweep }: Pick<SyncMode, 'sweep'>,
): Decision<'removed' | 'unchanged' | 'absent'> {
  const outcome =
    known === 'nothing'
      ? 'absent'
      : known !== 'damaged' && known.kind === 'tombstone'
        ? 'unchanged'
        : 'removed';
  return { action: sweep && outcome !== 'removed' ? 'keep' : 'put', outcome };
}
