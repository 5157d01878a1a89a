import type { Listed, Store } from '../stores/store.ts';
import { EXTRACTOR_REVISION, type Extract, type Extraction } from './extraction.ts';
import type { BucketIndex } from './lake-index.ts';
import { lakeKey as lakeKeyOf } from './naming.ts';
import { hasGoodRows, isMadeFrom } from './object.ts';
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
}

/** What became of one file. */
export interface Swept {
  readonly key: string;
  readonly kind: 'new' | 'changed' | 'unchanged' | 'removed' | 'failed';
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
  if (hasGoodRows(known, EXTRACTOR_REVISION) && isMadeFrom(known, listed))
    return { key, kind: 'unchanged', faulty: known.faults > 0 };
  return sweepKey(sides, key, { listed });
}

interface HowToSweep {
  /** False: its lake object is written even where it seems to agree. */
  readonly asSweep?: boolean;
  /** The file as a listing showed it. */
  readonly listed?: Listed;
}

/** Looks at a file, whatever is known of it. Never throws. */
export async function sweepKey(
  { bucket, source, lake, extract }: Sides,
  key: string,
  { asSweep = true, listed }: HowToSweep = {},
): Promise<Swept> {
  try {
    const { kind, lakeKey, extraction, faults } = await sync({
      ...{ source, lake, extract, place: { bucket, key }, sweep: asSweep },
      ...(listed && { listed }),
    });
    if (extraction === undefined && kind !== 'unchanged')
      return { key, kind: 'removed', lakeKey, faulty: false };
    return {
      key,
      // an object that is made anew has changed, if its file has not
      kind: extraction === undefined ? 'unchanged' : kind === 'new' ? 'new' : 'changed',
      lakeKey,
      ...(extraction && { extraction }),
      faulty: faults > 0,
    };
  } catch (error) {
    return { key, kind: 'failed', faulty: false, error };
  }
}
