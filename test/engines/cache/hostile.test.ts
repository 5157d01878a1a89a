import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { damagedObjects } from '../../../lib/engines/cache/damaged-objects.ts';
import { databaseIn, filesToRead } from '../../../lib/engines/cache/database-files.ts';
import { openIngestCache } from '../../../lib/engines/cache/ingest-cache.ts';
import { cacheFolder } from '../../../lib/engines/cache/location.ts';
import { openQueryCache } from '../../../lib/engines/cache/query-cache.ts';
import { inspectCatalog } from '../../../lib/engines/cache/schema.ts';
import { openSession } from '../../../lib/engines/cache/session.ts';
import { openLake } from '../../../lib/engines/duckdb/open-lake.ts';
import { literal } from '../../../lib/sql/text.ts';
import { askOnce, lakeOf } from '../../helpers/ask.ts';
import { changeDatabase } from '../../helpers/duckdb-file.ts';
import { addToLake, csvOf, type LakeFile, lakeKeyOf } from '../../helpers/small-lake.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

const told = (key: string): LakeFile => ({ bucket: 'b', key, hdus: [[['OBJECT', key]]] });
const OBJECTS = "SELECT source_key FROM headers WHERE card_name = 'OBJECT' ORDER BY ALL";

/** What a stranger may have put into a cache, `out` being a folder that must stay empty. */
const hostile = (out: string): Readonly<Record<string, readonly string[]>> => ({
  'a view in the place of objects': [
    'DROP TABLE objects',
    "CREATE VIEW objects AS SELECT 1 AS object, content AS path, 'b' AS source_bucket, 'a/1' AS source_key, " +
      "'a' AS collection, 1 AS size, 1 AS mtime_ns, content AS damage FROM read_text('/etc/passwd')",
  ],
  'a view in the place of collections, that writes': [
    'DROP TABLE collections',
    `CREATE VIEW collections AS SELECT 'headers/collection=a' AS path, 1::BIGINT AS mtime_ns
      FROM enable_logging('QueryLog', storage = 'file', storage_path = '${out}/log')`,
  ],
  'a view in the place of format': [
    'DROP TABLE format',
    `CREATE VIEW format AS SELECT '3' AS format FROM enable_logging(storage = 'file', storage_path = '${out}/log')`,
  ],
  'another view': ["CREATE VIEW more AS SELECT * FROM read_text('/etc/passwd')"],
  'a macro': ["CREATE MACRO lower(x) AS write_log('x')"],
  "a macro with a catalog function's name": ["CREATE MACRO duckdb_tables() AS TABLE SELECT 'x' AS sql"],
  'an index': ['CREATE INDEX i ON objects(path)'],
  'a sequence': ['CREATE SEQUENCE s'],
  'a type': ["CREATE TYPE mood AS ENUM ('good')"],
  'a schema': ['CREATE SCHEMA cache'],
  'a table in another schema': ['CREATE SCHEMA s', 'CREATE TABLE s.objects AS FROM objects'],
  'another table': ['CREATE TABLE more (a INTEGER)'],
  'a table less': ['DROP TABLE cards'],
  'a column more': ['ALTER TABLE objects ADD COLUMN more VARCHAR'],
  'a column of another type': ['ALTER TABLE objects ALTER COLUMN size TYPE VARCHAR'],
  'a column of a type of its own': [
    "CREATE TYPE mood AS ENUM ('good')",
    'DROP TABLE collections',
    'CREATE TABLE collections (path mood, mtime_ns BIGINT)',
  ],
  'a default': ["ALTER TABLE collections ALTER COLUMN path SET DEFAULT write_log('x')"],
  'a generated column': [
    'DROP TABLE collections',
    "CREATE TABLE collections (path VARCHAR, mtime_ns BIGINT GENERATED ALWAYS AS (length(getvariable('x'))))",
  ],
  'a check': [
    'DROP TABLE collections',
    'CREATE TABLE collections (path VARCHAR, mtime_ns BIGINT, CHECK (mtime_ns > 0))',
  ],
  'a key': ['DROP TABLE collections', 'CREATE TABLE collections (path VARCHAR PRIMARY KEY, mtime_ns BIGINT)'],
});
const KINDS = Object.keys(hostile(''));

/** A lake whose cache was changed after it was created. */
async function lakeWith(kind: string): Promise<{ lake: string; out: string }> {
  const lake = lakeOf(told('a/1'), told('a/2'));
  (await openLake(lake)).close();
  const out = tempFolder();
  const statements = hostile(out)[kind] ?? [];
  await changeDatabase(databaseIn(cacheFolder(lake)), ...statements);
  return { lake, out };
}

async function expectOurs(lake: string): Promise<void> {
  const { connection, close } = await openSession({});
  await connection.run(`ATTACH ${literal(databaseIn(cacheFolder(lake)))} AS cache (READ_ONLY)`);
  expect(await inspectCatalog(connection)).toBe('cache');
  close();
}

/** Records what each connection runs. */
function recorded(): Map<DuckDBConnection, string[]> {
  const statements = new Map<DuckDBConnection, string[]>();
  const { run } = DuckDBConnection.prototype;
  const spy = vi.spyOn(DuckDBConnection.prototype, 'run').mockImplementation(function (
    this: DuckDBConnection,
    ...args
  ) {
    statements.set(this, [...(statements.get(this) ?? []), args[0]]);
    return run.apply(this, args);
  });
  onTestFinished(() => spy.mockRestore());
  return statements;
}

describe("a cache in the user's folder with anything but our tables", () => {
  it.each(KINDS)('(%s) is rebuilt by a query', async (kind) => {
    const { lake, out } = await lakeWith(kind);
    let loaded = 0;
    const notices: string[] = [];
    const opened = await openLake(lake, {
      onProgress: () => loaded++,
      onNotice: (notice) => notices.push(notice),
    });
    expect(opened).toMatchObject({ objects: 2, damaged: [] });
    opened.close();
    expect(await askOnce(lake, OBJECTS)).toEqual([['a/1'], ['a/2']]);
    expect({ loaded, notices, out: readdirSync(out) }).toEqual({ loaded: 2, notices: [], out: [] });
    await expectOurs(lake);
  });
  it.each(KINDS)('(%s) is rebuilt by an ingest', async (kind) => {
    const { lake, out } = await lakeWith(kind);
    expect(await damagedObjects(lake)).toEqual(new Set());
    addToLake(lake, told('a/3'));
    const cache = await openIngestCache(lake);
    await cache.add(lakeKeyOf(told('a/3')), Buffer.from(csvOf(told('a/3'))));
    await cache.close();
    await expectOurs(lake);
    expect(await askOnce(lake, OBJECTS)).toEqual([['a/1'], ['a/2'], ['a/3']]);
    expect(readdirSync(out)).toEqual([]);
  });
  it('is rebuilt if it is a link, whose target is left alone', async () => {
    const lake = lakeOf(told('a/1'));
    (await openLake(lake)).close();
    const file = databaseIn(cacheFolder(lake));
    const elsewhere = join(tempFolder(), 'elsewhere');
    copyFileSync(file, elsewhere);
    await changeDatabase(elsewhere, ...hostile('')['another view']!);
    const before = readFileSync(elsewhere);
    for (const name of [file, `${file}.wal`]) {
      await changeDatabase(file, 'CREATE VIEW v AS SELECT 1');
      if (name === file) rmSync(file);
      symlinkSync(elsewhere, name);
      expect(await askOnce(lake, OBJECTS)).toEqual([['a/1']]);
      await expectOurs(lake);
    }
    expect(readFileSync(elsewhere).equals(before)).toBe(true);
  });
  it('is checked for macros again whenever it is another file, and only then', async () => {
    const lake = lakeOf(told('a/1'));
    for (let i = 0; i < 2; i++) (await openLake(lake)).close();
    const lookups = (): number =>
      [...statements.values()].flat().filter((sql) => sql.includes('duckdb_functions')).length;
    const statements = recorded();
    expect(await askOnce(lake, OBJECTS)).toEqual([['a/1']]);
    expect(lookups()).toBe(0);
    const file = databaseIn(cacheFolder(lake));
    const { size, mtimeMs } = statSync(file);
    await changeDatabase(file, ...hostile('')['a macro']!);
    // as if extracted from an archive
    truncateSync(file, Math.max(size, statSync(file).size));
    utimesSync(file, mtimeMs / 1000, mtimeMs / 1000);
    expect(await askOnce(lake, OBJECTS)).toEqual([['a/1']]);
    expect(lookups()).toBeGreaterThan(0);
    await expectOurs(lake);
  });
  it.each(['lake.seen', 'lake.json', 'lake.duckdb'])('follows no link in place of %s', async (name) => {
    const lake = lakeOf(told('a/1'));
    (await openLake(lake)).close();
    const outside = join(tempFolder(), 'outside');
    writeFileSync(outside, 'precious');
    rmSync(join(cacheFolder(lake), name));
    symlinkSync(outside, join(cacheFolder(lake), name));
    expect(await askOnce(lake, OBJECTS)).toEqual([['a/1']]);
    expect(readFileSync(outside, 'utf8')).toBe('precious');
    expect(lstatSync(join(cacheFolder(lake), name)).isFile()).toBe(true);
  });
  it('opens no path outside of the collections that it names', async () => {
    const lake = lakeOf(told('a/1'));
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

describe('a connection that opens a cache', () => {
  it('is locked down first, in a query, an ingest and a check for damaged objects', async () => {
    const statements = recorded();
    const lake = lakeOf(told('a/1'), told('b/2'));
    const own = join(tempFolder(), 'own.csv');
    writeFileSync(own, 'a\n1\n');
    const options = { tables: [{ name: 'own', file: own }], parquetFile: `${own}.parquet` };
    expect(await askOnce(lake, 'SELECT a FROM own', options)).toEqual([[1n]]);
    const cache = await openIngestCache(lake);
    await cache.add(lakeKeyOf(told('a/1')));
    await cache.close();
    await damagedObjects(lake);
    const attached = [...statements.values()].filter((all) => all.some((sql) => sql.startsWith('ATTACH')));
    expect(attached.length).toBeGreaterThan(4);
    for (const all of attached) {
      const first = all.findIndex((sql) => sql.startsWith('ATTACH'));
      for (const setting of [
        'autoinstall_known_extensions = false',
        'autoload_known_extensions = false',
        'enable_external_access = false',
        'lock_configuration = true',
      ])
        expect(all.slice(0, first)).toContain(`SET ${setting}`);
      expect(all.slice(first).filter((sql) => sql.startsWith('SET'))).toEqual([]);
    }
  });
  it('is the only DuckDB instance that a query needs once its cache is up to date', async () => {
    const lake = lakeOf(told('a/1'));
    (await openLake(lake)).close();
    (await openLake(lake)).close();
    const create = vi.spyOn(DuckDBInstance, 'create');
    onTestFinished(() => create.mockRestore());
    expect(await askOnce(lake, OBJECTS)).toEqual([['a/1']]);
    expect(create).toHaveBeenCalledTimes(1);
  });
  it('may open the files of the cache, of a temporary one, and those named by the user', async () => {
    const lake = lakeOf(told('a/1'));
    const { connection, folder, close } = await openQueryCache(lake, {
      settings: { temp_directory: '' },
      temporary: '/temporary',
      allowed: ['/out.parquet'],
    });
    const found = await connection.runAndReadAll(
      "SELECT unnest(current_setting('allowed_paths')) UNION ALL SELECT unnest(current_setting('allowed_directories'))",
    );
    const paths = found.getRows().map(([path]) => String(path));
    close();
    expect(paths.sort()).toEqual(['/out.parquet', ...[folder, '/temporary'].flatMap(filesToRead)].sort());
  });
});

describe('a .cache in a lake, as earlier releases made it', () => {
  it('is neither read nor changed, whatever is in it', async () => {
    const out = tempFolder();
    for (const kind of KINDS.slice(0, 3)) {
      const lake = lakeOf(told('a/1'));
      (await openLake(lake)).close();
      mkdirSync(`${lake}/.cache`);
      const file = `${lake}/.cache/lake.duckdb`;
      copyFileSync(databaseIn(cacheFolder(lake)), file);
      await changeDatabase(file, ...(hostile(out)[kind] ?? []));
      const before = readFileSync(file);
      expect(await askOnce(lake, OBJECTS)).toEqual([['a/1']]);
      expect(await damagedObjects(lake)).toEqual(new Set());
      const cache = await openIngestCache(lake);
      await cache.add(lakeKeyOf(told('a/1')));
      await cache.close();
      expect(readdirSync(`${lake}/.cache`)).toEqual(['lake.duckdb']);
      expect(readFileSync(file).equals(before)).toBe(true);
    }
    expect(readdirSync(out)).toEqual([]);
  });
  it('is not made', async () => {
    const lake = lakeOf(told('a/1'));
    (await openLake(lake)).close();
    expect(readdirSync(lake)).toEqual(['headers']);
    expect(existsSync(databaseIn(cacheFolder(lake)))).toBe(true);
  });
});
