// Answers, in the form that both engines return and all formats write.

/** A value of an answer: what JSON can express, and bigint for large integers. */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Value[]
  | { readonly [name: string]: Value };

/**
 * What the values of a column are: `integer` has 32 bits, `bigint` has more (sums of integers can have more than 64).
 * Decimal numbers are `double`, although a value with many digits is text. Lists, structs and all that has no type of its
 * own are `text`.
 */
export type ColumnType = 'boolean' | 'integer' | 'bigint' | 'double' | 'date' | 'timestamp' | 'text';

/** A column of an answer. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

/** Whether the values of a column are numbers. */
export const isNumeric = ({ type }: Pick<Column, 'type'>): boolean =>
  type === 'integer' || type === 'bigint' || type === 'double';

/** The answer to a query. Its rows come in pieces, so that an answer of any length fits into memory. */
export interface Answer {
  readonly columns: readonly Column[];
  readonly pieces: AsyncIterable<readonly (readonly Value[])[]>;
}

/** Rows that are in memory, as an answer. */
export const answerOf = (columns: Answer['columns'], rows: readonly (readonly Value[])[]): Answer => ({
  columns,
  pieces: (async function* () {
    yield rows;
  })(),
});

/** All rows of an answer that is short. */
export async function rowsOf({ pieces }: Answer): Promise<(readonly Value[])[]> {
  const rows: (readonly Value[])[] = [];
  for await (const piece of pieces) rows.push(...piece);
  return rows;
}
