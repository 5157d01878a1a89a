import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openIngestCache } from '../../../lib/engines/cache/ingest-cache.ts';
import { cacheFolder } from '../../../lib/engines/cache/location.ts';
import { lakeOf } from '../../helpers/ask.ts';
import { askAndCount, settle } from '../../helpers/ask-and-count.ts';
import { EXAMPLE } from '../../helpers/example-lake.ts';
import { addToLake, csvOf, fileWithObject, type LakeFile, lakeKeyOf } from '../../helpers/small-lake.ts';

describe('the cache during an ingest', () => {
  const bytes = (file: LakeFile) => Buffer.from(csvOf(file));

  it('loads what was written, so that a query has nothing to load', async () => {
    const lake = lakeOf(...EXAMPLE);
    settle(lake);
    const cache = await openIngestCache(lake);
    for (const [index, file] of EXAMPLE.entries()) {
      await cache.add(lakeKeyOf(file), index % 2 === 0 ? bytes(file) : undefined);
    }
    await cache.close();
    expect(await askAndCount(lake, 'SELECT count(*) FROM files')).toMatchObject({ rows: [[10n]], loaded: 0 });
    expect(readdirSync(cacheFolder(lake))).toEqual(['lake.duckdb', 'lake.json', 'lake.seen']);
  });
  it('replaces and removes objects, including those that were just added', async () => {
    const lake = lakeOf(fileWithObject('a/1'), fileWithObject('a/2'), fileWithObject('a/3'));
    const first = await openIngestCache(lake);
    for (const key of ['a/1', 'a/2', 'a/3'])
      await first.add(lakeKeyOf(fileWithObject(key)), bytes(fileWithObject(key)));
    addToLake(lake, fileWithObject('a/1', 'second'));
    await first.add(lakeKeyOf(fileWithObject('a/1')), bytes(fileWithObject('a/1', 'second')));
    await first.flush();
    rmSync(join(lake, lakeKeyOf(fileWithObject('a/2'))));
    await first.remove(lakeKeyOf(fileWithObject('a/2')));
    addToLake(lake, fileWithObject('a/3', 'third'));
    await first.add(lakeKeyOf(fileWithObject('a/3')));
    await first.close();
    settle(lake);
    expect((await askAndCount(lake)).rows).toEqual([
      ['a/1', 'second'],
      ['a/3', 'third'],
    ]);
  });
  it('finds objects that were not added, in the collections that were written to', async () => {
    const lake = lakeOf(fileWithObject('a/1'), fileWithObject('a/2'), fileWithObject('b/3'));
    settle(lake);
    const cache = await openIngestCache(lake);
    await cache.add(lakeKeyOf(fileWithObject('a/1')), bytes(fileWithObject('a/1')));
    await cache.close();
    expect(await askAndCount(lake)).toMatchObject({ loaded: 1 });
  });
  it('is not created if the ingest finds nothing new', async () => {
    const lake = lakeOf(fileWithObject('a/1'));
    const cache = await openIngestCache(lake);
    await cache.flush();
    await cache.close();
    expect(existsSync(cacheFolder(lake))).toBe(false);
  });
  it('never fails, and the next query makes up for it', async () => {
    const lake = lakeOf(fileWithObject('a/1'));
    writeFileSync(cacheFolder(lake), 'in the way');
    const cache = await openIngestCache(lake);
    await cache.add(lakeKeyOf(fileWithObject('a/1')), bytes(fileWithObject('a/1')));
    await cache.flush();
    await cache.close();
    rmSync(cacheFolder(lake));
    expect((await askAndCount(lake)).rows).toEqual([['a/1', 'a/1']]);
  });
});
