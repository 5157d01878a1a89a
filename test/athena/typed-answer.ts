import type { Lake } from '../../lib/engines/duckdb/open-lake.ts';
import { rowsOf } from '../helpers/ask.ts';
import { askTrino } from './trino-client.ts';

/** An answer of either engine, in a common form. */
export interface TypedAnswer {
  /** `name type`, the type as DuckDB names it. */
  readonly columns: readonly string[];
  /** Each row as JSON. */
  readonly rows: readonly string[];
}

/** Runs a query on Trino. */
export async function fromTrino(url: string, database: string, sql: string): Promise<TypedAnswer> {
  const { columns, rows } = await askTrino(url, sql, database);
  const types = columns.map(({ type }) => typeOf(type));
  return {
    columns: columns.map(({ name }, index) => `${name} ${types[index]}`),
    rows: rows.map((row) => JSON.stringify(row.map((value, index) => textOf(types[index]!, value)))),
  };
}

/** Runs a query on DuckDB. */
export async function fromDuckdb(lake: Lake, sql: string): Promise<TypedAnswer> {
  const described = await rowsOf(lake, `DESCRIBE ${sql}`);
  const types = described.map(([, type]) => typeOf(String(type).toLowerCase()));
  return {
    columns: described.map(([name], index) => `${name} ${types[index]}`),
    rows: (await rowsOf(lake, sql)).map((row) =>
      JSON.stringify(row.map((value, index) => textOf(types[index]!, value))),
    ),
  };
}

const TYPES = ['varchar', 'integer', 'bigint', 'double', 'boolean', 'timestamp', 'date'] as const;

type Type = (typeof TYPES)[number];

function typeOf(name: string): Type {
  // a sum of integers is a hugeint in DuckDB, and the type of a literal in Trino includes its length
  const plain = name.replace('hugeint', 'bigint').replace(/\(\d+\)$/, '');
  const type = TYPES.find((known) => known === plain);
  if (type === undefined) throw new Error(`an answer has the type ${name}, which this test does not support`);
  return type;
}

/** Returns a value as text that preserves every difference: NULL and '', -0 and 0, adjacent doubles. */
function textOf(type: Type, value: unknown): string | null {
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

/** DuckDB omits trailing zeros of a time; Trino does not. */
function withMicroseconds(time: string): string {
  const [seconds, fraction = ''] = time.split('.');
  return `${seconds}.${fraction.padEnd(6, '0')}`;
}
