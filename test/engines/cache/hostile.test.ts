import {
  copyFileSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { damagedObjects } from '../../../lib/engines/cache/damaged-objects.ts';
import { databaseIn } from '../../../lib/engines/cache/database-files.ts';
import { openIngestCache } from '../../../lib/engines/cache/ingest-cache.ts';
import { cacheFolder } from '../../../lib/engines/cache/location.ts';
import { createTables, inspectCatalog } from '../../../lib/engines/cache/schema.ts';
import { openSession, type Session } from '../../../lib/engines/cache/session.ts';
import { openLake } from '../../../lib/engines/duckdb/open-lake.ts';
import { literal } from '../../../lib/sql/text.ts';
import { askOnce, lakeOf, rowsOf } from '../../helpers/ask.ts';
import { changeDatabase } from '../../helpers/duckdb-file.ts';
import { hostileChanges } from '../../helpers/hostile-cache.ts';
import { addToLake, csvOf, fileWithObject, lakeKeyOf } from '../../helpers/small-lake.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

const OBJECTS = "SELECT source_key FROM headers WHERE card_name = 'OBJECT' ORDER BY ALL";
const CHANGES = Object.keys(hostileChanges(''));
/** The changes that are tried with a whole query and a whole ingest. */
const TRIED = ['a view in place of objects', 'a view in place of collections that writes', 'a macro'];

/** A lake whose cache was changed by a stranger. */
async function lakeWith(change: string): Promise<{ lake: string; out: string }> {
  const lake = lakeOf(fileWithObject('a/1'), fileWithObject('a/2'));
  (await openLake(lake)).close();
  const out = tempFolder();
  await changeDatabase(databaseIn(cacheFolder(lake)), ...(hostileChanges(out)[change] ?? []));
  return { lake, out };
}

async function expectCache(lake: string): Promise<void> {
  const { connection, close } = await openSession({});
  await connection.run(`ATTACH ${literal(databaseIn(cacheFolder(lake)))} AS cache (READ_ONLY)`);
  expect(await inspectCatalog(connection)).toBe('cache');
  close();
}

describe('a database with the tables of a cache', () => {
  let folder: string;
  // one session for all: starting DuckDB takes longer than a test
  let session: Session;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fits-datalake-hostile-'));
    session = await openSession({});
    const { connection } = session;
    await connection.run(`ATTACH ${literal(`${folder}/cache.duckdb`)} AS cache (STORAGE_VERSION 'latest')`);
    expect(await inspectCatalog(connection)).toBe('empty');
    await createTables(connection);
    expect(await inspectCatalog(connection)).toBe('cache');
    await connection.run('DETACH cache');
  });
  afterAll(() => {
    session.close();
    rmSync(folder, { recursive: true });
  });

  it.each(CHANGES)('is not accepted as a cache after a stranger changed it: %s', async (change) => {
    const out = tempFolder();
    const file = join(out, 'changed.duckdb');
    copyFileSync(`${folder}/cache.duckdb`, file);
    await changeDatabase(file, ...(hostileChanges(out)[change] ?? []));
    const { connection } = session;
    await connection.run(`ATTACH ${literal(file)} AS cache (READ_ONLY)`);
    expect(await inspectCatalog(connection)).toBe('other');
    await connection.run('DETACH cache');
    expect(readdirSync(out)).toEqual(['changed.duckdb']);
  });
});

describe("a cache in the user's folder that a stranger changed", () => {
  it.each(TRIED)('is rebuilt by a query (%s)', async (change) => {
    const { lake, out } = await lakeWith(change);
    let loaded = 0;
    const notices: string[] = [];
    const opened = await openLake(lake, {
      onProgress: () => loaded++,
      onNotice: (notice) => notices.push(notice),
    });
    expect(opened).toMatchObject({ objects: 2, damaged: [] });
    expect(await rowsOf(opened, OBJECTS)).toEqual([['a/1'], ['a/2']]);
    opened.close();
    expect({ loaded, notices, out: readdirSync(out) }).toEqual({ loaded: 2, notices: [], out: [] });
    await expectCache(lake);
  });
  it.each(TRIED)('is rebuilt by an ingest (%s)', async (change) => {
    const { lake, out } = await lakeWith(change);
    expect(await damagedObjects(lake)).toEqual(new Set());
    addToLake(lake, fileWithObject('a/3'));
    const cache = await openIngestCache(lake);
    await cache.add(lakeKeyOf(fileWithObject('a/3')), Buffer.from(csvOf(fileWithObject('a/3'))));
    await cache.close();
    await expectCache(lake);
    expect(await askOnce(lake, OBJECTS)).toEqual([['a/1'], ['a/2'], ['a/3']]);
    expect(readdirSync(out)).toEqual([]);
  });
  it('is rebuilt if it is a link, and the target of the link is not changed', async () => {
    const lake = lakeOf(fileWithObject('a/1'));
    (await openLake(lake)).close();
    const file = databaseIn(cacheFolder(lake));
    const elsewhere = join(tempFolder(), 'elsewhere');
    copyFileSync(file, elsewhere);
    await changeDatabase(elsewhere, ...hostileChanges('')['another view']!);
    const before = readFileSync(elsewhere);
    for (const name of [file, `${file}.wal`]) {
      await changeDatabase(file, 'CREATE VIEW v AS SELECT 1');
      if (name === file) rmSync(file);
      symlinkSync(elsewhere, name);
      expect(await askOnce(lake, OBJECTS)).toEqual([['a/1']]);
      await expectCache(lake);
    }
    expect(readFileSync(elsewhere).equals(before)).toBe(true);
  });
  it.each(['lake.seen', 'lake.json', 'lake.duckdb'])(
    'is not written through a link in place of %s',
    async (name) => {
      const lake = lakeOf(fileWithObject('a/1'));
      (await openLake(lake)).close();
      const outside = join(tempFolder(), 'outside');
      writeFileSync(outside, 'precious');
      rmSync(join(cacheFolder(lake), name));
      symlinkSync(outside, join(cacheFolder(lake), name));
      expect(await askOnce(lake, OBJECTS)).toEqual([['a/1']]);
      expect(readFileSync(outside, 'utf8')).toBe('precious');
      expect(lstatSync(join(cacheFolder(lake), name)).isFile()).toBe(true);
    },
  );
  it('cannot make a query open a path outside of the lake', async () => {
    const lake = lakeOf(fileWithObject('a/1'));
    (await openLake(lake)).close();
    const outside = tempFolder();
    writeFileSync(`${outside}/x.csv.gz`, 'secret');
    const path = `../${outside.split('/').at(-1)}/x.csv.gz`;
    await changeDatabase(
      databaseIn(cacheFolder(lake)),
      `INSERT INTO objects VALUES (9, ${literal(path)}, '', '', '', 1, 1, 'damaged')`,
    );
    let loaded = 0;
    expect(await askOnce(lake, OBJECTS, { onProgress: () => loaded++ })).toEqual([['a/1']]);
    expect(loaded).toBe(0);
  });
});
