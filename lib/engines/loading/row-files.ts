import { rowCount, SPLIT_COLUMNS, type SplitRows } from '../../lake/rows/split-rows.ts';
import { ROW_TABLES, type RowTable } from './lake-rows.ts';
import { parquetFile } from './parquet-file.ts';

/** Rows of lake objects in Parquet files, one for each table that has any. */
export interface RowFiles {
  /** The files with rows, by table. */
  paths(): readonly (readonly [table: RowTable, path: string])[];
  /** Bytes of all files so far, with those of rows that are not in a file yet. */
  bytes(): number;
  /** Adds rows of the object with a number. They are in memory until {@link commit}. */
  add(object: number, rows: SplitRows): void;
  /** Keeps the rows that were added, and writes them if they are many. */
  commit(): void;
  /** Forgets the rows that were added since the last {@link commit}. */
  rollback(): void;
  /** Completes the files, so that they can be read. No rows can be added after that. */
  finish(): void;
  /** Removes the files. */
  discard(): void;
}

const COLUMNS = [{ name: 'object', isNumber: true }, ...SPLIT_COLUMNS];

/** The path of the file with the rows of a table. */
export const rowFile = (path: string, table: RowTable): string => `${path}.${table}`;

/** @param path how their paths begin */
export function rowFiles(path: string): RowFiles {
  const files = ROW_TABLES.map((table) => {
    const name = rowFile(path, table);
    return { table, path: name, file: parquetFile(name, COLUMNS) };
  });
  const withRows = () => files.filter(({ file }) => file.bytes > 0);
  const each = (work: 'commit' | 'rollback' | 'discard') => () => {
    for (const { file } of files) file[work]();
  };
  return {
    paths: () => withRows().map(({ table, path: name }) => [table, name]),
    bytes: () => files.reduce((sum, { file }) => sum + file.bytes, 0),
    add: (object, rows) => {
      for (const { table, file } of files) {
        const count = rowCount(rows[table]);
        if (count > 0) file.add(count, [repeated(object, count), ...rows[table]]);
      }
    },
    commit: each('commit'),
    rollback: each('rollback'),
    finish: () => {
      for (const { file } of withRows()) file.finish();
    },
    discard: each('discard'),
  };
}

/** A number so many times, as bytes. */
const repeated = (number: number, count: number): Uint8Array =>
  new Uint8Array(new Int32Array(count).fill(number).buffer);
