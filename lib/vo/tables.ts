import type { ColumnType } from '../engines/answer.ts';
import type { ColumnAbout } from '../formats/column-about.ts';

// The tables that queries in ADQL can name.

/** A column of a table. */
export interface TableColumn extends ColumnAbout {
  readonly name: string;
  readonly type: ColumnType;
  /** Whether it contains footprints of a view of the lake, which are geometry. */
  readonly isFootprint?: boolean;
  /** Whether a standard defines it, and whether it is one of the first to look at. */
  readonly isStandard?: boolean;
  readonly isPrincipal?: boolean;
}

/** A table. */
export interface Table {
  readonly schema: string;
  readonly name: string;
  /** Whether its name may be used without that of its schema. */
  readonly isBare: boolean;
  readonly about: string;
  readonly utype?: string;
  readonly columns: readonly TableColumn[];
  /** Its name in SQL. */
  readonly sqlName: string;
  /** The SQL that defines it for one query; undefined for views of the lake. Its columns have the names of the table's. */
  readonly definition?: string;
}
