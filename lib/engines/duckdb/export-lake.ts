import type { DuckDBConnection } from '@duckdb/node-api';
import type { KeywordColumn } from '../../sql/everyday.ts';
import { identifier, literal } from '../../sql/text.ts';
import { type ViewName, viewColumns } from '../../sql/view-columns.ts';
import { views } from '../../sql/views.ts';
import { lockDown, openSession, type Session } from '../cache/session.ts';

// Copies of the views of a lake, for programs that have no fits-datalake.

/** Writes the views of an open lake into files that it was opened with. */
export interface LakeExport {
  /** A text that is another one after any object of the lake has changed. */
  state(): Promise<string>;
  /** Writes a view into a Parquet file; returns the number of rows. */
  parquet(view: ViewName, file: string): Promise<number>;
  /**
   * Writes views as tables into a new DuckDB file, with a mark for {@link readMark}.
   *
   * @returns the number of rows of each
   */
  database(file: string, chosen: readonly ViewName[], mark: string): Promise<ReadonlyMap<ViewName, number>>;
}

/** The files that DuckDB opens to write a database. */
export const databaseFiles = (file: string): string[] => [file, `${file}.wal`, `${file}.wal.checkpoint`];

/** How DuckDB stores the file: every DuckDB since 1.0 reads it. */
const STORAGE = 'v1.0.0';

/** Where a database keeps its mark: not in the schema `main`, where users list tables. */
const MARK = 'fits_datalake.mark';
const MARK_TABLE = `CREATE TABLE ${MARK}(mark VARCHAR);`;

/** The views in which many rows are skipped if a filter names a range of times. */
const IN_ORDER_OF_TIME: readonly ViewName[] = ['obscore', 'obscore_hdus'];

const selectFrom = (view: ViewName): string =>
  `SELECT * FROM ${view}${IN_ORDER_OF_TIME.includes(view) ? ' ORDER BY obs_start, source_url' : ''}`;

/** The exports of an opened lake, with these columns in addition to the everyday ones. */
export const lakeExport = (
  { connection }: Pick<Session, 'connection'>,
  keywords: readonly KeywordColumn[],
): LakeExport => ({
  state: async () => {
    const found = await connection.runAndReadAll(
      "SELECT count(*) || '-' || bit_xor(hash(path, size, mtime_ns, damage)) FROM cache.objects",
    );
    return String(found.getRows()[0]?.[0]);
  },
  parquet: (view, file) =>
    counted(
      connection,
      `COPY (${selectFrom(view)}) TO ${literal(file)} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)`,
    ),
  database: (file, chosen, mark) => saveDatabase(connection, { keywords, chosen, file, mark }),
});

interface DatabaseRequest {
  readonly keywords: readonly KeywordColumn[];
  readonly chosen: readonly ViewName[];
  readonly file: string;
  readonly mark: string;
}

async function saveDatabase(
  connection: DuckDBConnection,
  { keywords, chosen, file, mark }: DatabaseRequest,
): Promise<ReadonlyMap<ViewName, number>> {
  await connection.run(`ATTACH ${literal(file)} AS exported (STORAGE_VERSION ${literal(STORAGE)})`);
  const rows = new Map<ViewName, number>();
  for (const { name, about } of views(keywords).filter(({ name }) => chosen.includes(name))) {
    const table = `exported.main.${name}`;
    rows.set(name, await counted(connection, `CREATE TABLE ${table} AS ${selectFrom(name)}`));
    const comments = viewColumns(name, keywords).map(
      (column) => `COMMENT ON COLUMN ${table}.${identifier(column.name)} IS ${literal(commentOf(column))};`,
    );
    await connection.run(`COMMENT ON TABLE ${table} IS ${literal(about)}; ${comments.join(' ')}`);
  }
  await connection.run('CREATE SCHEMA exported.fits_datalake');
  await connection.run(MARK_TABLE.replace(MARK, `exported.${MARK}`));
  await connection.run(`INSERT INTO exported.${MARK} VALUES (${literal(mark)})`);
  // leaves no file with changes behind
  await connection.run('CHECKPOINT exported; DETACH exported');
  return rows;
}

const commentOf = ({ about, unit }: { readonly about: string; readonly unit?: string }): string =>
  unit === undefined ? about : `${about} [${unit}]`;

async function counted(connection: DuckDBConnection, sql: string): Promise<number> {
  return Number((await connection.runAndReadAll(sql)).getRows()[0]?.[0]);
}

/** Another program has a DuckDB file open. */
export class DatabaseBusy extends Error {
  override readonly name = 'DatabaseBusy';
  /** Which one it is, such as `/usr/bin/python3 (PID 4711)`; undefined if DuckDB does not say. */
  readonly program: string | undefined;
  constructor(program: string | undefined, options: ErrorOptions) {
    super('another program has it open', options);
    this.program = program;
  }
}

/** DuckDB's error about a file that it cannot open, as {@link DatabaseBusy} if that is the reason. */
function openingError(error: unknown): unknown {
  const text = String(error);
  if (!/could not set lock|being used by another process/i.test(text)) return error;
  const [, program] = /held in (.+? \(PID \d+\))/.exec(text) ?? [];
  return new DatabaseBusy(program, { cause: error });
}

/**
 * The mark of a DuckDB file that an export wrote; undefined if another program wrote it, or if it is no DuckDB file at
 * all. The file is not trusted: nothing in it is run.
 *
 * @throws DatabaseBusy; what DuckDB throws if the file cannot be opened
 */
export async function readMark(file: string): Promise<string | undefined> {
  const { connection, close } = await openSession({});
  try {
    await lockDown(connection, databaseFiles(file));
    await connection.run(`ATTACH ${literal(file)} AS exported (READ_ONLY)`).catch((error: unknown) => {
      throw openingError(error);
    });
    const tables = await connection.runAndReadAll(
      `SELECT sql FROM system.main.duckdb_tables()
      WHERE database_name = 'exported' AND schema_name = 'fits_datalake' AND table_name = 'mark'`,
    );
    if (tables.getRows()[0]?.[0] !== MARK_TABLE) return undefined;
    const marks = await connection.runAndReadAll(`SELECT mark FROM exported.${MARK} LIMIT 1`);
    const mark = marks.getRows()[0]?.[0];
    return typeof mark === 'string' ? mark : undefined;
  } finally {
    close();
  }
}
