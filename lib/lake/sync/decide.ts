import { DERIVABLE_SINCE } from '../extraction.ts';
import { isMadeFrom, type LakeState, type ListedState, type RowsState } from '../object.ts';

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
  /** The digest of the settings that rows are derived with now. */
  readonly rules: string;
  /** Whether rows can be derived again from a lake object. */
  readonly derives: boolean;
}

/**
 * - `keep`: write nothing
 * - `rewrite`: write the lake object again with the content that it has
 * - `derive`: write the lake object again, with rows that are derived again from those that it has
 * - `put`: write what was found
 */
export interface Decision<Outcome extends string> {
  readonly action: 'keep' | 'rewrite' | 'derive' | 'put';
  readonly outcome: Outcome;
}

const rowsOf = (known: Known): RowsState | undefined =>
  typeof known === 'object' && known.kind === 'rows' ? known : undefined;

/** Whether rows are what this release would write with these settings. Those of a later release are left alone. */
export const isCurrent = (
  rows: RowsState,
  { revision, rules }: Pick<SyncMode, 'revision' | 'rules'>,
): boolean => rows.revision > revision || (rows.revision === revision && (rows.rules ?? '') === rules);

/** Whether rows are out of date, but their lake object has everything to bring them up to date. */
export const isDerivable = (
  rows: RowsState,
  mode: Pick<SyncMode, 'revision' | 'rules' | 'derives'>,
): boolean => mode.derives && rows.readable && rows.revision >= DERIVABLE_SINCE && !isCurrent(rows, mode);

/**
 * Which request a sync makes to the source, and what it does if the file is unchanged:
 * - `none`: a listing shows that the file is unchanged
 * - `if-changed`: the request excludes the state with this ETag. It costs one round trip if the file is unchanged
 * - `always`
 */
export type Plan =
  | { readonly request: 'none'; readonly action: 'keep' | 'derive' }
  | { readonly request: 'if-changed'; readonly etag: string; readonly action: 'keep' | 'derive' }
  | { readonly request: 'always' };

/**
 * Plans the request to the source. An event always reads it. A sweep need not if the lake has readable rows that are
 * current or can be derived again. It must read an archived file, which may have been restored; and it must read a file
 * that a listing shows to be written again with the same bytes, which S3 would call unchanged.
 */
export function plan(known: Known, listed: ListedState | undefined, mode: SyncMode): Plan {
  const rows = rowsOf(known);
  if (!mode.sweep || mode.reread || rows?.readable !== true) return { request: 'always' };
  const isGood = isCurrent(rows, mode);
  if (!isGood && !isDerivable(rows, mode)) return { request: 'always' };
  const action = isGood ? 'keep' : 'derive';
  if (listed !== undefined && isMadeFrom(rows, listed)) return { request: 'none', action };
  if (rows.sourceEtag === listed?.etag) return { request: 'always' };
  return { request: 'if-changed', etag: rows.sourceEtag, action };
}

/**
 * Decides what to do with rows that were just read.
 *
 * An event never keeps: only its write makes the write of a slower sync fail. Neither an event nor a sweep replaces
 * rows by fewer rows of the same state of the file, which it may find if the file was archived in the meantime, or if
 * this reading ran out of time. If those rows are out of date, they are derived again.
 */
export function decide(
  known: Known,
  found: Found,
  mode: SyncMode,
): Decision<'new' | 'changed' | 'unchanged' | 'derived'> {
  const rows = rowsOf(known);
  const before = rows?.sourceEtag === found.state.etag ? rows : undefined;
  const canDerive = before !== undefined && isDerivable(before, mode);
  const isSameState =
    before !== undefined && isMadeFrom(before, found.state) && before.readable === found.readable;
  const isSameReading = isSameState && isCurrent(before, mode);
  const wouldLoseRows =
    (before?.readable === true && !found.readable) ||
    (isSameState && (isSameReading || canDerive) && !goesFurther(found.outOfTime, before.outOfTime));
  const isSame = isSameReading && (before.outOfTime === found.outOfTime || before.outOfTime === 'unknown');
  if (wouldLoseRows && canDerive) return { action: 'derive', outcome: 'derived' };
  if (mode.sweep && (wouldLoseRows || (isSame && !mode.reread)))
    return { action: 'keep', outcome: 'unchanged' };
  if (wouldLoseRows) return { action: 'rewrite', outcome: 'unchanged' };
  return { action: 'put', outcome: isSame ? 'unchanged' : rows ? 'changed' : 'new' };
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
