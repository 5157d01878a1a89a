import { describe, expect, it } from 'vitest';
import { databaseIn } from '../../../lib/engines/cache/database-files.ts';
import { openIngestCache } from '../../../lib/engines/cache/ingest-cache.ts';
import { cacheFolder } from '../../../lib/engines/cache/location.ts';
import { openCacheFolder } from '../../../lib/engines/cache/private-folder.ts';
import { openSession } from '../../../lib/engines/cache/session.ts';
import { cacheWriter } from '../../../lib/engines/cache/writer.ts';
import { keywordColumns } from '../../../lib/sql/keywords.ts';
import { literal } from '../../../lib/sql/text.ts';
import { lakeOf } from '../../helpers/ask.ts';
import { type Card, csvOf, fileWithObject, type LakeFile, lakeKeyOf } from '../../helpers/small-lake.ts';

/** Numbers in the database of a cache, from the first column of an answer. */
async function numbersIn(folder: string, sql: string): Promise<number[]> {
  const { connection, close } = await openSession({});
  try {
    await connection.run(`ATTACH ${literal(databaseIn(folder))} AS cache (READ_ONLY)`);
    return (await connection.runAndReadAll(sql)).getRows().map(([value]) => Number(value));
  } finally {
    close();
  }
}

/** The numbers of rows of a table's row groups. */
const rowGroups = (folder: string, table: string): Promise<number[]> =>
  numbersIn(
    folder,
    `SELECT max("start" + count)::INTEGER FROM pragma_storage_info('cache.${table}')
    WHERE column_id = 0 AND segment_type <> 'VALIDITY' GROUP BY row_group_id ORDER BY row_group_id`,
  );

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

describe('an ingest of many files', () => {
  it('loads at most 1,000 of them at once, into small blocks: what a load needs does not grow with the lake', async () => {
    const files = Array.from({ length: 1001 }, (_, index) => fileWithObject(`a/${index}`));
    const lake = lakeOf(...files);
    const folder = openCacheFolder(lake);
    const writer = cacheWriter(lake, folder, 0);
    for (const file of files) await writer.add(lakeKeyOf(file), Buffer.from(csvOf(file)));
    // discards the object that is not loaded yet
    await writer.close();
    expect(await numbersIn(folder, 'SELECT count(*) FROM cache.objects')).toEqual([1000]);
    expect(
      await numbersIn(folder, "SELECT block_size FROM pragma_database_size() WHERE database_name = 'cache'"),
    ).toEqual([65536]);
  });
});

describe('an ingest that needs more memory than most', () => {
  it('is loaded, too: 20,000 HDUs at once, of which 200 keywords are columns', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `KEY${index}`);
    const files = Array.from({ length: 40 }, (_, file): LakeFile => {
      const hdus = Array.from({ length: 1000 }, (_, hdu) =>
        names.slice(0, 20).map((name, index): Card => [name, `value ${file * hdu} of ${index}`]),
      );
      return { bucket: 'b', key: `a/${file}`, hdus };
    });
    const lake = lakeOf(...files);
    const folder = openCacheFolder(lake);
    const writer = cacheWriter(lake, folder, 0, keywordColumns(names.join(',')));
    for (const [index, file] of files.entries()) {
      await writer.add(lakeKeyOf(file), Buffer.from(csvOf(file)));
      if (index % 20 === 19) await writer.flush();
    }
    await writer.close();
    expect(await numbersIn(folder, 'SELECT count(*) FROM cache.hdus')).toEqual([40_000]);
  });
});
