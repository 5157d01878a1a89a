import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
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
import { openLake } from '../../../lib/engines/duckdb/open-lake.ts';
import { askOnce, lakeOf } from '../../helpers/ask.ts';
import { changeDatabase } from '../../helpers/duckdb-file.ts';
import { hostileChanges } from '../../helpers/hostile-cache.ts';
import { fileWithObject, lakeKeyOf } from '../../helpers/small-lake.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

const OBJECTS = "SELECT source_key FROM headers WHERE card_name = 'OBJECT' ORDER BY ALL";
const TRIED = ['a view in place of objects'];

/** Records the statements of each connection. */
function recordStatements(): Map<DuckDBConnection, string[]> {
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

describe('a session that opens a cache', () => {
  it('is locked down first, in a query, an ingest and a check for damaged objects', async () => {
    const statements = recordStatements();
    const lake = lakeOf(fileWithObject('a/1'), fileWithObject('b/2'));
    const own = join(tempFolder(), 'own.csv');
    writeFileSync(own, 'a\n1\n');
    const options = { tables: [{ name: 'own', file: own }], parquetFile: `${own}.parquet` };
    expect(await askOnce(lake, 'SELECT a FROM own', options)).toEqual([[1n]]);
    const cache = await openIngestCache(lake);
    await cache.add(lakeKeyOf(fileWithObject('a/1')));
    await cache.close();
    await damagedObjects(lake);
    const attached = [...statements.values()].filter((all) => all.some((sql) => sql.startsWith('ATTACH')));
    // the query, its update of the cache, the ingest and the check
    expect(attached.length).toBeGreaterThanOrEqual(4);
    for (const run of attached) {
      const all = run.flatMap((sql) => sql.split(/;\s*/));
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
  it('is the only DuckDB instance of a query whose cache is up to date', async () => {
    const lake = lakeOf(fileWithObject('a/1'));
    (await openLake(lake)).close();
    (await openLake(lake)).close();
    const create = vi.spyOn(DuckDBInstance, 'create');
    onTestFinished(() => create.mockRestore());
    expect(await askOnce(lake, OBJECTS)).toEqual([['a/1']]);
    expect(create).toHaveBeenCalledTimes(1);
  });
  it('can open the files of the cache, of a temporary one, and those that the caller allows', async () => {
    const lake = lakeOf(fileWithObject('a/1'));
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

describe('the check of what a cache contains', () => {
  it('is repeated if the file was replaced, and only then', async () => {
    const lake = lakeOf(fileWithObject('a/1'));
    for (let i = 0; i < 2; i++) (await openLake(lake)).close();
    const lookups = (): number =>
      [...statements.values()].flat().filter((sql) => /duckdb_(?:functions|tables)/.test(sql)).length;
    const statements = recordStatements();
    expect(await askOnce(lake, OBJECTS)).toEqual([['a/1']]);
    expect(lookups()).toBe(0);
    const file = databaseIn(cacheFolder(lake));
    const { size, mtimeMs } = statSync(file);
    await changeDatabase(file, ...hostileChanges('')['a macro']!);
    // as if extracted from an archive
    truncateSync(file, Math.max(size, statSync(file).size));
    utimesSync(file, mtimeMs / 1000, mtimeMs / 1000);
    expect(await askOnce(lake, OBJECTS)).toEqual([['a/1']]);
    expect(lookups()).toBeGreaterThan(0);
  });
  it('is repeated if another release did it', async () => {
    const lake = lakeOf(fileWithObject('a/1'));
    (await openLake(lake)).close();
    const note = join(cacheFolder(lake), 'lake.seen');
    const text = readFileSync(note, 'utf8');
    writeFileSync(note, text.replace(/^\w+/, 'other'));
    expect(await askOnce(lake, OBJECTS)).toEqual([['a/1']]);
    expect(readFileSync(note, 'utf8')).toBe(text);
  });
});

describe('a .cache folder in a lake, as earlier releases created it', () => {
  it('is neither read nor changed, whatever it contains', async () => {
    const out = tempFolder();
    for (const change of TRIED) {
      const lake = lakeOf(fileWithObject('a/1'));
      (await openLake(lake)).close();
      mkdirSync(`${lake}/.cache`);
      const file = `${lake}/.cache/lake.duckdb`;
      copyFileSync(databaseIn(cacheFolder(lake)), file);
      await changeDatabase(file, ...(hostileChanges(out)[change] ?? []));
      const before = readFileSync(file);
      expect(await askOnce(lake, OBJECTS)).toEqual([['a/1']]);
      expect(await damagedObjects(lake)).toEqual(new Set());
      const cache = await openIngestCache(lake);
      await cache.add(lakeKeyOf(fileWithObject('a/1')));
      await cache.close();
      expect(readdirSync(`${lake}/.cache`)).toEqual(['lake.duckdb']);
      expect(readFileSync(file).equals(before)).toBe(true);
    }
    expect(readdirSync(out)).toEqual([]);
  });
  it('is not created', async () => {
    const lake = lakeOf(fileWithObject('a/1'));
    (await openLake(lake)).close();
    expect(readdirSync(lake)).toEqual(['headers']);
    expect(existsSync(databaseIn(cacheFolder(lake)))).toBe(true);
  });
});
