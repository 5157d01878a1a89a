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
  const isDouble = duckdb.columns.map((column) => column.endsWith(' double'));
  const difference = expected!.findIndex((row, index) => !isSameRow(row, found![index], isDouble));
  const from = difference < 0 ? expected!.length : difference;
  expect(found!.slice(from, from + SHOWN)).toEqual(expected!.slice(from, from + SHOWN));
}

/** Functions such as the sine differ in the last digit. */
const PRECISION = 1e-12;

function isSameRow(a: string, b: string | undefined, isDouble: readonly boolean[]): boolean {
  if (a === b || b === undefined) return a === b;
  const [left, right] = [a, b].map((row) => JSON.parse(row) as readonly (string | null)[]);
  return left!.every(
    (value, column) => value === right![column] || (isDouble[column]! && isClose(value, right![column])),
  );
}

const isClose = (a: string | null, b: string | null | undefined): boolean =>
  a !== null && typeof b === 'string' && Math.abs(Number(a) - Number(b)) <= PRECISION * Math.abs(Number(a));

/** Whether the query orders its whole answer. */
const isOrdered = (sql: string): boolean => /\bORDER\s+BY\b[^()]*$/i.test(sql);
