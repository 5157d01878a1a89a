import type { Store } from '../../stores/store.ts';
import { EXTRACTOR_REVISION, type SourceFile } from '../extraction.ts';
import { fromMetadata, isInvisible, tombstone } from '../object.ts';
import { put } from './write.ts';

/** What to forget. */
export interface ForgetOptions {
  readonly lake: Store;
  /** The lake object, which may be of any bucket. */
  readonly lakeKey: string;
  /** The bucket whose rows are deleted. Nothing may sync its files any more. */
  readonly bucket: string;
  /** Called with the source file, if it is in the bucket. */
  readonly onFile?: (file: SourceFile) => void;
  readonly now?: () => Date;
}

/** What became of a lake object. */
export interface Forgotten {
  /**
   * - `forgotten`: its rows were deleted
   * - `unchanged`: it had none that a view shows
   * - `skipped`: it is of another bucket, or no longer exists
   */
  readonly outcome: 'forgotten' | 'unchanged' | 'skipped';
  readonly lakeKey?: string;
  /** Its new ETag, if it was written. */
  readonly etag?: string;
}

/**
 * Deletes the rows of a file that the lake no longer covers: a tombstone that no view shows replaces its lake object. As for any
 * write, another writer that is slower fails, and the change is recorded for compaction. A later reconcile removes the
 * tombstone itself.
 *
 * @throws Conflict if another writer was faster; what the store throws
 */
export async function forget(options: ForgetOptions): Promise<Forgotten> {
  const { lake, lakeKey, bucket, onFile, now = () => new Date() } = options;
  const head = await lake.head(lakeKey);
  const state = fromMetadata(head?.metadata ?? {});
  if (state?.bucket !== bucket) return { outcome: 'skipped' };
  const file = { bucket, key: state.key };
  onFile?.(file);
  if (isInvisible(state)) return { outcome: 'unchanged', lakeKey };
  const goneAt = now();
  const etag = await put({ lake, lakeKey, head, known: state }, tombstone(file, goneAt, false), {
    kind: 'tombstone',
    ...file,
    revision: EXTRACTOR_REVISION,
    goneAt,
    known: false,
  });
  return { outcome: 'forgotten', lakeKey, etag };
}
