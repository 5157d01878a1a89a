import { DuckDBInstance } from '@duckdb/node-api';
import { identifier, literal } from '../../sql/text.ts';
import type { Value } from '../answer.ts';
import type { AthenaAnswer } from './open-athena.ts';

/** DuckDB's types for Athena's types. Values of all other types stay the text that Athena prints. */
const TYPES: Readonly<Record<string, string>> = {
  boolean: 'BOOLEAN',
  tinyint: 'TINYINT',
  smallint: 'SMALLINT',
  integer: 'INTEGER',
  int: 'INTEGER',
  bigint: 'BIGINT',
  float: 'FLOAT',
  real: 'FLOAT',
  double: 'DOUBLE',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
};

/**
 * Writes an answer into a Parquet file, through a DuckDB in memory; returns the number of rows.
 *
 * @param file is overwritten. If this throws, an incomplete file may be left.
 */
export async function saveAthenaParquet(answer: AthenaAnswer, file: string): Promise<number> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const columns = answer.columns.map(({ name }) => identifier(name));
    await connection.run(`CREATE TABLE answer (${columns.map((name) => `${name} VARCHAR`).join(', ')})`);
    const appender = await connection.createAppender('answer');
    for await (const rows of answer.pieces) {
      for (const row of rows) {
        for (const value of row) {
          if (value === null) appender.appendNull();
          else appender.appendVarchar(textOf(value));
        }
        appender.endRow();
      }
    }
    appender.closeSync();
    const typed = columns.map((name, index) => `CAST(${name} AS ${typeOf(answer.types[index])}) AS ${name}`);
    const copied = await connection.runAndReadAll(
      `COPY (SELECT ${typed.join(', ')} FROM answer) TO ${literal(file)} (FORMAT parquet, USE_TMP_FILE false)`,
    );
    return Number(copied.getRows()[0]?.[0]);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** The DuckDB type for an Athena type. `decimal(38,2)` is the same in both. */
const typeOf = (type = ''): string => (type.startsWith('decimal(') ? type : (TYPES[type] ?? 'VARCHAR'));

const textOf = (value: Exclude<Value, null>): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value);
