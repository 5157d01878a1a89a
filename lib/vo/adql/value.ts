import type { ColumnType } from '../../engines/answer.ts';
import type { ColumnAbout } from '../../formats/column-about.ts';
import { AdqlError } from './adql-error.ts';
import type { Geometry } from './geometry.ts';
import type { Query } from './tree.ts';

/** What a value is. `null` is NULL alone, which has no type. */
export type Type = ColumnType | 'null' | 'geometry';

/** A part of a query, translated. */
export interface Value {
  /** Its SQL, in parentheses where that matters. */
  readonly sql: string;
  readonly type: Type;
  /** Where it is in the query. */
  readonly at: number;
  /** What it is, if that is known before the query runs. */
  readonly constant?: number | string;
  /** What readers of an answer should know about it. */
  readonly about?: ColumnAbout;
  /** The region or the position that it is. */
  readonly geometry?: Geometry;
  /** Whether it contains footprints of a view of the lake. */
  readonly isFootprint?: boolean;
  /** The SQL condition that a 1 stands for, and a 0 for its opposite. */
  readonly truth?: string;
  /** The SQL condition for being at most some degrees, which the engine can use to skip rows. */
  readonly isWithin?: (radius: number) => string;
}

/** The dialect of an engine, where the shared one does not suffice. */
export type Dialect = 'duckdb' | 'trino';

/** A column of the answer to a query. */
export interface OutputColumn extends Pick<Value, 'type' | 'about' | 'isFootprint'> {
  readonly name: string;
}

/** A translated query. Its columns are called c1, c2, ... */
export interface Relation {
  readonly sql: string;
  readonly columns: readonly OutputColumn[];
}

/** What the translation of a part of a query needs. */
export interface Context {
  readonly adql: string;
  readonly dialect: Dialect;
  /** Translates a subquery. */
  readonly subquery: (query: Query) => Relation;
}

/** Refuses a part of a query. */
export function refuse({ adql }: Pick<Context, 'adql'>, why: string, at: number): never {
  throw new AdqlError(why, adql, at);
}

export const isNumber = ({ type }: Pick<Value, 'type'>): boolean =>
  ['integer', 'bigint', 'double', 'null'].includes(type);
export const isText = ({ type }: Pick<Value, 'type'>): boolean => type === 'text' || type === 'null';
export const isTime = ({ type }: Pick<Value, 'type'>): boolean => type === 'timestamp' || type === 'date';

const NAMES: Readonly<Record<Type, string>> = {
  boolean: 'a condition',
  integer: 'a number',
  bigint: 'a number',
  double: 'a number',
  date: 'a date',
  timestamp: 'a time',
  text: 'text',
  null: 'NULL',
  geometry: 'a region or a position',
};

/** What a type is called in messages. */
export const typeName = (type: Type): string => NAMES[type];

/** Refuses a value that is not a number. */
export function expectNumber(context: Context, value: Value): Value {
  if (isNumber(value)) return value;
  return refuse(context, `this is ${typeName(value.type)}; it must be a number`, value.at);
}

/** Refuses a value that is not text. */
export function expectText(context: Context, value: Value): Value {
  if (isText(value)) return value;
  return refuse(context, `this is ${typeName(value.type)}; it must be text`, value.at);
}

/** A value as a double in SQL. */
export const asDouble = ({ sql, type }: Value): string =>
  type === 'double' ? sql : `CAST(${sql} AS double)`;

const WIDTHS: readonly Type[] = ['null', 'integer', 'bigint', 'double'];

/** The type that holds all of these numbers. */
export const widest = (values: readonly Pick<Value, 'type'>[]): Type =>
  WIDTHS[Math.max(...values.map(({ type }) => WIDTHS.indexOf(type)))] ?? 'double';
