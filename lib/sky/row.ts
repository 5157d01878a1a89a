import type { DerivedName, DerivedValue } from './derived.ts';

/** A value of a row, and where it comes from. */
export interface RowValue {
  readonly value: string;
  readonly source: string;
}

/** The values of a row that are known, and those whose absence has a reason. */
export type Row = Map<DerivedName, RowValue>;

/** Puts a text into a row, unless there is none. */
export function put(row: Row, name: DerivedName, value: string | undefined, source: string): void {
  if (value !== undefined && value !== '') row.set(name, { value, source });
}

/** Puts a number into a row, unless there is none, or it is not finite. SQL casts the text to the same double. */
export function putNumber(row: Row, name: DerivedName, number: number | undefined, source: string): void {
  if (number === undefined || !Number.isFinite(number)) return;
  row.set(name, { value: String(number === 0 ? 0 : number), source });
}

/** Puts the reason why a value is unknown, unless it is known. */
export function putReason(row: Row, name: DerivedName, reason: string): void {
  if (!row.has(name)) row.set(name, { value: '', source: reason });
}

/** A row as a list. */
export const valuesOf = (row: Row): DerivedValue[] =>
  [...row].map(([name, { value, source }]) => ({ name, value, source }));
