import { randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { formerLakeKey } from '../../../lib/lake/former-naming.ts';
import { lakeKey } from '../../../lib/lake/naming.ts';
import { fromMetadata, toMetadata } from '../../../lib/lake/object.ts';
import { withStamp } from '../../../lib/stores/gzip-metadata.ts';
import { memoryStore } from '../../../lib/stores/memory.ts';
import type { Store } from '../../../lib/stores/store.ts';
import { fakeExtract } from '../fake-extract.ts';

/** The only source file. */
export const FILE = { bucket: 'archive', key: 'n:1/a.fits' };
/** The key of its lake object. */
export const LAKE_KEY = lakeKey(FILE);
/** The key of its lake object up to release 0.1.0. */
export const FORMER_KEY = formerLakeKey(FILE);

/** A lake like in S3: ETags are derived from the bytes, and a mark in each body makes them unique. */
export function s3Lake(): Store {
  const inner = memoryStore({ contentEtags: true });
  return {
    ...inner,
    write: (key, body, options) =>
      inner.write(key, withStamp(body, { mark: randomUUID(), metadata: options.metadata ?? {} }), options),
  };
}

/** The lake as a function of release 0.1.0 sees it, with everything about the file at the former key. */
export const outdatedLake = (lake: Store): Store => {
  const formerKey = (key: string): string => (key === LAKE_KEY ? FORMER_KEY : key);
  return {
    list: lake.list,
    head: (key) => lake.head(formerKey(key)),
    read: (key, ...range) => lake.read(formerKey(key), ...range),
    write: (key, ...object) => lake.write(formerKey(key), ...object),
    remove: (key, ...options) => lake.remove(formerKey(key), ...options),
  };
};

/** Puts the file into the source, and its rows at the former key. */
export async function putMisplaced(source: Store, lake: Store): Promise<void> {
  await source.write(FILE.key, Buffer.from('a'), { ifMatch: null });
  const { head, body, faults, readable } = await fakeExtract(source, FILE);
  const { etag: sourceEtag, lastModified, size } = head;
  const state = { ...FILE, generation: 1, revision: 1, sourceEtag, lastModified, size };
  const metadata = toMetadata({ kind: 'rows', ...state, readable, faults: faults.length });
  await lake.write(FORMER_KEY, body, { ifMatch: null, metadata });
}

/** Whether the lake has the rows of {@link putMisplaced}, at either key. */
export async function hasFirstRows(lake: Store): Promise<boolean> {
  for (const key of [FORMER_KEY, LAKE_KEY]) {
    const state = fromMetadata((await lake.head(key))?.metadata ?? {});
    if (state?.kind !== 'rows' || !state.readable) continue;
    if ((await bodyOf(lake, key)).endsWith('\na')) return true;
  }
  return false;
}

/** How the lake differs from the source; undefined if it does not. */
export async function disagreement(
  source: Store,
  lake: Store,
  isArchived: boolean,
): Promise<string | undefined> {
  const present = await source.head(FILE.key);
  const object = await lake.head(LAKE_KEY);
  const state = fromMetadata(object?.metadata ?? {});
  if (present === undefined)
    return state?.kind === 'tombstone' || object === undefined ? undefined : 'rows of a deleted file';
  if (state?.kind !== 'rows') return `${state?.kind ?? 'nothing'} instead of rows`;
  if (state.sourceEtag !== present.etag) return 'rows of another state';
  if (!state.readable) return isArchived ? undefined : 'the fault of an archived file that was restored';
  const content = Buffer.from((await source.read(FILE.key, 0, 100)).bytes).toString();
  const body = await bodyOf(lake, LAKE_KEY);
  return body.endsWith(`\n${content}`) ? undefined : 'rows that do not belong to their state';
}

const bodyOf = async (lake: Store, key: string): Promise<string> =>
  gunzipSync((await lake.read(key, 0, 10_000)).bytes).toString();
