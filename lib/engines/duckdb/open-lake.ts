import type { DuckDBConnection } from '@duckdb/node-api';
import { HEADERS_FOLDER } from '../../lake/naming.ts';
import { EVERYDAY, type KeywordColumn } from '../../sql/everyday.ts';
import { lstatUnlessLink } from '../../stores/link-in-lake.ts';
import { temporaryFolder } from '../../stores/temporary-folder.ts';
import type { Answer } from '../answer.ts';
import { openQueryCache, type QueryCache, type QueryCacheOptions } from '../cache/query-cache.ts';
import type { Connection } from '../cache/session.ts';
import { type ConditionalSql, checkCondition } from './check-condition.ts';
import { type LakeExport, lakeExport } from './export-lake.ts';
import { fromAthena, localSql } from './from-athena.ts';
import { type AskOptions, answerQuery, checkQuery, copyToParquet } from './lake-queries.ts';
import { limitUse, type QueryLimits } from './query-limits.ts';
import { loadTable, type UserTable } from './user-tables.ts';
import { createViews } from './views.ts';

/** A lake object whose rows are missing from all answers, and why. */
export interface DamagedObject {
  readonly path: string;
  readonly damage: string;
}

/** A lake folder that answers SQL. No query changes it, or reads anything else. */
export interface Lake {
  /** The number of objects in the lake. */
  readonly objects: number;
  readonly damaged: readonly DamagedObject[];
  readonly cache: Pick<QueryCache, 'folder' | 'isTemporary'>;
  /**
   * Answers a query, on a connection of its own: any number of queries can run at the same time.
   *
   * @throws QueryRefused now, or while the answer is read
   */
  ask(sql: string, options?: AskOptions): Promise<Answer>;
  /**
   * Checks that a query can be answered, without running it.
   *
   * @throws QueryRefused
   */
  check(sql: string): Promise<void>;
  /**
   * Checks that a condition is one expression, which leaves the rest of the query as it is.
   *
   * @throws QueryRefused
   */
  checkCondition(query: ConditionalSql, condition: string): Promise<void>;
  /** Writes the answer into the file that the lake was opened with; returns the number of rows. */
  saveParquet(sql: string): Promise<number>;
  /** Writes whole views into the `exportFiles` that the lake was opened with. */
  readonly exports: LakeExport;
  /** Opens a connection for statements of the program itself, which nobody checks. The cache is the catalog `cache`. */
  connect(): Promise<Connection>;
  /** Ends all queries. */
  close(): void;
}

/** How a lake is opened. */
export interface LakeOptions
  extends Omit<QueryCacheOptions, 'settings' | 'temporary' | 'prepare' | 'allowed' | 'memory'> {
  /** Columns of `files` and `hdus` in addition to the everyday ones. */
  readonly keywords?: readonly KeywordColumn[];
  /** Files of the user's own, which become tables. */
  readonly tables?: readonly UserTable[];
  /** The only file that a query can write. */
  readonly parquetFile?: string;
  /** The files that `exports` can write. No query runs in a lake that is opened with them. */
  readonly exportFiles?: readonly string[];
  /** What all queries together may use. The default is half of the machine's memory and of the free disk space. */
  readonly limits?: QueryLimits;
}

/** There is no lake in a folder, or the lake is empty. */
export class NoLake extends Error {
  override readonly name = 'NoLake';
  readonly folder: string;
  readonly state: 'missing' | 'empty';
  constructor(folder: string, state: NoLake['state']) {
    super(`${folder}: ${state === 'missing' ? 'there is no lake' : 'the lake is empty'}`);
    this.folder = folder;
    this.state = state;
  }
}

/**
 * Opens a lake for queries. Its cache is brought up to date first.
 *
 * The order matters: the user's own files are read first, then DuckDB is locked down for good, and only then is a cache
 * attached.
 *
 * @throws NoLake, TableRefused, LinkInLake, NoRoomToLoad
 */
export async function openLake(folder: string, options: LakeOptions = {}): Promise<Lake> {
  if (lstatUnlessLink(`${folder}/${HEADERS_FOLDER}`) === undefined) throw new NoLake(folder, 'missing');
  const spill = temporaryFolder('spill');
  let cache: QueryCache | undefined;
  const close = (): void => {
    cache?.close();
    spill.remove();
  };
  try {
    const opened = await openCacheFor(folder, spill.path, options);
    cache = opened;
    const { keywords = [], tables = [], parquetFile = '' } = options;
    await createViews(opened.connection, keywords);
    const counted = await countObjects(opened.connection);
    if (counted.objects === 0) throw new NoLake(folder, 'empty');
    const provide = fromAthena(opened.connection);
    const facts = { columns: [...EVERYDAY, ...keywords], tables: tables.map(({ name }) => name) };
    return {
      ...counted,
      cache: { folder: opened.folder, isTemporary: opened.isTemporary },
      ask: async (sql, queryOptions = {}) => {
        await provide(sql);
        return await answerQuery(opened, localSql(sql), facts, queryOptions);
      },
      check: async (sql) => {
        await provide(sql);
        await checkQuery(opened, localSql(sql), facts);
      },
      checkCondition: (query, condition) => checkCondition(opened.connection, query, condition),
      saveParquet: async (sql) => {
        await provide(sql);
        return await copyToParquet(opened, localSql(sql), facts, parquetFile);
      },
      exports: lakeExport(opened, keywords),
      connect: opened.connect,
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** Opens the cache of a lake, after loading the user's tables and setting the limits. */
const openCacheFor = (
  lake: string,
  spill: string,
  { tables = [], limits = {}, parquetFile, exportFiles = [], ...options }: LakeOptions,
): Promise<QueryCache> =>
  openQueryCache(lake, {
    ...options,
    settings: { temp_directory: spill },
    temporary: `${spill}/cache`,
    memory: limits.memory,
    prepare: async (connection) => {
      await limitUse(connection, spill, limits);
      // for all connections: none can change a setting later
      await connection.run("SET GLOBAL TimeZone = 'UTC'");
      for (const [index, table] of tables.entries())
        await loadTable(connection, table, `${spill}/with-${index}`);
    },
    allowed: [...(parquetFile === undefined ? [] : [parquetFile]), ...exportFiles],
  });

async function countObjects(connection: DuckDBConnection): Promise<Pick<Lake, 'objects' | 'damaged'>> {
  const counts = await connection.runAndReadAll('SELECT count(*), count(damage) FROM cache.objects');
  const [objects = 0, damaged = 0] = (counts.getRows()[0] ?? []).map(Number);
  return { objects, damaged: damaged === 0 ? [] : await damagedObjects(connection) };
}

async function damagedObjects(connection: DuckDBConnection): Promise<Lake['damaged']> {
  const found = await connection.runAndReadAll(
    'SELECT path, damage FROM cache.objects WHERE damage IS NOT NULL ORDER BY path',
  );
  return found.getRows().map(([path, damage]) => ({ path: String(path), damage: String(damage) }));
}
