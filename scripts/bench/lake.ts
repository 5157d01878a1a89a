import { openIngestCache } from '../../lib/engines/cache/ingest-cache.ts';
import { extractor } from '../../lib/lake/rows/extract.ts';
import { sync } from '../../lib/lake/sync/sync.ts';
import { lakeStore } from '../../lib/stores/lake-store.ts';
import { makeFolder } from '../../lib/stores/make-folder.ts';
import { Missing, type Store } from '../../lib/stores/store.ts';
import { type ArchiveFile, archiveFile } from './archive.ts';

// A lake of the made archive. Its files are never written: a store makes the bytes that are read. Everything after that is
// what an ingest does: rows, derived values, lake objects and the cache.

const BUCKET = 'archive';

/** Ingests an archive of `files` files into a lake folder, which does not exist yet. */
export async function makeLake(
  lake: string,
  files: number,
  onProgress: (done: number) => void = () => {},
): Promise<void> {
  makeFolder(lake);
  const options = {
    lake: lakeStore(lake),
    extract: extractor({ keepCsvUpTo: Number.POSITIVE_INFINITY }),
    sweep: true,
  };
  const cache = await openIngestCache(lake);
  for (let number = 0; number < files; number++) {
    const made = archiveFile(number, files);
    const file = { bucket: BUCKET, key: made.key };
    const { lakeKey, csv, release } = await sync({ ...options, source: storeOf(made), file });
    await cache.add(lakeKey, csv);
    release?.();
    if ((number + 1) % 10_000 === 0) onProgress(number + 1);
  }
  await cache.close();
}

/** A store with one file, which can only be read. Its data are zeros. */
function storeOf({ key, size, modified, header }: ArchiveFile): Store {
  const head = { key, size, etag: `${modified.getTime()}-${size}`, lastModified: modified, metadata: {} };
  const refuse = async (): Promise<never> => {
    throw new Missing(key);
  };
  return {
    async *list() {},
    head: async () => head,
    read: async (_key, offset, length) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      if (offset < header.length) bytes.set(header.subarray(offset, offset + bytes.length));
      return { bytes, head };
    },
    write: refuse,
    remove: refuse,
  };
}
