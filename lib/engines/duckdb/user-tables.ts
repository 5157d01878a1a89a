import { closeSync, createWriteStream, openSync, readSync, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { identifier, literal } from '../../sql/text.ts';
import { isPipe, openPipe } from '../../stores/read-whole.ts';
import { fileName } from '../cache/read-csv.ts';
import { queryRefused } from '../query-refused.ts';

/** A file of the user's own, to be asked together with the lake. */
export interface UserTable {
  readonly name: string;
  /** CSV (any separator, a header line, also gzipped) or, by its name or its first bytes, Parquet. */
  readonly file: string;
}

/** A user's file cannot be loaded as a table; says why. */
export class TableRefused extends Error {
  override readonly name = 'TableRefused';
}

/**
 * Loads a user's file as a table. Throws {@link TableRefused}.
 *
 * @param copy a file that does not exist yet, for what comes out of a pipe: DuckDB would wait for it in a way that no
 * signal ends
 */
export async function loadTable(
  connection: DuckDBConnection,
  { name, file }: UserTable,
  copy: string,
): Promise<void> {
  try {
    const given = isPipe(file) ? copy : file;
    if (given === copy) await pipeline(openPipe(file), createWriteStream(copy, { flags: 'wx' }));
    const path = literal(fileName(given));
    const rows = isParquet(given) ? `read_parquet(${path})` : `read_csv(${path}, header = true)`;
    await connection.run(`CREATE TABLE ${identifier(name)} AS SELECT * FROM ${rows}`);
  } catch (error) {
    const why = queryRefused(error)
      .message.replace(/^Error when sniffing file ".*"\. It was/, 'it was')
      .replace(/^Cannot open file ".*": /, '');
    throw new TableRefused(`${file}: ${why}`, { cause: error });
  }
}

const MAGIC = 'PAR1';

/** By the name, or by the first bytes. */
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
    // DuckDB will say why it cannot be read
    return false;
  }
}
