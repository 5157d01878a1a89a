import { existsSync } from 'node:fs';
import { askForDamage, isIntact } from './checked.ts';
import { filesToRead } from './database-files.ts';
import { cacheFolder } from './location.ts';
import { openCacheFolder } from './private-folder.ts';

/**
 * The paths (`headers/collection=C/HASH-NAME.csv.gz`) of the lake objects that were damaged when the cache was last
 * updated: an ingest writes them again. Never throws, never waits and changes nothing. Returns an empty set if there is no
 * cache, or if it cannot be read at the moment.
 */
export async function damagedObjects(lake: string): Promise<ReadonlySet<string>> {
  try {
    if (!existsSync(cacheFolder(lake))) return new Set();
    const folder = openCacheFolder(lake);
    // loading DuckDB takes a tenth of a second, which most ingests save
    if (isIntact(folder)) return new Set();
    return await askForDamage(folder, () => damagedIn(folder));
  } catch {
    return new Set();
  }
}

async function damagedIn(folder: string): Promise<ReadonlySet<string>> {
  const { attachToRead } = await import('./attach.ts');
  const { lockDown, openSession } = await import('./session.ts');
  const { connection, close } = await openSession({ threads: '1', temp_directory: '' });
  try {
    await lockDown(connection, filesToRead(folder));
    await attachToRead(connection, folder, 0);
    const found = await connection.runAndReadAll('SELECT path FROM cache.objects WHERE damage IS NOT NULL');
    return new Set(found.getRows().map(([path]) => String(path)));
  } finally {
    close();
  }
}
