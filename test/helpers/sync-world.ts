import { gunzipSync } from 'node:zlib';
import { lakeKey } from '../../lib/lake/naming.ts';
import { fromMetadata } from '../../lib/lake/object.ts';
import { type SyncOptions, type SyncResult, sync } from '../../lib/lake/sync/sync.ts';
import { memoryStore } from '../../lib/stores/memory.ts';
import type { Store } from '../../lib/stores/store.ts';
import { Archived, fakeExtract } from './fake-extract.ts';
import { recorded } from './recorded-store.ts';
import { listed, put } from './store.ts';

export const PLACE = { bucket: 'archive', key: 'm31/a.fits' };
export const LAKE_KEY = lakeKey(PLACE);

/** A source and a lake in memory, with requests written down. */
export function syncWorld(before?: (request: string) => unknown) {
  const clock = { now: new Date('2026-11-24T00:00:00Z') };
  const files = memoryStore({ contentEtags: true, now: () => clock.now });
  const source = recorded(files, (request) => before?.(`source ${request}`));
  const lake = recorded(memoryStore(), (request) => before?.(`lake ${request}`));
  const archive = { shut: false };
  const closable: Store = {
    ...source.store,
    read: async (...request) => {
      const result = await source.store.read(...request);
      if (archive.shut) throw new Archived();
      return result;
    },
    head: async (key) => {
      const head = await source.store.head(key);
      return head && archive.shut ? { ...head, archived: 'GLACIER' } : head;
    },
  };
  const run = (options: Partial<SyncOptions> = {}): Promise<SyncResult> =>
    sync({
      source: closable,
      lake: lake.store,
      extract: fakeExtract,
      file: PLACE,
      now: () => new Date('2026-11-25T01:02:03.456Z'),
      sleep: async () => {},
      ...options,
    });
  return {
    source,
    /** The source as runs see it: closed where its files are archived. */
    closable,
    lake,
    archive,
    /** Of the source. */
    clock,
    list: () => listed(source.store),
    event: (options: Partial<SyncOptions> = {}) => run(options),
    sweep: (options: Partial<SyncOptions> = {}) => run({ sweep: true, ...options }),
    /** Does `work` and gives the requests that it made to the two stores. */
    requests: async (work: () => Promise<unknown>) => {
      source.requests.length = 0;
      lake.requests.length = 0;
      await work();
      return { source: [...source.requests], lake: [...lake.requests] };
    },
    state: async () => fromMetadata((await lake.store.head(LAKE_KEY))?.metadata ?? {}),
    rows: async () =>
      gunzipSync((await lake.store.read(LAKE_KEY, 0, 10_000)).bytes)
        .toString()
        .split('\n')
        .slice(1)
        .join('\n'),
    put: (content: string) => put(source.store, PLACE.key, content),
    remove: async () => {
      const head = await source.store.head(PLACE.key);
      await source.store.remove(PLACE.key, { ifMatch: head?.etag ?? '' });
    },
  };
}
