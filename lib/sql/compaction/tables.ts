import { COLUMNS } from '../../lake/columns.ts';
import type { ViewColumn } from '../columns/definition.ts';
import type { KeywordColumn } from '../everyday.ts';
import { identifier } from '../text.ts';
import { type ViewName, viewColumns } from '../view-columns.ts';
import { views } from '../views.ts';
import { layoutOf } from './layout.ts';

// The Iceberg tables that a compaction maintains: the rows of the lake, and the views that would read all of them to find
// the few that a question is about.

/** A column of a table. */
export type TableColumn = Pick<ViewColumn, 'name' | 'type'>;

/** An Iceberg table that a compaction keeps up to date. Every table has the columns source_bucket and source_key. */
export interface CompactedTable {
  /** What it contains: also the name of the view that reads it. */
  readonly name: string;
  /** The name of the table itself. */
  readonly table: string;
  readonly columns: readonly TableColumn[];
  /** The column whose hash decides which file a row is in, if there is one. */
  readonly bucketedBy?: string;
}

/** A table that is made from rows: one of the views, or the list of lake objects. */
export interface MadeTable extends CompactedTable {
  /** The SELECT of its rows from a relation that has {@link STAGED_COLUMNS}. */
  readonly select: (rows: string) => string;
}

const text = (name: string): TableColumn => ({ name, type: 'varchar' });

/** The columns of `lake_rows`, all of them text. */
export const ROW_COLUMNS: readonly TableColumn[] = [
  ...COLUMNS.map(({ name }) => text(name)),
  text('collection'),
];

/** What a delta says about the lake object that a row is from. */
const OBJECT_COLUMNS: readonly TableColumn[] = [
  text('lake_key'),
  text('lake_etag'),
  { name: 'generation', type: 'bigint' },
  text('written'),
];

/** The columns of the staged rows. */
export const STAGED_COLUMNS: readonly TableColumn[] = [...ROW_COLUMNS, ...OBJECT_COLUMNS];

/** The rows of all lake objects: `lake_rows`, compacted. */
export const CARDS: CompactedTable = {
  name: 'cards',
  table: 'compacted_cards',
  columns: ROW_COLUMNS,
  // a question about one keyword reads one bucket
  bucketedBy: 'card_name',
};

const FILE_COLUMNS = ['source_bucket', 'source_key', 'collection'].map(text);

/** Which state of each lake object the tables contain: one row per source file. */
export const OBJECTS: MadeTable = {
  name: 'objects',
  table: 'compacted_objects',
  columns: [...FILE_COLUMNS, ...OBJECT_COLUMNS],
  select: (rows) => `SELECT DISTINCT ${columnList([...FILE_COLUMNS, ...OBJECT_COLUMNS])} FROM ${rows}`,
};

/** The views that are tables. The others are quick over the table of cards. */
export const PIVOTED = ['files', 'hdus', 'obscore', 'obscore_hdus'] as const satisfies readonly ViewName[];

/** One of {@link PIVOTED}. */
export type PivotedName = (typeof PIVOTED)[number];

/**
 * The pivoted tables. Their names end with the {@link layoutOf} their SQL, so that other keywords, or a release with other
 * columns, lead to new tables.
 */
export function pivotedTables(keywords: readonly KeywordColumn[]): MadeTable[] {
  const layout = layoutOf(keywords);
  return PIVOTED.map((name) => ({
    name,
    table: pivotedTable(name, layout),
    columns: viewColumns(name, keywords).map((column) => ({ name: column.name, type: column.type })),
    select: (rows) => views(keywords, rows).find((view) => view.name === name)?.sql ?? '',
  }));
}

/** The name of a pivoted table. */
export const pivotedTable = (name: PivotedName, layout: string): string => `compacted_${name}_${layout}`;

/** The names of columns as SQL. */
export const columnList = (columns: readonly TableColumn[], prefix = ''): string =>
  columns.map(({ name }) => `${prefix}${identifier(name)}`).join(', ');

/**
 * The condition that a row is of one of the files in a relation. The first half lets the engine skip data files without such
 * keys.
 */
export const isFileOf = (files: string): string => `source_key IN (SELECT source_key FROM ${files})
  AND ${BUCKET_AND_KEY} IN (SELECT ${BUCKET_AND_KEY} FROM ${files})`;

/** No name of a bucket has a slash. */
const BUCKET_AND_KEY = "source_bucket || '/' || source_key";
