import type { Lake } from '../../lib/engines/duckdb/open-lake.ts';
import { rowsOf } from '../helpers/ask.ts';
import { askTrino } from './trino-client.ts';

/** What either engine answers, in the same words. */
export interface TypedAnswer {
  /** `name type`, the type as DuckDB names it. */
  readonly columns: readonly string[];
  /** Each row as JSON. */
  readonly rows: readonly string[];
}

/** Asks Trino. */
export async function fromTrino(url: string, database: string, sql: string): Promise<TypedAnswer> {
  const { columns, rows } = await askTrino(url, sql, database);
  const types = columns.map(({ type }) => typeOf(type));
  return {
    columns: columns.map(({ name }, index) => `${name} ${types[index]}`),
    rows: rows.map((row) => JSON.stringify(row.map((value, index) => inWords(types[index]!, value)))),
  };
}

/** Asks DuckDB. */
export async function fromDuckdb(lake: Lake, sql: string): Promise<TypedAnswer> {
  const described = await rowsOf(lake, `DESCRIBE ${sql}`);
  const types = described.map(([, type]) => typeOf(String(type).toLowerCase()));
  return {
    columns: described.map(([name], index) => `${name} ${types[index]}`),
    rows: (await rowsOf(lake, sql)).map((row) =>
      JSON.stringify(row.map((value, index) => inWords(types[index]!, value))),
    ),
  };
}

const TYPES = ['varchar', 'integer', 'bigint', 'double', 'boolean', 'timestamp', 'date'] as const;

type Type = (typeof TYPES)[number];

function typeOf(name: string): Type {
  // a sum of integers is wider in DuckDB, and a literal's length is part of its type in Trino
  const plain = name.replace('hugeint', 'bigint').replace(/\(\d+\)$/, '');
  const type = TYPES.find((known) => known === plain);
  if (type === undefined) throw new Error(`an answer has the type ${name}, which this test does not know`);
  return type;
}

/** A value as text that tells apart whatever differs: NULL from '', -0 from 0, one double from the next. */
function inWords(type: Type, value: unknown): string | null {
  if (value === null) return null;
  switch (type) {
    case 'integer':
    case 'bigint':
      return BigInt(value as number | bigint).toString();
    case 'double':
      return Object.is(value, -0) ? '-0' : String(Number(value));
    case 'timestamp':
      return withMicroseconds(String(value));
    default:
      return String(value);
  }
}

/** DuckDB leaves zeros out at a time's end, Trino does not. */
function withMicroseconds(time: string): string {
  const [seconds, fraction = ''] = time.split('.');
  return `${seconds}.${fraction.padEnd(6, '0')}`;
}
