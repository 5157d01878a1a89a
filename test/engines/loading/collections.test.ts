import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openIngestCache } from '../../../lib/engines/cache/ingest-cache.ts';
import { type Lake, openLake } from '../../../lib/engines/duckdb/open-lake.ts';
import { partitionOf } from '../../../lib/engines/loading/object-name.ts';
import { collectionOf, HIVE_NULL } from '../../../lib/lake/naming.ts';
import { literal } from '../../../lib/sql/text.ts';
import { VIEWS } from '../../../lib/sql/view-columns.ts';
import { askOnce, lakeOf, rowsOf, sharedLake } from '../../helpers/ask.ts';
import { placed } from '../../helpers/observation.ts';
import { addToLake, csvOf, type LakeFile, lakeKeyOf } from '../../helpers/small-lake.ts';

const fileIn = (key: string, collectionDepth = 1): LakeFile => ({
  bucket: 'b',
  key,
  collectionDepth,
  hdus: [[['OBJECT', String(collectionDepth)]]],
  faults: [{ code: 'bad-card', reason: key }],
  derived: placed(key),
});

/** The collection of the only file in a lake. */
const collectionIn = async (lake: string) => (await askOnce(lake, 'SELECT collection FROM files'))[0]?.[0];

/** The collection of the file with a key. The value of OBJECT distinguishes the depths. */
async function collectionOfKey(lake: Lake, key: string, depth: number): Promise<unknown> {
  const sql = `SELECT collection FROM files WHERE source_key = ${literal(key)} AND object = ${literal(String(depth))}`;
  return (await rowsOf(lake, sql))[0]?.[0];
}

describe('the collection of a file', () => {
  const CASES: readonly [key: string, depth: number, expected: unknown][] = [
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
  ];
  const lake = sharedLake(CASES.map(([key, depth]) => fileIn(key, depth)));

  it.each(CASES)('%j at depth %i', async (key, depth, expected) => {
    expect(await collectionOfKey(lake(), key, depth)).toEqual(expected);
  });

  it('is the value of its partition', async () => {
    const files = ['a b', 'a%b', 'é', '007', '\\', '星', "'"].map((folder) => fileIn(`${folder}/x.fits`));
    const rows = await askOnce(lakeOf(...files), 'SELECT source_key, collection FROM headers ORDER BY 1');
    const expected = files.map((file) => [file.key, collectionOf(lakeKeyOf(file)).value]);
    expect(rows).toHaveLength(files.length);
    expect(rows).toEqual(expect.arrayContaining(expected));
  });

  it('can be shared by different folders, and the key distinguishes them', async () => {
    const lake = lakeOf(fileIn('a:b/x.fits'), fileIn('a b/x.fits'));
    expect(await askOnce(lake, "SELECT source_key FROM files WHERE collection = 'a_b' ORDER BY 1")).toEqual([
      ['a b/x.fits'],
      ['a:b/x.fits'],
    ]);
  });

  it('comes from the path if the key has characters that rows cannot contain', async () => {
    const lake = lakeOf(fileIn('a\ufffdb\ufffd/c.fits'));
    const path = join(lake, lakeKeyOf(fileIn('a\ufffdb\ufffd/c.fits')));
    renameSync(path, join(lake, lakeKeyOf(fileIn('a\0b\n/c.fits'))));
    expect(await collectionIn(lake)).toBe('a_b_');
  });

  it('comes from the key if the file system ignores case', async () => {
    const lake = lakeOf(fileIn('m31/a.fits'));
    renameSync(join(lake, 'headers/collection=m31'), join(lake, 'headers/collection=M31'));
    expect(await collectionIn(lake)).toBe('m31');
  });

  it('is loaded once if an ingest writes to a folder that is listed in another case', async () => {
    const file = fileIn('m31/a.fits');
    const lake = lakeOf(file);
    const cache = await openIngestCache(lake);
    await cache.add(lakeKeyOf(file), Buffer.from(csvOf(file)));
    await cache.flush();
    renameSync(join(lake, 'headers/collection=m31'), join(lake, 'headers/collection=M31'));
    await cache.close();
    expect(await askOnce(lake, 'SELECT collection, count(*) FROM headers GROUP BY 1')).toEqual([['m31', 1n]]);
  });

  it('follows an object that is replaced, and one that is deleted', async () => {
    const lake = lakeOf(fileIn('a/1/x.fits'), fileIn('b/y.fits'));
    const all = 'SELECT collection, source_key FROM files ORDER BY ALL';
    expect(await askOnce(lake, all)).toHaveLength(2);
    rmSync(join(lake, lakeKeyOf(fileIn('a/1/x.fits'))));
    addToLake(lake, fileIn('a/1/x.fits', 2));
    expect(await askOnce(lake, all)).toEqual([
      ['a~1', 'a/1/x.fits'],
      ['b', 'b/y.fits'],
    ]);
  });
});

// A lake of release 0.1.0 that no ingest has moved yet answers as before.
describe('the collection of a file whose lake object is where releases up to 0.1.0 put it', () => {
  const former = (key: string, depth = 1): LakeFile => ({ ...fileIn(key, depth), former: true });

  const CASES: readonly [key: string, depth: number, expected: unknown][] = [
    ['m31/a.fits', 1, 'm31'],
    ['m31/r/a.fits', 2, 'm31/r'],
    ['it\'s 100% "M 31" [r] {b} a=b:c*?/a.fits', 1, 'it\'s 100% "M 31" [r] {b} a=b:c*?'],
    ['a%3Ab%2/a.fits', 1, 'a%3Ab%2'],
    ['NULL/a.fits', 1, 'NULL'],
    ['\u661f\u96f2 \u{1f30c}/a.fits', 1, '\u661f\u96f2 \u{1f30c}'],
    ['e\u0301/a.fits', 1, 'e\u0301'],
  ];
  const lake = sharedLake(CASES.map(([key, depth]) => former(key, depth)));

  it.each(CASES)('%j at depth %i is the folders, as Hive decodes them', async (key, depth, expected) => {
    expect(await collectionOfKey(lake(), key, depth)).toEqual(expected);
  });

  it('is NULL if Hive reads it as NULL, and its rows are not lost', async () => {
    const lake = lakeOf(former(`${HIVE_NULL}/a.fits`), former('b/c.fits'));
    for (const view of ['files', 'hdus', 'headers', 'faults']) {
      expect(await askOnce(lake, `SELECT count(*) FROM ${view} WHERE collection IS NULL`)).toEqual([[1n]]);
    }
  });

  it('comes from the key if the file system normalizes names', async () => {
    const file = former('Ångström/a.fits');
    const lake = lakeOf(file);
    const path = lakeKeyOf(file);
    const folder = dirname(join(lake, path));
    renameSync(folder, folder.normalize('NFD'));
    expect(await collectionIn(lake)).toBe('Ångström');
    expect(partitionOf(path.normalize('NFD'), file)).toBe('Ångström');
  });

  it('comes from the path if the key has characters that rows cannot contain', async () => {
    const lake = lakeOf(former('a\ufffdb\ufffd/c.fits'));
    const path = join(lake, lakeKeyOf(former('a\ufffdb\ufffd/c.fits')));
    const moved = join(lake, lakeKeyOf(former('a\0b\n/c.fits')));
    mkdirSync(dirname(moved));
    renameSync(path, moved);
    expect(await collectionIn(lake)).toBe('a\0b\n');
  });
});

describe('a query of one collection', () => {
  const FILES: readonly LakeFile[] = [
    ...['2023', '2024', '2025'].flatMap((year) => [fileIn(`${year}/a.fits`), fileIn(`${year}/b.fits`)]),
    ...['2024', '2025'].map((year) => ({
      bucket: 'b',
      key: `${year}/gone.fits`,
      removed: '2026-10-11T12:13:14Z',
    })),
  ];

  const lake = sharedLake(FILES);

  it.each(VIEWS)('returns only its rows of %s', async (view) => {
    const where = async (condition: string) =>
      (await rowsOf(lake(), `SELECT source_key FROM ${view} WHERE ${condition} ORDER BY 1`)).flat();
    const keys = (await where('true')).map(String);
    expect(keys.some((key) => key.startsWith('2025/'))).toBe(true);
    expect(await where("collection = '2024'")).toEqual(keys.filter((key) => key.startsWith('2024/')));
    expect(await where("collection >= '2024'")).toEqual(keys.filter((key) => key >= '2024'));
    expect(await where("collection = 'none'")).toEqual([]);
  });

  it.each(VIEWS)('filters the objects of %s before any grouping', async (view) => {
    const [[, plan] = []] = await rowsOf(lake(), `EXPLAIN SELECT * FROM ${view} WHERE collection = '2024'`);
    const scan = String(plan)
      .replace(/[^\w.=' ]/g, '')
      .replace(/ +/g, ' ');
    expect(scan).toMatch(/SEQ_SCAN .*Filters .*collection='2024'/);
  });
});

// The setting collectionDepth was changed, and the lake was not rebuilt: see docs/decisions/0014.
describe('a file that is in two collections', () => {
  const before: LakeFile = { ...fileIn('a/b/x.fits'), size: 9, hdus: [[['OBJECT', 'before']]] };
  const after: LakeFile = {
    ...fileIn('a/b/x.fits', 2),
    size: 10,
    hdus: [
      [
        ['OBJECT', 'after'],
        ['FILTER', 'R'],
      ],
    ],
  };

  it('has a row in each, and neither row has facts of the other', async () => {
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

  it('can be found by a query', async () => {
    const sql =
      'SELECT source_key, max(collection) FROM files GROUP BY source_bucket, source_key HAVING count(*) > 1';
    expect(await askOnce(lakeOf(before, after, fileIn('a/y.fits')), sql)).toEqual([['a/b/x.fits', 'a~b']]);
  });
});
