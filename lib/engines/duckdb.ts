import { existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api';
import type { KeywordColumn } from '../sql/everyday.ts';
import { literal } from '../sql/text.ts';
import type { Answer, Value } from './answer.ts';
import { type CacheOptions, openLakeCache } from './lake-cache.ts';
import { queryRefused } from './query-refused.ts';
import { lockDown, question } from './sandbox.ts';
import { loadTable, type UserTable } from './tables.ts';
import { kindOf, plain } from './values.ts';
import { makeViews } from './views.ts';

/** An object of the lake whose rows are missing in all answers, and why. */
export interface DamagedObject {
  readonly path: string;
  readonly damage: string;
}

/** A lake folder that answers SQL and does nothing else: no query changes it, or reads anything but it. */
export interface Lake {
  /** Objects in the lake. */
  readonly objects: number;
  readonly damaged: readonly DamagedObject[];
  /** Asks; one answer at a time can be read. Throws {@link QueryRefused}, also while it is read. */
  ask(sql: string): Promise<Answer>;
  /** Writes the answer into the file that the lake was opened for; gives the number of rows. */
  saveParquet(sql: string): Promise<number>;
  close(): void;
}

export interface LakeOptions extends Omit<CacheOptions, 'settings'> {
  /** Columns of `files` and `hdus` besides the everyday ones. */
  readonly keywords?: readonly KeywordColumn[];
  readonly tables?: readonly UserTable[];
  /** The one file that may be written. */
  readonly parquetFile?: string;
}

/** There is no lake in a folder, or nothing in it. */
export class NoLake extends Error {
  override readonly name = 'NoLake';
  readonly folder: string;
  constructor(folder: string, what: string) {
    super(`${folder}: ${what}`);
    this.folder = folder;
  }
}

/** Opens a lake to be asked; its cache is brought in step first. Throws {@link NoLake}, {@link TableRefused}. */
export async function openLake(folder: string, options: LakeOptions = {}): Promise<Lake> {
  if (!existsSync(`${folder}/headers`)) throw new NoLake(folder, 'there is no lake');
  const spill = `${tmpdir()}/fits-datalake-${process.pid}-spill`;
  const session = await openLakeCache(folder, { ...options, settings: { temp_directory: spill } });
  const { connection } = session;
  const close = (): void => {
    session.close();
    rmSync(spill, { recursive: true, force: true });
  };
  try {
    await connection.run("SET TimeZone = 'UTC'");
    await makeViews(connection, options.keywords ?? []);
    for (const table of options.tables ?? []) await loadTable(connection, table);
    const { objects, damaged } = await census(connection);
    if (objects === 0) throw new NoLake(folder, 'the lake is empty');
    const { parquetFile } = options;
    await lockDown(connection, parquetFile === undefined ? [] : [parquetFile]);
    return {
      objects,
      damaged,
      ask: (sql) => ask(connection, sql),
      saveParquet: (sql) => saveParquet(connection, sql, parquetFile ?? ''),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

async function census(connection: DuckDBConnection): Promise<Pick<Lake, 'objects' | 'damaged'>> {
  const count = await connection.runAndReadAll('SELECT count(*) FROM cache.objects');
  const damaged = await connection.runAndReadAll(
    'SELECT path, damage FROM cache.objects WHERE damage IS NOT NULL ORDER BY path',
  );
  return {
    objects: Number(count.getRows()[0]?.[0]),
    damaged: damaged.getRows().map(([path, damage]) => ({ path: String(path), damage: String(damage) })),
  };
}

async function ask(connection: DuckDBConnection, sql: string): Promise<Answer> {
  const statement = await question(connection, sql);
  try {
    const result = await statement.stream();
    const names = result.deduplicatedColumnNames();
    return {
      columns: names.map((name, index) => ({ name, kind: kindOf(result.columnTypeId(index)) })),
      pieces: pieces(result),
    };
  } catch (error) {
    throw queryRefused(error);
  }
}

async function* pieces(result: DuckDBResult): AsyncGenerator<Value[][]> {
  try {
    for await (const chunk of result) yield chunk.getRows().map((row) => row.map(plain));
  } catch (error) {
    throw queryRefused(error);
  }
}

async function saveParquet(connection: DuckDBConnection, sql: string, file: string): Promise<number> {
  const statement = await question(connection, sql);
  statement.destroySync();
  try {
    // the table function `query` takes the SQL as it is, whatever it ends in
    const copied = await connection.runAndReadAll(
      `COPY (SELECT * FROM query(${literal(sql)})) TO ${literal(file)} (FORMAT parquet, USE_TMP_FILE false)`,
    );
    return Number(copied.getRows()[0]?.[0]);
  } catch (error) {
    throw queryRefused(error);
  }
}
