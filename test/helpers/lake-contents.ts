import { gunzipSync } from 'node:zlib';
import { HEADERS } from '../../lib/lake/naming.ts';
import { extractor } from '../../lib/lake/rows/extract.ts';
import { sync } from '../../lib/lake/sync/sync.ts';
import { memoryStore } from '../../lib/stores/memory.ts';
import type { Store } from '../../lib/stores/store.ts';
import { put } from './store.ts';

/** What a lake says of each source key: its rows, or {@link REMOVED}; without what differs from store to store. */
export type Contents = ReadonlyMap<string, string>;

/** What a lake says of a file that is gone. */
export const REMOVED = 'removed';

/** Values of `file` rows that are about the store or the reading, not about the file. */
const OF_THE_STORE = new Set([
  'etag',
  'last_modified',
  'version_id',
  'bytes_read',
  'requests',
  'extracted_at',
]);

/** Objects that are read at the same time. */
const AT_ONCE = 16;

/** @param within only source keys that begin so */
export async function lakeContents(lake: Store, within = ''): Promise<Contents> {
  const keys: string[] = [];
  for await (const { key } of lake.list(HEADERS)) keys.push(key);
  const contents = new Map<string, string>();
  for (let i = 0; i < keys.length; i += AT_ONCE) {
    const some = keys.slice(i, i + AT_ONCE);
    for (const csv of await Promise.all(some.map((key) => csvOf(lake, key)))) {
      const [key, rows] = comparable(csv);
      if (!key.startsWith(within)) continue;
      if (contents.has(key)) throw new Error(`the lake has two objects of ${key}`);
      contents.set(key, rows);
    }
  }
  return new Map([...contents].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a lake would hold of files with these bytes, if they were ingested now. */
export async function freshContents(files: ReadonlyMap<string, Uint8Array>): Promise<Contents> {
  const [source, lake] = [memoryStore(), memoryStore()];
  for (const [key, bytes] of files) {
    await put(source, key, bytes);
    await sync({ source, lake, extract: extractor(), file: { bucket: 'any', key } });
  }
  return lakeContents(lake);
}

async function csvOf(lake: Store, key: string): Promise<string> {
  const { bytes } = await lake.read(key, 0, 100_000_000);
  return gunzipSync(bytes).toString();
}

function comparable(csv: string): [key: string, rows: string] {
  const [, ...rows] = csv.trimEnd().split('\n').map(fieldsOf);
  const key = rows[0]?.[2] ?? '';
  const told = rows.flatMap(([hdu, , , name = '', value, comment, index, type]) => {
    if (type === 'tombstone') return [REMOVED];
    if (type === 'file' && OF_THE_STORE.has(name)) return [];
    return [JSON.stringify([hdu, name, value, comment, index, type])];
  });
  return [key, told.join('\n')];
}

/** The fields of a line of RFC 4180. */
const fieldsOf = (line: string): string[] =>
  [...`${line},`.matchAll(/(?:"((?:[^"]|"")*)"|([^,]*)),/g)].map(
    ([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain,
  );
