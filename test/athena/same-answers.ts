import { expect } from 'vitest';
import type { TypedAnswer } from './typed-answer.ts';

/** Rows that are shown where answers differ. */
const SHOWN = 3;

/** Expects the same columns, types and rows; in the same order where the question asks for one. */
export function expectSame(sql: string, trino: TypedAnswer, duckdb: TypedAnswer): void {
  expect(trino.columns).toEqual(duckdb.columns);
  const [found, expected] = [trino.rows, duckdb.rows].map((rows) =>
    isOrdered(sql) ? rows : [...rows].sort(),
  );
  const differ = expected!.findIndex((row, index) => row !== found![index]);
  const from = differ < 0 ? expected!.length : differ;
  expect(found!.slice(from, from + SHOWN)).toEqual(expected!.slice(from, from + SHOWN));
}

/** Whether the order of the whole answer is given. */
const isOrdered = (sql: string): boolean => /\bORDER\s+BY\b[^()]*$/i.test(sql);
