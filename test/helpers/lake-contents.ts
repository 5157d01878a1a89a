import { gunzipSync } from 'node:zlib';
import { HEADERS } from '../../lib/lake/naming.ts';
import { extractor } from '../../lib/lake/rows/extract.ts';
import { sync } from '../../lib/lake/sync/sync.ts';
import { memoryStore } from '../../lib/stores/memory.ts';
import type { Store } from '../../lib/stores/store.ts';
import { put } from './store.ts';

/** The rows of each source key, or {@link REMOVED}, without the values that differ between stores. */
export type Contents = ReadonlyMap<string, string>;

/** Stands for the tombstone of a removed file. */
export const REMOVED = 'removed';

/** Names of rows that describe the store or the reading rather than the file. */
const STORE_ROWS = new Set([
  ...['source_url', 'etag', 'last_modified', 'version_id', 'bytes_read', 'requests', 'extracted_at'],
  'obs_publisher_did',
]);

/** Objects read at the same time. */
const AT_ONCE = 16;

/** Returns the contents of a lake for source keys that start with `prefix`. */
export async function lakeContents(lake: Store, prefix = ''): Promise<Contents> {
  const keys: string[] = [];
  for await (const { key } of lake.list(HEADERS)) keys.push(key);
  const contents = new Map<string, string>();
  for (let i = 0; i < keys.length; i += AT_ONCE) {
    const part = keys.slice(i, i + AT_ONCE);
    for (const csv of await Promise.all(part.map((key) => csvOf(lake, key)))) {
      const [key, rows] = comparable(csv);
      if (!key.startsWith(prefix)) continue;
      if (contents.has(key)) throw new Error(`the lake has two objects for ${key}`);
      contents.set(key, rows);
    }
  }
  return new Map([...contents].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Returns what a new lake contains after these files are ingested. */
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
  const facts = rows.flatMap(([hdu, , , name = '', value, comment, index, type]) => {
    if (type === 'tombstone') return [REMOVED];
    if ((type === 'file' || type === 'derived') && STORE_ROWS.has(name)) return [];
    return [JSON.stringify([hdu, name, value, comment, index, type])];
  });
  return [key, facts.join('\n')];
}

/** Splits a line of CSV (RFC 4180) into its fields. */
const fieldsOf = (line: string): string[] =>
  [...`${line},`.matchAll(/(?:"((?:[^"]|"")*)"|([^,]*)),/g)].map(
    ([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain,
  );
