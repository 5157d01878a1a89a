import type { ByteSource, Chunk } from '../fits/source.ts';
import type { Head, ReadOptions, Store } from '../stores/store.ts';

/** Ranged reads of one state of a file. A read throws Changed if the file is no longer in that state. */
export interface PinnedSource extends ByteSource {
  read(offset: number, length: number): Promise<PinnedChunk>;
}

/** What a read of a pinned source returns. */
export interface PinnedChunk extends Chunk {
  /** The state of the file: the same for all reads. */
  readonly head: Head;
}

/**
 * An object of a store, pinned to the ETag that the first read finds.
 *
 * @param options of the first read
 */
export function pinned(store: Store, key: string, options?: ReadOptions): PinnedSource {
  let etag: string | undefined;
  return {
    read: async (offset, length) => {
      const { bytes, head } = await store.read(
        key,
        offset,
        length,
        etag === undefined ? options : { ifMatch: etag },
      );
      etag ??= head.etag;
      return { bytes, size: head.size, head };
    },
  };
}
