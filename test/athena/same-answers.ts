import { expect } from 'vitest';
import type { TypedAnswer } from './typed-answer.ts';

/** The number of rows to show if answers differ. */
const SHOWN = 3;

/** Expects the same columns, types and rows, and the same order if the query specifies one. */
export function expectSame(sql: string, trino: TypedAnswer, duckdb: TypedAnswer): void {
  expect(trino.columns).toEqual(duckdb.columns);
  const [found, expected] = [trino.rows, duckdb.rows].map((rows) =>
    isOrdered(sql) ? rows : [...rows].sort(),
  );
  const difference = expected!.findIndex((row, index) => row !== found![index]);
  const from = difference < 0 ? expected!.length : difference;
  expect(found!.slice(from, from + SHOWN)).toEqual(expected!.slice(from, from + SHOWN));
}

/** Whether the query orders its whole answer. */
const isOrdered = (sql: string): boolean => /\bORDER\s+BY\b[^()]*$/i.test(sql);
