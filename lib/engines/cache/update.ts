import type { DuckDBConnection } from '@duckdb/node-api';
import { type Differences, differencesOf } from './differences.ts';
import { isSettled } from './settled.ts';
import type { CacheWriter } from './writer.ts';

// Brings a cache up to date, and records the times of the folders that it has seen.

/** Called after each object that was loaded, with the number of all objects to load. */
export type OnProgress = (done: number, total: number) => void;

/**
 * Brings a cache up to date with its lake.
 *
 * @param writer of the lake's cache
 * @param only the collections to compare; by default all
 */
export async function updateCache(
  lake: string,
  writer: CacheWriter,
  { only, onProgress }: { readonly only?: ReadonlySet<string>; readonly onProgress?: OnProgress } = {},
): Promise<void> {
  // without a cache everything is new, and DuckDB, which takes 20 ms to start, need not be asked
  const isNew = await writer.isEmpty();
  const { load, drop, collections } = isNew
    ? await differencesOf(undefined, lake, only)
    : await writer.within(async (connection) => {
        const differences = await differencesOf(connection, lake, only);
        if (hasOnlyTimes(differences)) await recordTimes(connection, differences.collections);
        return differences;
      });
  if (!isNew && hasOnlyTimes({ load, drop })) return;
  for (const [done, path] of load.entries()) {
    await writer.add(path);
    onProgress?.(done + 1, load.length);
  }
  for (const path of drop) await writer.remove(path);
  await writer.within((connection) => recordTimes(connection, collections));
}

/** Whether no object has to be loaded or dropped: the times can be recorded in the same session. */
const hasOnlyTimes = ({ load, drop }: Pick<Differences, 'load' | 'drop'>): boolean =>
  load.length + drop.length === 0;

/** Recorded in place of a time that is not settled: the folder is checked again next time. No folder has it. */
const UNSETTLED = -(2n ** 63n);

/** Records the times of collections, and forgets those that are gone. */
async function recordTimes(
  connection: DuckDBConnection,
  collections: ReadonlyMap<string, bigint | undefined>,
): Promise<void> {
  await connection.run('BEGIN');
  for (const [path, time] of collections) {
    await connection.run('DELETE FROM cache.collections WHERE path = $1', [path]);
    if (time === undefined) continue;
    // recorded even if unsettled: if the folder is deleted, only this row shows that its objects have to be dropped
    await connection.run('INSERT INTO cache.collections VALUES ($1, $2)', [
      path,
      isSettled(time) ? time : UNSETTLED,
    ]);
  }
  await connection.run('COMMIT');
}
