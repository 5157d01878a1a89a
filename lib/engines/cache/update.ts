import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { LinkInLake, lstatUnlessLink } from '../../stores/link-in-lake.ts';
import { type Stamp, stampOf } from './lake-object.ts';
import type { CacheWriter } from './writer.ts';

/**
 * In what a cache differs from its lake. A folder's time tells whether objects came, went or were replaced, since
 * whoever writes to a lake does so by moving files into place; only in folders whose time is another are files looked
 * at. Damaged objects are looked at each time: one that is being copied into the folder is damaged until it is there.
 */
export interface Differences {
  /** Paths below the lake's folder of objects to be loaded. */
  readonly load: readonly string[];
  readonly drop: readonly string[];
  /** Folders that will be in agreement then, with their times; undefined where the folder is gone. */
  readonly collections: ReadonlyMap<string, bigint | undefined>;
}

export type OnProgress = (done: number, total: number) => void;

/**
 * Makes the cache agree with the lake.
 *
 * @param writer of that lake's cache
 * @param among the collections to look at; all where undefined
 */
export async function updateCache(
  lake: string,
  writer: CacheWriter,
  { among, onProgress }: { readonly among?: ReadonlySet<string>; readonly onProgress?: OnProgress } = {},
): Promise<void> {
  const { load, drop, collections } = await writer.within((connection) =>
    differences(connection, lake, among),
  );
  for (const [done, path] of load.entries()) {
    await writer.add(path);
    onProgress?.(done + 1, load.length);
  }
  for (const path of drop) await writer.remove(path);
  await writer.within((connection) => noteCollections(connection, collections));
}

/**
 * Milliseconds within which a folder may change twice and show one time: file systems count in ticks, some in
 * seconds. The time of a folder that has just changed is not recorded, so the folder is checked again.
 */
const TICK = { fine: 20, coarse: 2000 };
/** No folder's time. */
const UNSETTLED = -(2n ** 63n);

const isSettled = (mtimeNs: bigint): boolean =>
  Date.now() - Number(mtimeNs / 1_000_000n) > (mtimeNs % 1_000_000_000n === 0n ? TICK.coarse : TICK.fine);

async function noteCollections(
  connection: DuckDBConnection,
  collections: ReadonlyMap<string, bigint | undefined>,
): Promise<void> {
  await connection.run('BEGIN');
  for (const [path, time] of collections) {
    await connection.run('DELETE FROM cache.collections WHERE path = $1', [path]);
    if (time === undefined) continue;
    // recorded anyway: once the folder is deleted, only this row shows that its objects have to be dropped
    await connection.run('INSERT INTO cache.collections VALUES ($1, $2)', [
      path,
      isSettled(time) ? time : UNSETTLED,
    ]);
  }
  await connection.run('COMMIT');
}

export const agree = ({ load, drop, collections }: Differences): boolean =>
  load.length + drop.length + collections.size === 0;

const HEADERS = 'headers';

/**
 * Finds out in what the cache differs from the lake.
 *
 * @param connection to the cache; undefined where there is none
 * @param among the collections to look at (their paths below the lake's folder); all where undefined
 */
export async function differences(
  connection: DuckDBConnection | undefined,
  lake: string,
  among?: ReadonlySet<string>,
): Promise<Differences> {
  const load: string[] = [];
  const drop: string[] = [];
  const collections = new Map<string, bigint | undefined>();
  const known = await rowsOf(connection, 'SELECT path, mtime_ns FROM cache.collections');
  const times = new Map(known.map(([path, time]) => [String(path), time as bigint]));
  const there = new Set(collectionsOf(lake));
  // a file system that ignores case may list a folder under a name other than the one used to write it
  for (const collection of new Set([...there, ...times.keys(), ...(among ?? [])])) {
    if (among?.has(collection) === false) continue;
    const time = there.has(collection) ? timeOf(`${lake}/${collection}`) : undefined;
    if (time !== undefined && time === times.get(collection)) continue;
    const stamps = await stampsIn(connection, collection);
    for (const name of time === undefined ? [] : objectsOf(`${lake}/${collection}`)) {
      const path = `${collection}/${name}`;
      if (!isSame(stampOf(`${lake}/${path}`), stamps.get(path))) load.push(path);
      stamps.delete(path);
    }
    drop.push(...stamps.keys());
    collections.set(collection, time);
  }
  const damaged = await rowsOf(
    connection,
    'SELECT path, size, mtime_ns FROM cache.objects WHERE damage IS NOT NULL',
  );
  for (const [path, size, mtimeNs] of damaged) {
    // deleted collections were handled above, and no other path is ever opened
    if (!there.has(dirname(String(path)))) continue;
    const now = stampOf(`${lake}/${path}`);
    if (!isSame(now, { size, mtimeNs } as Stamp)) load.push(String(path));
  }
  return { load: [...new Set(load)], drop, collections };
}

/** Paths of the lake's collections below its folder. Throws {@link LinkInLake}. */
function collectionsOf(lake: string): string[] {
  lstatUnlessLink(`${lake}/${HEADERS}`);
  const found = entries(`${lake}/${HEADERS}`).filter(({ name }) => name.startsWith('collection='));
  const link = found.find((entry) => entry.isSymbolicLink());
  if (link !== undefined) throw new LinkInLake(`${lake}/${HEADERS}/${link.name}`);
  return found.filter((entry) => entry.isDirectory()).map(({ name }) => `${HEADERS}/${name}`);
}

const objectsOf = (folder: string): string[] =>
  entries(folder)
    .filter(({ name }) => name.endsWith('.csv.gz') && !/^[._]/.test(name))
    .map(({ name }) => name);

function entries(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

const timeOf = (folder: string): bigint | undefined =>
  lstatSync(folder, { bigint: true, throwIfNoEntry: false })?.mtimeNs;

const isSame = (one: Stamp | undefined, other: Stamp | undefined): boolean =>
  one?.size === other?.size && one?.mtimeNs === other?.mtimeNs;

async function stampsIn(
  connection: DuckDBConnection | undefined,
  collection: string,
): Promise<Map<string, Stamp>> {
  const rows = await rowsOf(
    connection,
    'SELECT path, size, mtime_ns FROM cache.objects WHERE starts_with(path, $1)',
    `${collection}/`,
  );
  return new Map(rows.map(([path, size, mtimeNs]) => [String(path), { size, mtimeNs } as Stamp]));
}

async function rowsOf(connection: DuckDBConnection | undefined, sql: string, ...values: string[]) {
  if (connection === undefined) return [];
  return (await connection.runAndReadAll(sql, values)).getRows();
}
