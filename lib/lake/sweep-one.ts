import { Archived, Changed, type Listed, Missing, type Store } from '../stores/store.ts';
import { EXTRACTOR_REVISION, type Extract, type Extraction } from './extraction.ts';
import type { BucketIndex } from './lake-index.ts';
import { lakeKey as lakeKeyOf } from './naming.ts';
import { hasGoodRows, isMadeFrom, isUnfinished } from './object.ts';
import { sync } from './sync.ts';

/** What a sweep stands between: the objects of a bucket, or files of a root, and the lake. */
export interface Sides {
  readonly bucket: string;
  readonly source: Store;
  readonly lake: Store;
  readonly extract: Extract;
  /** What the lake holds of the bucket. */
  readonly index: BucketIndex;
  /** Keys of lake objects that cannot be read though they say that they are whole: made anew. */
  readonly damaged?: ReadonlySet<string> | undefined;
  /** Reads every file again, whatever the lake knows of it. */
  readonly force?: boolean;
  /** Opens a file with another suffix to check if it begins like FITS. Without it such files are skipped. */
  readonly sniff?: Sniff | undefined;
}

export type Sniff = (source: Store, listed: Listed) => Promise<boolean>;

/** What became of one file. */
export interface Swept {
  readonly key: string;
  /**
   * For a file with another suffix also `not-fits`: it was opened; or `skipped`: it could not be opened for now. The lake
   * has neither.
   */
  readonly kind: 'new' | 'changed' | 'unchanged' | 'removed' | 'failed' | 'not-fits' | 'skipped';
  readonly lakeKey?: string;
  readonly extraction?: Extraction;
  /** Whether the lake names faults of it. */
  readonly faulty: boolean;
  /** Why it failed: nothing was learned of the file, and the lake is as it was. */
  readonly error?: unknown;
}

export const isDamaged = ({ bucket, damaged }: Sides, key: string): boolean =>
  damaged !== undefined && damaged.size > 0 && damaged.has(lakeKeyOf({ bucket, key }));

/** Looks after a file that was listed: it is asked for only where the lake does not know that state of it. */
export async function sweepFile(sides: Sides, listed: Listed): Promise<Swept> {
  const { key } = listed;
  if (isDamaged(sides, key)) return sweepKey(sides, key, { asSweep: false });
  const known = sides.index.get(key);
  // a file whose time ran out may be read to its end this time
  const again = sides.force === true || isUnfinished(known);
  if (!again && hasGoodRows(known, EXTRACTOR_REVISION) && isMadeFrom(known, listed))
    return { key, kind: 'unchanged', faulty: known.faults > 0 };
  return sweepKey(sides, key, { listed, again });
}

/** Opens a file with another suffix, and reads it if it is FITS. Never throws. */
export async function sweepOther(sides: Sides, listed: Listed): Promise<Swept> {
  const { key } = listed;
  try {
    if (sides.sniff === undefined) return { key, kind: 'skipped', faulty: false };
    if (!(await sides.sniff(sides.source, listed))) return { key, kind: 'not-fits', faulty: false };
  } catch (error) {
    const isLeftOut = error instanceof Archived || error instanceof Missing || error instanceof Changed;
    return isLeftOut
      ? { key, kind: 'skipped', faulty: false }
      : { key, kind: 'failed', faulty: false, error };
  }
  return sweepFile(sides, listed);
}

interface HowToSweep {
  /** False: its lake object is written even where it seems to agree. */
  readonly asSweep?: boolean;
  /** Of a sweep: reads the file even where the lake knows its state. */
  readonly again?: boolean;
  /** The file as a listing showed it. */
  readonly listed?: Listed;
}

/** Looks at a file, whatever is known of it. Never throws. */
export async function sweepKey(
  { bucket, source, lake, extract }: Sides,
  key: string,
  { asSweep = true, again = false, listed }: HowToSweep = {},
): Promise<Swept> {
  try {
    const { kind, lakeKey, extraction, faults } = await sync({
      ...{ source, lake, extract, place: { bucket, key }, sweep: asSweep, again },
      ...(listed && { listed }),
    });
    if (kind === 'removed' || kind === 'absent') return { key, kind: 'removed', lakeKey, faulty: false };
    return {
      key,
      // an object that is made anew has changed, if its file has not
      kind: kind === 'unchanged' && extraction !== undefined && !asSweep ? 'changed' : kind,
      lakeKey,
      ...(extraction && { extraction }),
      faulty: faults > 0,
    };
  } catch (error) {
    return { key, kind: 'failed', faulty: false, error };
  }
}
