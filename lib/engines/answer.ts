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

/** A column of an answer. */
export interface Column {
  readonly name: string;
  /** What its values are, for formats. */
  readonly kind: 'number' | 'timestamp' | 'other';
}

/** The answer to a query. Its rows come in pieces, so that an answer of any length fits into memory. */
export interface Answer {
  readonly columns: readonly Column[];
  readonly pieces: AsyncIterable<readonly (readonly Value[])[]>;
}

/** All rows of an answer that is short. */
export async function rowsOf({ pieces }: Answer): Promise<(readonly Value[])[]> {
  const rows: (readonly Value[])[] = [];
  for await (const piece of pieces) rows.push(...piece);
  return rows;
}
