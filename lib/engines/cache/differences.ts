import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { HEADERS_FOLDER } from '../../lake/naming.ts';
import { literals } from '../../sql/text.ts';
import { LinkInLake, lstatUnlessLink } from '../../stores/link-in-lake.ts';
import { type Stamp, stampOf } from '../loading/stamp.ts';

/**
 * The differences between a cache and its lake. Writers put objects into a lake by moving files into place, so the
 * modification time of a folder shows whether objects were added, deleted or replaced, and the files of a folder are
 * checked only if its time has changed. Damaged objects are always checked: one that is still being copied into the
 * folder is damaged until it is complete.
 */
export interface Differences {
  /** Paths, below the lake's folder, of the objects to load. */
  readonly load: readonly string[];
  /** Paths of the objects to drop. */
  readonly drop: readonly string[];
  /** The folders that differ, with the times to record for them; undefined if the folder is gone. */
  readonly collections: ReadonlyMap<string, bigint | undefined>;
}

/** Whether there are no differences. */
export const isUpToDate = ({ load, drop, collections }: Differences): boolean =>
  load.length + drop.length + collections.size === 0;

/** The collections whose objects are looked up at once: each time, DuckDB looks through all objects of the cache. */
const AT_ONCE = 100;

/**
 * Compares a cache with its lake.
 *
 * @param connection to the cache; undefined if there is no cache yet
 * @param only the collections to compare, as paths below the lake's folder; by default all
 * @throws LinkInLake
 */
export async function differencesOf(
  connection: DuckDBConnection | undefined,
  lake: string,
  only?: ReadonlySet<string>,
): Promise<Differences> {
  const load = new Set<string>();
  const drop: string[] = [];
  const collections = new Map<string, bigint | undefined>();
  const { times, stampsOf, damaged } = connection === undefined ? NOTHING : recordsOf(connection);
  const recorded = await times();
  const existing = new Set(collectionsOf(lake));
  // a file system that ignores case may list a folder under a different name than it was created with
  for (const collection of new Set([...existing, ...recorded.keys(), ...(only ?? [])])) {
    if (only?.has(collection) === false) continue;
    const time = existing.has(collection) ? timeOf(`${lake}/${collection}`) : undefined;
    if (time === undefined || time !== recorded.get(collection)) collections.set(collection, time);
  }
  const changed = [...collections.keys()];
  for (let from = 0; from < changed.length; from += AT_ONCE) {
    const some = changed.slice(from, from + AT_ONCE);
    const stamps = await stampsOf(some);
    for (const collection of some) {
      const isThere = collections.get(collection) !== undefined;
      for (const name of isThere ? objectsIn(`${lake}/${collection}`) : []) {
        const path = `${collection}/${name}`;
        if (!isSame(stampOf(`${lake}/${path}`), stamps.get(path))) load.add(path);
        stamps.delete(path);
      }
    }
    drop.push(...stamps.keys());
  }
  for (const [path, stamp] of await damaged()) {
    // the objects of deleted collections are dropped above, and paths elsewhere are never opened
    if (existing.has(dirname(path)) && !isSame(stampOf(`${lake}/${path}`), stamp)) load.add(path);
  }
  return { load: [...load], drop, collections };
}

/** Paths of the lake's collections below its folder. Throws {@link LinkInLake}. */
function collectionsOf(lake: string): string[] {
  lstatUnlessLink(`${lake}/${HEADERS_FOLDER}`);
  const found = entries(`${lake}/${HEADERS_FOLDER}`).filter(({ name }) => name.startsWith('collection='));
  const link = found.find((entry) => entry.isSymbolicLink());
  if (link !== undefined) throw new LinkInLake(`${lake}/${HEADERS_FOLDER}/${link.name}`);
  return found.filter((entry) => entry.isDirectory()).map(({ name }) => `${HEADERS_FOLDER}/${name}`);
}

const objectsIn = (folder: string): string[] =>
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

const isSame = (a: Stamp | undefined, b: Stamp | undefined): boolean =>
  a?.size === b?.size && a?.mtimeNs === b?.mtimeNs;

/** What a cache has recorded about its lake. */
interface Records {
  /** The modification times of the collections, by path. */
  times(): Promise<Map<string, bigint>>;
  /** The states of the objects of some collections, by path. */
  stampsOf(collections: readonly string[]): Promise<Map<string, Stamp>>;
  /** The states of the damaged objects, by path. */
  damaged(): Promise<Map<string, Stamp>>;
}

const NOTHING: Records = {
  times: async () => new Map(),
  stampsOf: async () => new Map(),
  damaged: async () => new Map(),
};

const recordsOf = (connection: DuckDBConnection): Records => ({
  times: async () => {
    const found = await connection.runAndReadAll('SELECT path, mtime_ns FROM cache.collections');
    // by column, which for a thousand folders is much quicker than by row
    const [paths = [], times = []] = found.getColumns();
    return new Map(paths.map((path, index) => [String(path), times[index] as bigint]));
  },
  // the first two folders of a path are its collection
  stampsOf: (some) =>
    stampsWhere(
      connection,
      `split_part(path, '/', 1) || '/' || split_part(path, '/', 2) IN (${literals(some)})`,
    ),
  damaged: () => stampsWhere(connection, 'damage IS NOT NULL'),
});

async function stampsWhere(connection: DuckDBConnection, condition: string): Promise<Map<string, Stamp>> {
  const found = await connection.runAndReadAll(
    `SELECT path, size, mtime_ns FROM cache.objects WHERE ${condition}`,
  );
  return new Map(found.getRows().map(([path, size, mtimeNs]) => [String(path), { size, mtimeNs } as Stamp]));
}
