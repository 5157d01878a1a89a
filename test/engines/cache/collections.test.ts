import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openIngestCache } from '../../../lib/engines/cache/ingest-cache.ts';
import { partitionOf } from '../../../lib/engines/cache/object-name.ts';
import { openLake } from '../../../lib/engines/duckdb/open-lake.ts';
import { collectionOf, HIVE_NULL } from '../../../lib/lake/naming.ts';
import { VIEWS } from '../../../lib/sql/view-columns.ts';
import { askOnce, lakeOf, rowsOf } from '../../helpers/ask.ts';
import { addToLake, csvOf, type LakeFile, lakeKeyOf } from '../../helpers/small-lake.ts';

const told = (key: string, collectionDepth = 1): LakeFile => ({
  bucket: 'b',
  key,
  collectionDepth,
  hdus: [[['OBJECT', key]]],
  faults: [{ code: 'bad-card', reason: key }],
});

/** The collection that a file's row in `files` names. */
const collectionIn = async (lake: string) => (await askOnce(lake, 'SELECT collection FROM files'))[0]?.[0];

describe('the collection of a file', () => {
  it.each([
    ['m31/a.fits', 1, 'm31'],
    ['a.fits', 1, '-'],
    ['/a.fits', 1, '-'],
    ['m31/r/a.fits', 0, '-'],
    ['m31/r/a.fits', 2, 'm31~r'],
    ['m31//r/a.fits', 10, 'm31~-~r'],
    ['-/a.fits', 1, '-'],
    ['it\'s 100% "M 31" [r] {b} a=b:c*?/a.fits', 1, 'it_s_100___M_31___r___b__a_b_c__'],
    ['a%3Ab%2/a.fits', 1, 'a_3Ab_2'],
    ['\\N/a.fits', 1, '_N'],
    ['NULL/a.fits', 1, 'NULL_'],
    [`${HIVE_NULL}/a.fits`, 1, `${HIVE_NULL}_`],
    ['\u661f\u96f2 \u{1f30c}/a.fits', 1, '____'],
    ['e\u0301/a.fits', 1, 'e_'],
    [`${'x'.repeat(300)}/a.fits`, 1, expect.stringMatching(/^x{183}-[0-9a-f]{16}$/)],
  ])('%j at depth %i', async (key, depth, expected) => {
    expect(await collectionIn(lakeOf(told(key, depth)))).toEqual(expected);
  });

  it('is the value of its partition', async () => {
    const files = ['a b', 'a%b', 'é', '007', '\\', '星', "'"].map((folder) => told(`${folder}/x.fits`));
    const rows = await askOnce(lakeOf(...files), 'SELECT source_key, collection FROM headers ORDER BY 1');
    const expected = files.map((file) => [file.key, collectionOf(lakeKeyOf(file)).value]);
    expect(rows).toHaveLength(files.length);
    expect(rows).toEqual(expect.arrayContaining(expected));
  });

  it('may be that of others: the key tells them apart', async () => {
    const lake = lakeOf(told('a:b/x.fits'), told('a b/x.fits'));
    expect(await askOnce(lake, "SELECT source_key FROM files WHERE collection = 'a_b' ORDER BY 1")).toEqual([
      ['a b/x.fits'],
      ['a:b/x.fits'],
    ]);
  });

  it('is that of the path, where the key has characters that rows cannot have', async () => {
    const lake = lakeOf(told('a\ufffdb\ufffd/c.fits'));
    const path = join(lake, lakeKeyOf(told('a\ufffdb\ufffd/c.fits')));
    renameSync(path, join(lake, lakeKeyOf(told('a\0b\n/c.fits'))));
    expect(await collectionIn(lake)).toBe('a_b_');
  });

  it('is told by the key, where the file system ignores case', async () => {
    const lake = lakeOf(told('m31/a.fits'));
    renameSync(join(lake, 'headers/collection=m31'), join(lake, 'headers/collection=M31'));
    expect(await collectionIn(lake)).toBe('m31');
  });

  it('is loaded once, where an ingest writes to a folder that is listed in another case', async () => {
    const file = told('m31/a.fits');
    const lake = lakeOf(file);
    const cache = await openIngestCache(lake);
    await cache.add(lakeKeyOf(file), Buffer.from(csvOf(file)));
    await cache.flush();
    renameSync(join(lake, 'headers/collection=m31'), join(lake, 'headers/collection=M31'));
    await cache.close();
    expect(await askOnce(lake, 'SELECT collection, count(*) FROM headers GROUP BY 1')).toEqual([['m31', 1n]]);
  });

  it('follows an object that is replaced, and one that is gone', async () => {
    const lake = lakeOf(told('a/1/x.fits'), told('b/y.fits'));
    const all = 'SELECT collection, source_key FROM files ORDER BY ALL';
    expect(await askOnce(lake, all)).toHaveLength(2);
    rmSync(join(lake, lakeKeyOf(told('a/1/x.fits'))));
    addToLake(lake, told('a/1/x.fits', 2));
    expect(await askOnce(lake, all)).toEqual([
      ['a~1', 'a/1/x.fits'],
      ['b', 'b/y.fits'],
    ]);
  });
});

// A lake of 0.1.0 that no ingest has moved yet answers as it did.
describe('the collection of a file whose lake object is where it was up to 0.1.0', () => {
  const former = (key: string, depth = 1): LakeFile => ({ ...told(key, depth), former: true });

  it.each([
    ['m31/a.fits', 1, 'm31'],
    ['m31/r/a.fits', 2, 'm31/r'],
    ['it\'s 100% "M 31" [r] {b} a=b:c*?/a.fits', 1, 'it\'s 100% "M 31" [r] {b} a=b:c*?'],
    ['a%3Ab%2/a.fits', 1, 'a%3Ab%2'],
    ['NULL/a.fits', 1, 'NULL'],
    ['\u661f\u96f2 \u{1f30c}/a.fits', 1, '\u661f\u96f2 \u{1f30c}'],
    ['e\u0301/a.fits', 1, 'e\u0301'],
  ])('%j at depth %i is the folders, as Hive decodes them', async (key, depth, expected) => {
    expect(await collectionIn(lakeOf(former(key, depth)))).toEqual(expected);
  });

  it('is NULL where Hive takes it for NULL, and its rows are there', async () => {
    const lake = lakeOf(former(`${HIVE_NULL}/a.fits`), former('b/c.fits'));
    for (const view of ['files', 'hdus', 'headers', 'faults']) {
      expect(await askOnce(lake, `SELECT count(*) FROM ${view} WHERE collection IS NULL`)).toEqual([[1n]]);
    }
  });

  it('is told by the key, where the file system writes names in other characters', async () => {
    const file = former('Ångström/a.fits');
    const lake = lakeOf(file);
    const path = lakeKeyOf(file);
    const folder = dirname(join(lake, path));
    renameSync(folder, folder.normalize('NFD'));
    expect(await collectionIn(lake)).toBe('Ångström');
    expect(partitionOf(path.normalize('NFD'), file)).toBe('Ångström');
  });

  it('is that of the path, where the key has characters that rows cannot have', async () => {
    const lake = lakeOf(former('a\ufffdb\ufffd/c.fits'));
    const path = join(lake, lakeKeyOf(former('a\ufffdb\ufffd/c.fits')));
    const moved = join(lake, lakeKeyOf(former('a\0b\n/c.fits')));
    mkdirSync(dirname(moved));
    renameSync(path, moved);
    expect(await collectionIn(lake)).toBe('a\0b\n');
  });
});

describe('a question of one collection', () => {
  const FILES: readonly LakeFile[] = [
    ...['2023', '2024', '2025'].flatMap((year) => [told(`${year}/a.fits`), told(`${year}/b.fits`)]),
    ...['2024', '2025'].map((year) => ({
      bucket: 'b',
      key: `${year}/gone.fits`,
      removed: '2026-10-11T12:13:14Z',
    })),
  ];

  it.each(VIEWS)('is answered by its rows of %s alone', async (view) => {
    const lake = await openLake(lakeOf(...FILES));
    const where = async (condition: string) =>
      (await rowsOf(lake, `SELECT source_key FROM ${view} WHERE ${condition} ORDER BY 1`)).flat();
    const all = (await where('true')).map(String);
    expect(all.some((key) => key.startsWith('2025/'))).toBe(true);
    expect(await where("collection = '2024'")).toEqual(all.filter((key) => key.startsWith('2024/')));
    expect(await where("collection >= '2024'")).toEqual(all.filter((key) => key >= '2024'));
    expect(await where("collection = 'none'")).toEqual([]);
    lake.close();
  });

  it.each(VIEWS)('reaches the objects of %s below all grouping', async (view) => {
    const lake = await openLake(lakeOf(...FILES));
    const [[, plan] = []] = await rowsOf(lake, `EXPLAIN SELECT * FROM ${view} WHERE collection = '2024'`);
    lake.close();
    const scan = String(plan)
      .replace(/[^\w.=' ]/g, '')
      .replace(/ +/g, ' ');
    expect(scan).toMatch(/objects .*collection='2024'/);
  });
});

// The setting collectionDepth was changed, and the lake not made anew: see docs/decisions/0014.
describe('a file that lies in two collections', () => {
  const before: LakeFile = { ...told('a/b/x.fits'), size: 9, hdus: [[['OBJECT', 'before']]] };
  const after: LakeFile = {
    ...told('a/b/x.fits', 2),
    size: 10,
    hdus: [
      [
        ['OBJECT', 'after'],
        ['FILTER', 'R'],
      ],
    ],
  };

  it('has a row of each, and neither has facts of the other', async () => {
    const lake = await openLake(lakeOf(before, after));
    const ask = (sql: string) => rowsOf(lake, sql);
    const facts = 'SELECT collection, size, card_count, faults, object, filter FROM files ORDER BY 1';
    expect(await ask(facts)).toEqual([
      ['a', 9n, 1, 1n, 'before', null],
      ['a~b', 10n, 2, 1n, 'after', 'R'],
    ]);
    expect(await ask('SELECT collection, hdu, object, filter FROM hdus ORDER BY 1')).toEqual([
      ['a', 0, 'before', null],
      ['a~b', 0, 'after', 'R'],
    ]);
    lake.close();
  });

  it('is found', async () => {
    const sql =
      'SELECT source_key, max(collection) FROM files GROUP BY source_bucket, source_key HAVING count(*) > 1';
    expect(await askOnce(lakeOf(before, after, told('a/y.fits')), sql)).toEqual([['a/b/x.fits', 'a~b']]);
  });
});
