import { Archived, Changed, type Listed, Missing, type Store } from '../../stores/store.ts';
import { EXTRACTOR_REVISION, type Extract, type Extraction } from '../extraction.ts';
import { lakeKey as lakeKeyOf } from '../naming.ts';
import { hasGoodRows, isMadeFrom, isUnfinished } from '../object.ts';
import { sync } from '../sync/sync.ts';
import type { BucketIndex } from './lake-index.ts';

/** What a sweep stands between: the objects of a bucket, or files of a root, and the lake. */
export interface SweepContext {
  readonly bucket: string;
  readonly source: Store;
  readonly lake: Store;
  readonly extract: Extract;
  /** What the lake holds of the bucket. */
  readonly index: BucketIndex;
  /** Keys of lake objects that cannot be read though they say that they are whole: made anew. */
  readonly damaged?: ReadonlySet<string> | undefined;
  /** Reads every file reread, whatever the lake knows of it. */
  readonly force?: boolean;
  /** Opens a file with another suffix to check if it begins like FITS. Without it such files are skipped. */
  readonly sniff?: Sniff | undefined;
}

export type Sniff = (source: Store, listed: Listed) => Promise<boolean>;

/** What became of one file. */
export interface SweepResult {
  readonly key: string;
  /**
   * For a file with another suffix also `not-fits`: it was opened; or `skipped`: it could not be opened for now. The lake
   * has neither.
   */
  readonly outcome: 'new' | 'changed' | 'unchanged' | 'removed' | 'failed' | 'not-fits' | 'skipped';
  readonly lakeKey?: string;
  readonly extraction?: Extraction;
  /** Whether the lake names faults of it. */
  readonly faulty: boolean;
  /** Why it failed: nothing was learned of the file, and the lake is as it was. */
  readonly error?: unknown;
}

export const isDamaged = ({ bucket, damaged }: SweepContext, key: string): boolean =>
  damaged !== undefined && damaged.size > 0 && damaged.has(lakeKeyOf({ bucket, key }));

/** Looks after a file that was listed: it is asked for only where the lake does not know that state of it. */
export async function sweepFile(context: SweepContext, listed: Listed): Promise<SweepResult> {
  const { key } = listed;
  if (isDamaged(context, key)) return sweepKey(context, key, { asSweep: false });
  const known = context.index.get(key);
  // a file whose time ran out may be read to its end this time
  const reread = context.force === true || isUnfinished(known);
  if (!reread && hasGoodRows(known, EXTRACTOR_REVISION) && isMadeFrom(known, listed))
    return { key, outcome: 'unchanged', faulty: known.faults > 0 };
  return sweepKey(context, key, { listed, reread });
}

/** Opens a file with another suffix, and reads it if it is FITS. Never throws. */
export async function sweepOther(context: SweepContext, listed: Listed): Promise<SweepResult> {
  const { key } = listed;
  try {
    if (context.sniff === undefined) return { key, outcome: 'skipped', faulty: false };
    if (!(await context.sniff(context.source, listed))) return { key, outcome: 'not-fits', faulty: false };
  } catch (error) {
    const isLeftOut = error instanceof Archived || error instanceof Missing || error instanceof Changed;
    return isLeftOut
      ? { key, outcome: 'skipped', faulty: false }
      : { key, outcome: 'failed', faulty: false, error };
  }
  return sweepFile(context, listed);
}

interface HowToSweep {
  /** False: its lake object is written even where it seems to agree. */
  readonly asSweep?: boolean;
  /** Of a sweep: reads the file even where the lake knows its state. */
  readonly reread?: boolean;
  /** The file as a listing showed it. */
  readonly listed?: Listed;
}

/** Looks at a file, whatever is known of it. Never throws. */
export async function sweepKey(
  { bucket, source, lake, extract }: SweepContext,
  key: string,
  { asSweep = true, reread = false, listed }: HowToSweep = {},
): Promise<SweepResult> {
  try {
    const { outcome, lakeKey, extraction, faults } = await sync({
      ...{ source, lake, extract, file: { bucket, key }, sweep: asSweep, reread },
      ...(listed && { listed }),
    });
    if (outcome === 'removed' || outcome === 'absent')
      return { key, outcome: 'removed', lakeKey, faulty: false };
    return {
      key,
      // an object that is made anew has changed, if its file has not
      outcome: outcome === 'unchanged' && extraction !== undefined && !asSweep ? 'changed' : outcome,
      lakeKey,
      ...(extraction && { extraction }),
      faulty: faults > 0,
    };
  } catch (error) {
    return { key, outcome: 'failed', faulty: false, error };
  }
}
