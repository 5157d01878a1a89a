import { existsSync } from 'node:fs';
import { filesToRead } from './database-files.ts';
import { cacheFolder } from './location.ts';
import { openCacheFolder } from './private-folder.ts';

/**
 * The paths (`headers/collection=C/HASH-NAME.csv.gz`) of the objects that the lake's cache has noted as damaged when
 * it was last brought in step: what an ingest had better make anew. Never throws, waits for nobody and changes
 * nothing: where there is no cache, or none that can be read now, none are known.
 */
export async function damagedObjects(lake: string): Promise<ReadonlySet<string>> {
  try {
    if (!existsSync(cacheFolder(lake))) return new Set();
    const folder = openCacheFolder(lake);
    // DuckDB takes a tenth of a second to be loaded: a first ingest does without
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
  } catch {
    return new Set();
  }
}
