import { Archived, Changed, type Listed, Missing, type Store } from '../../stores/store.ts';
import { type Extract, type Extraction, type KeptCsv, keptCsv } from '../extraction.ts';
import { lakeKey as lakeKeyOf } from '../naming.ts';
import { isUnfinished } from '../object.ts';
import { plan } from '../sync/decide.ts';
import { modeOf, sync } from '../sync/sync.ts';
import type { BucketIndex } from './lake-index.ts';

/** What a sweep works with: the files of one bucket or local root, and the lake. */
export interface SweepContext {
  readonly bucket: string;
  readonly source: Store;
  readonly lake: Store;
  readonly extract: Extract;
  /** What the lake has for the bucket. */
  readonly index: BucketIndex;
  /** How many leading folders of a key name its collection; 1 by default. */
  readonly collectionDepth?: number;
  /** Keys of lake objects whose content cannot be read although their metadata is intact. They are written again. */
  readonly damaged?: ReadonlySet<string> | undefined;
  /** Reads every file again, even if the lake is up to date. */
  readonly force?: boolean;
  /** Opens a file with another suffix to check if it begins like FITS. Without it such files are skipped. */
  readonly sniff?: Sniff | undefined;
}

/** Returns whether the listed file begins like FITS; throws what the store throws. */
export type Sniff = (source: Store, listed: Listed) => Promise<boolean>;

/** What a sweep did with one file. */
export interface SweepResult extends KeptCsv {
  readonly key: string;
  /**
   * As in SyncResult, or `failed`. A file with another suffix may also be `not-fits`, if it was opened, or `skipped`, if
   * it could not be opened now; the lake has rows of neither.
   */
  readonly outcome:
    | 'new'
    | 'changed'
    | 'derived'
    | 'unchanged'
    | 'removed'
    | 'failed'
    | 'not-fits'
    | 'skipped';
  readonly lakeKey?: string;
  readonly extraction?: Extraction;
  /** The ETag of the lake object that was written. */
  readonly etag?: string;
  /** Whether the lake has faults for the file. */
  readonly faulty: boolean;
  /** Why it failed. The lake object is unchanged. */
  readonly error?: unknown;
}

/** Whether the content of a file's lake object cannot be read. */
export const isDamaged = ({ bucket, damaged, collectionDepth }: SweepContext, key: string): boolean =>
  damaged !== undefined && damaged.size > 0 && damaged.has(lakeKeyOf({ bucket, key }, collectionDepth));

/** Syncs a listed file. If the index shows rows of the listed state, no request is made. Never throws. */
export async function sweepFile(context: SweepContext, listed: Listed): Promise<SweepResult> {
  const { key } = listed;
  if (isDamaged(context, key)) return sweepKey(context, key, { asSweep: false });
  const known = context.index.get(key);
  // a file whose time ran out may be read to its end this time
  const reread = context.force === true || isUnfinished(known);
  const planned = plan(known ?? 'nothing', listed, modeOf({ extract: context.extract, sweep: true, reread }));
  if (planned.request === 'none' && planned.action === 'keep')
    return { key, outcome: 'unchanged', faulty: known?.kind === 'rows' && known.faults > 0 };
  return sweepKey(context, key, { listed, reread });
}

/** Opens a file with another suffix, and syncs it if it begins like FITS. Never throws. */
export async function sweepOther(context: SweepContext, listed: Listed): Promise<SweepResult> {
  const { key } = listed;
  try {
    if (context.sniff === undefined) return { key, outcome: 'skipped', faulty: false };
    if (!(await context.sniff(context.source, listed))) return { key, outcome: 'not-fits', faulty: false };
  } catch (error) {
    const isSkipped = error instanceof Archived || error instanceof Missing || error instanceof Changed;
    return isSkipped
      ? { key, outcome: 'skipped', faulty: false }
      : { key, outcome: 'failed', faulty: false, error };
  }
  return sweepFile(context, listed);
}

interface SweepKeyOptions {
  /** False: the lake object is written even if it seems to agree. */
  readonly asSweep?: boolean;
  /** Reads the file even if the lake is up to date. */
  readonly reread?: boolean;
  readonly listed?: Listed;
}

/** Syncs a file, whatever the index says about it. Never throws. */
export async function sweepKey(
  { bucket, source, lake, extract, collectionDepth = 1 }: SweepContext,
  key: string,
  { asSweep = true, reread = false, listed }: SweepKeyOptions = {},
): Promise<SweepResult> {
  try {
    const { outcome, lakeKey, etag, extraction, faults, ...rows } = await sync({
      ...{ source, lake, extract, file: { bucket, key }, sweep: asSweep, reread, collectionDepth },
      ...(listed && { listed }),
    });
    if (outcome === 'removed' || outcome === 'absent')
      return { key, outcome: 'removed', lakeKey, faulty: false };
    return {
      key,
      // a damaged lake object that was written again counts as changed, even if its file is unchanged
      outcome: outcome === 'unchanged' && extraction !== undefined && !asSweep ? 'changed' : outcome,
      lakeKey,
      ...(extraction && { extraction }),
      ...keptCsv(rows),
      ...(etag !== undefined && { etag }),
      faulty: faults > 0,
    };
  } catch (error) {
    return { key, outcome: 'failed', faulty: false, error };
  }
}

/** Writes damaged tombstones again, each when it is asked for. Never throws. */
export function* sweepDamagedTombstones(context: SweepContext): Generator<Promise<SweepResult>> {
  if (context.damaged === undefined || context.damaged.size === 0) return;
  for (const [key, { kind }] of context.index)
    if (kind === 'tombstone' && isDamaged(context, key)) yield sweepKey(context, key, { asSweep: false });
}
