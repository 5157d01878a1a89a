import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api';
import { CARD_TYPES } from '../../lake/columns.ts';
import { EVERYDAY, type KeywordColumn } from '../../sql/everyday.ts';
import { literal, literals } from '../../sql/text.ts';
import { lstatUnlessLink } from '../../stores/link-in-lake.ts';
import { temporaryFolder } from '../../stores/temporary-folder.ts';
import type { Answer, Value } from '../answer.ts';
import { openQueryCache, type QueryCache, type QueryCacheOptions } from '../cache/query-cache.ts';
import { type Facts, type KnownKeyword, withHint } from '../hints.ts';
import { queryRefused } from '../query-refused.ts';
import { prepareQuery } from './prepare-query.ts';
import { limitUse, type QueryLimits } from './query-limits.ts';
import { loadTable, type UserTable } from './user-tables.ts';
import { kindOf, plain } from './values.ts';
import { createViews } from './views.ts';

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
  readonly cache: Pick<QueryCache, 'folder' | 'isTemporary'>;
  /** Asks; one answer at a time can be read. Throws {@link QueryRefused}, also while it is read. */
  ask(sql: string): Promise<Answer>;
  /** Writes the answer into the file that the lake was opened for; gives the number of rows. */
  saveParquet(sql: string): Promise<number>;
  close(): void;
}

export interface LakeOptions
  extends Omit<QueryCacheOptions, 'settings' | 'temporary' | 'prepare' | 'allowed'> {
  /** Columns of `files` and `hdus` besides the everyday ones. */
  readonly keywords?: readonly KeywordColumn[];
  readonly tables?: readonly UserTable[];
  /** The one file that may be written. */
  readonly parquetFile?: string;
  /** What the connection may use; by default half of the machine's memory and free disk. */
  readonly limits?: QueryLimits;
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

/**
 * Opens a lake for queries; its cache is brought up to date first.
 *
 * The order matters: the user's own files are read first, then the connection is locked down permanently, and only
 * then is a cache attached. Throws {@link NoLake}, {@link TableRefused}, {@link LinkInLake}.
 */
export async function openLake(folder: string, options: LakeOptions = {}): Promise<Lake> {
  if (lstatUnlessLink(`${folder}/headers`) === undefined) throw new NoLake(folder, 'there is no lake');
  const spill = temporaryFolder('spill');
  const { parquetFile, tables = [], limits = {} } = options;
  let session: QueryCache | undefined;
  const close = (): void => {
    session?.close();
    spill.remove();
  };
  try {
    session = await openQueryCache(folder, {
      ...options,
      settings: { temp_directory: spill.path },
      temporary: `${spill.path}/cache`,
      prepare: async (connection) => {
        await limitUse(connection, spill.path, limits);
        await connection.run("SET TimeZone = 'UTC'");
        for (const [index, table] of tables.entries())
          await loadTable(connection, table, `${spill.path}/with-${index}`);
      },
      ...(parquetFile !== undefined && { allowed: [parquetFile] }),
    });
    const { connection, isTemporary } = session;
    await createViews(connection, options.keywords ?? []);
    const { objects, damaged } = await census(connection);
    if (objects === 0) throw new NoLake(folder, 'the lake is empty');
    const hinted = hinter({
      columns: [...EVERYDAY, ...(options.keywords ?? [])],
      tables: tables.map(({ name }) => name),
      find: (keywords) => findKeyword(connection, keywords),
    });
    return {
      objects,
      damaged,
      cache: { folder: session.folder, isTemporary },
      ask: (sql) => hinted(sql, () => ask(connection, sql, hinted)),
      saveParquet: (sql) => hinted(sql, () => saveParquet(connection, sql, parquetFile ?? '')),
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

/** Does what was asked; a refusal gets the hint that is known for it. */
type Hinted = <T>(sql: string, work: () => Promise<T>) => Promise<T>;

const hinter =
  (facts: Facts): Hinted =>
  async (sql, work) => {
    try {
      return await work();
    } catch (error) {
      throw await withHint(queryRefused(error, sql), sql, facts);
    }
  };

async function findKeyword(
  connection: DuckDBConnection,
  keywords: readonly string[],
): Promise<KnownKeyword | undefined> {
  const found = await connection.runAndReadAll(
    `SELECT card_name, card_type IN ('integer', 'float') FROM cache.cards
    WHERE card_name IN (${literals(keywords)}) AND card_type IN (${literals(CARD_TYPES)}) LIMIT 1`,
  );
  const [keyword, isNumber] = found.getRows()[0] ?? [];
  return keyword === undefined ? undefined : { keyword: String(keyword), isNumber: isNumber === true };
}

async function ask(connection: DuckDBConnection, sql: string, hinted: Hinted): Promise<Answer> {
  const statement = await prepareQuery(connection, sql);
  const result = await statement.stream();
  const names = result.deduplicatedColumnNames();
  return {
    columns: names.map((name, index) => ({ name, kind: kindOf(result.columnTypeId(index)) })),
    pieces: pieces(result, (work) => hinted(sql, work)),
  };
}

async function* pieces(
  result: DuckDBResult,
  hinted: <T>(work: () => Promise<T>) => Promise<T>,
): AsyncGenerator<Value[][]> {
  for (;;) {
    const chunk = await hinted(() => result.fetchChunk());
    if (chunk === null || chunk.rowCount === 0) return;
    yield chunk.getRows().map((row) => row.map(plain));
  }
}

async function saveParquet(connection: DuckDBConnection, sql: string, file: string): Promise<number> {
  const statement = await prepareQuery(connection, sql);
  statement.destroySync();
  // the table function `query` takes the SQL as it is, whatever it ends in
  const copied = await connection.runAndReadAll(
    `COPY (SELECT * FROM query(${literal(sql)})) TO ${literal(file)} (FORMAT parquet, USE_TMP_FILE false)`,
  );
  return Number(copied.getRows()[0]?.[0]);
}
