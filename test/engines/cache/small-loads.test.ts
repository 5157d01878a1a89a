import { describe, expect, it } from 'vitest';
import { databaseIn } from '../../../lib/engines/cache/database-files.ts';
import { openIngestCache } from '../../../lib/engines/cache/ingest-cache.ts';
import { cacheFolder } from '../../../lib/engines/cache/location.ts';
import { openSession } from '../../../lib/engines/cache/session.ts';
import { literal } from '../../../lib/sql/text.ts';
import { lakeOf } from '../../helpers/ask.ts';
import { csvOf, fileWithObject, lakeKeyOf } from '../../helpers/small-lake.ts';

/** The numbers of rows of a table's row groups. */
async function rowGroups(folder: string, table: string): Promise<number[]> {
  const { connection, close } = await openSession({});
  try {
    await connection.run(`ATTACH ${literal(databaseIn(folder))} AS cache (READ_ONLY)`);
    const found = await connection.runAndReadAll(`
      SELECT max("start" + count)::INTEGER FROM pragma_storage_info('cache.${table}')
      WHERE column_id = 0 AND segment_type <> 'VALIDITY' GROUP BY row_group_id ORDER BY row_group_id`);
    return found.getRows().map(([rows]) => Number(rows));
  } finally {
    close();
  }
}

describe('many ingests of a few files each', () => {
  it('fill the row groups of one another: DuckDB merges them when it closes the cache', async () => {
    const files = Array.from({ length: 24 }, (_, index) => fileWithObject(`a/${index}`));
    const lake = lakeOf(...files);
    for (const file of files) {
      const cache = await openIngestCache(lake);
      await cache.add(lakeKeyOf(file), Buffer.from(csvOf(file)));
      await cache.flush();
    }
    for (const table of ['objects', 'cards', 'files', 'hdus'])
      expect((await rowGroups(cacheFolder(lake), table)).length).toBeLessThanOrEqual(1);
    expect(await rowGroups(cacheFolder(lake), 'files')).toEqual([24]);
  });
});
