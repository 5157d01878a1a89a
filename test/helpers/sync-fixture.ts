import { gunzipSync } from 'node:zlib';
import { lakeKey } from '../../lib/lake/naming.ts';
import { fromMetadata } from '../../lib/lake/object.ts';
import { type SyncOptions, type SyncResult, sync } from '../../lib/lake/sync/sync.ts';
import { memoryStore } from '../../lib/stores/memory.ts';
import type { Store } from '../../lib/stores/store.ts';
import { Archived, fakeExtract } from './fake-extract.ts';
import { recorded } from './recorded-store.ts';
import { listed, put } from './store.ts';

/** The source file of all syncs. */
export const FILE = { bucket: 'archive', key: 'm31/a.fits' };
/** The key of its lake object. */
export const LAKE_KEY = lakeKey(FILE);

/**
 * A source and a lake in memory, with syncs between them and a record of their requests.
 *
 * @param before called before each request, such as `lake write new`; it may throw
 */
export function syncFixture(before?: (request: string) => unknown) {
  const clock = { now: new Date('2026-11-24T00:00:00Z') };
  const files = memoryStore({ contentEtags: true, now: () => clock.now });
  const source = recorded(files, (request) => before?.(`source ${request}`));
  const lake = recorded(memoryStore(), (request) => before?.(`lake ${request}`));
  const archive = { isArchived: false };
  const archivableSource: Store = {
    ...source.store,
    read: async (...request) => {
      const result = await source.store.read(...request);
      if (archive.isArchived) throw new Archived();
      return result;
    },
    head: async (key) => {
      const head = await source.store.head(key);
      return head && archive.isArchived ? { ...head, archived: 'GLACIER' } : head;
    },
  };
  const run = (options: Partial<SyncOptions> = {}): Promise<SyncResult> =>
    sync({
      source: archivableSource,
      lake: lake.store,
      extract: fakeExtract,
      file: FILE,
      now: () => new Date('2026-11-25T01:02:03.456Z'),
      sleep: async () => {},
      ...options,
    });
  return {
    source,
    /** The source as syncs see it, which refuses to read archived files. */
    archivableSource,
    lake,
    archive,
    /** The clock of the source. */
    clock,
    /** The source files, as listed. */
    list: () => listed(source.store),
    /** Syncs the file as for an event. */
    event: (options: Partial<SyncOptions> = {}) => run(options),
    /** Syncs the file as in a sweep. */
    sweep: (options: Partial<SyncOptions> = {}) => run({ sweep: true, ...options }),
    /** The requests that `work` makes to the two stores. */
    requests: async (work: () => Promise<unknown>) => {
      source.requests.length = 0;
      lake.requests.length = 0;
      await work();
      return { source: [...source.requests], lake: [...lake.requests] };
    },
    /** What the metadata of the lake object records. */
    state: async () => fromMetadata((await lake.store.head(LAKE_KEY))?.metadata ?? {}),
    /** The rows of the lake object, without the header line. */
    rows: async () =>
      gunzipSync((await lake.store.read(LAKE_KEY, 0, 10_000)).bytes)
        .toString()
        .split('\n')
        .slice(1)
        .join('\n'),
    put: (content: string) => put(source.store, FILE.key, content),
    remove: async () => {
      const head = await source.store.head(FILE.key);
      await source.store.remove(FILE.key, { ifMatch: head?.etag ?? '' });
    },
  };
}
