import type { KeywordColumn } from '../../sql/everyday.ts';
import type { Column, Value } from '../answer.ts';
import type { QuestionTable } from '../asker.ts';
import type { QueryLimits } from '../duckdb/query-limits.ts';
import type { Hint, Reason } from '../query-refused.ts';

// What the process of a question and the one that asks send each other. A process answers one question at a time.

/** The lake that a process opens, and what it may use. */
export interface ProcessSettings {
  readonly lake: string;
  readonly keywords: readonly KeywordColumn[];
  readonly limits: QueryLimits;
  /** The most memory of the whole process, in bytes. Beyond that, it ends. */
  readonly processMemory: number;
}

/** To a process. */
export type Order =
  | {
      readonly kind: 'ask';
      readonly sql: string;
      readonly tables: readonly QuestionTable[];
      /** The Parquet file to write the answer into. The answer is then the number of its rows. */
      readonly parquetFile?: string | undefined;
    }
  /** Permission to send one more piece. */
  | { readonly kind: 'more' }
  | { readonly kind: 'stop' };

/** From a process. The last one about a question is neither `columns` nor `piece`. */
export type News =
  | { readonly kind: 'columns'; readonly columns: readonly Column[] }
  | { readonly kind: 'piece'; readonly rows: readonly (readonly Value[])[] }
  | { readonly kind: 'end' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'refused'; readonly reason: Reason; readonly hint: Hint | undefined }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'no-lake'; readonly state: 'missing' | 'empty' }
  /** The process ends, because it uses too much memory. */
  | { readonly kind: 'memory'; readonly bytes: number };

/** The variable of the environment with the settings of a process, as JSON. */
export const SETTINGS_VARIABLE = 'FITS_QUESTION_SETTINGS';
