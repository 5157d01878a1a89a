import type { ColumnName, FileFact, HduFact } from '../../lake/columns.ts';
import type { ValueType } from '../everyday.ts';
import type { ColumnMetadata } from './metadata.ts';

// What the list of a view's columns says about each of them.

/** A column of a view. */
export interface ViewColumn extends ColumnMetadata {
  readonly name: string;
  /** The type as Trino names it, which DuckDB understands too. */
  readonly type: Exclude<ValueType, 'timestamp'> | 'integer' | 'date' | 'timestamp(6)';
  /** What the column contains, in one line. */
  readonly about: string;
}

/** A fact that is a column. */
export type Fact = FileFact | HduFact | 'source_url';

/** A column with its origin. The default origin is the column of the same name in the rows that the view selects from. */
export interface Definition extends ViewColumn {
  /** The column of `lake_rows` that holds the value as text. */
  readonly from?: ColumnName;
  /** The fact about the file or the HDU that is the value. */
  readonly fact?: Fact;
  /** The SQL of the value, if it takes more than a cast. */
  readonly sql?: string;
  /** The SQL of the value from other columns of a stored view. The column itself is then not stored. */
  readonly stored?: string;
}

/** The number of an HDU. */
export const HDU: Definition = {
  name: 'hdu',
  type: 'integer',
  about: 'number of the HDU; 0 is the primary HDU',
};
