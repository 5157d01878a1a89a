/** A value as formats take it: what JSON has, and bigint for integers beyond it. */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Value[]
  | { readonly [name: string]: Value };

export interface Column {
  readonly name: string;
  /** What its values are, for whoever lays them out. */
  readonly kind: 'number' | 'timestamp' | 'other';
}

/** What an engine answers to a question: rows in pieces, so that an answer of any length can be passed on. */
export interface Answer {
  readonly columns: readonly Column[];
  readonly pieces: AsyncIterable<readonly (readonly Value[])[]>;
}
