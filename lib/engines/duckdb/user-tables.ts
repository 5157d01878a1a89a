import { closeSync, createWriteStream, openSync, readSync, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { identifier, literal } from '../../sql/text.ts';
import { isPipe, openPipe } from '../../stores/read-whole.ts';
import { fileName } from '../loading/read-csv.ts';
import { duckdbRefusal } from './refusal.ts';

// The user's own files as tables: `--with NAME=FILE`.

/** A file of the user's own that queries can join with the lake. */
export interface UserTable {
  readonly name: string;
  /** CSV (any separator, with a header line, optionally gzipped), or Parquet by its name or its first bytes. */
  readonly file: string;
}

/** A user's file cannot be loaded as a table. */
export class TableRefused extends Error {
  override readonly name = 'TableRefused';
  readonly file: string;
  constructor(file: string, why: string, options: ErrorOptions) {
    super(`${file}: ${why}`, options);
    this.file = file;
  }
}

/**
 * Loads a user's file as a table.
 *
 * @param copy a file that does not exist yet, for the contents of a pipe: no signal interrupts DuckDB while it waits for one
 * @throws TableRefused
 */
export async function loadTable(
  connection: DuckDBConnection,
  { name, file }: UserTable,
  copy: string,
): Promise<void> {
  try {
    const readable = isPipe(file) ? copy : file;
    if (readable === copy) await pipeline(openPipe(file), createWriteStream(copy, { flags: 'wx' }));
    const path = literal(fileName(readable));
    const rows = isParquet(readable) ? `read_parquet(${path})` : `read_csv(${path}, header = true)`;
    await connection.run(`CREATE TABLE ${identifier(name)} AS SELECT * FROM ${rows}`);
  } catch (error) {
    const why = duckdbRefusal(error)
      .message.replace(/^Error when sniffing file ".*"\. It was/, 'it was')
      .replace(/^Cannot open file ".*": /, '');
    throw new TableRefused(file, why, { cause: error });
  }
}

/** The first bytes of every Parquet file. */
const MAGIC = 'PAR1';

function isParquet(file: string): boolean {
  if (/\.parquet$/i.test(file)) return true;
  try {
    if (!statSync(file).isFile()) return false;
    const opened = openSync(file, 'r');
    try {
      const bytes = Buffer.alloc(MAGIC.length);
      return readSync(opened, bytes) === MAGIC.length && bytes.toString('latin1') === MAGIC;
    } finally {
      closeSync(opened);
    }
  } catch {
    // DuckDB will report why the file cannot be read
    return false;
  }
}
