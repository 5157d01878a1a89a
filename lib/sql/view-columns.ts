import type { ColumnName, FileFact, HduFact } from '../lake/columns.ts';
import { castOf } from './cast.ts';
import { EVERYDAY, type KeywordColumn, type ValueType } from './everyday.ts';
import { identifier } from './text.ts';

// The one list of the views' columns. The SQL of the views, the columns that are declared for them in the Glue catalog
// and the reference documentation all come from it.

/** The views over `lake_rows`. Each has a file of its name in views/, with the rows that it selects. */
export const VIEWS = ['headers', 'files', 'hdus', 'faults', 'removed'] as const;

/** One of {@link VIEWS}. */
export type ViewName = (typeof VIEWS)[number];

/** A column of a view. */
export interface ViewColumn {
  readonly name: string;
  /** The type as Trino names it, which DuckDB understands too. */
  readonly type: Exclude<ValueType, 'timestamp'> | 'integer' | 'timestamp(6)';
  /** What the column contains, in one line. */
  readonly about: string;
}

/** A column with its origin. The default origin is the column of `lake_rows` that has the same name. */
interface Definition extends ViewColumn {
  /** The column of `lake_rows` that holds the value as text. */
  readonly from?: ColumnName;
  /** The fact about the file or the HDU that is the value. */
  readonly fact?: FileFact | HduFact;
  /** The SQL of the value, if it takes more than a cast. */
  readonly sql?: string;
}

/** A bucket name means s3://bucket, and `file:///folder` is already a URL. Rows of `header` have no bucket. */
const SOURCE_URL =
  "CASE WHEN source_bucket = '' THEN source_key WHEN source_bucket = 'file:///' THEN source_bucket || source_key " +
  "WHEN strpos(source_bucket, '://') > 0 THEN source_bucket || '/' || source_key " +
  "ELSE 's3://' || source_bucket || '/' || source_key END";

/** The columns that every view begins with. */
const SOURCE: readonly Definition[] = [
  { name: 'source_bucket', type: 'varchar', about: 'bucket, or file:///folder, that contains the file' },
  { name: 'source_key', type: 'varchar', about: 'name of the file: its key, or its path below the root' },
  {
    name: 'source_url',
    type: 'varchar',
    about: 'full address of the file, such as s3://bucket/key',
    sql: SOURCE_URL,
  },
  { name: 'collection', type: 'varchar', about: 'leading folders of source_key, which partition the lake' },
];

const HDU: Definition = {
  name: 'hdu',
  type: 'integer',
  about: 'number of the HDU; 0 is the primary HDU',
};

const HEADERS: readonly Definition[] = [
  HDU,
  { name: 'card_index', type: 'integer', about: 'position of the card in its header, from 0' },
  { name: 'card_name', type: 'varchar', about: 'keyword, such as EXPTIME or ESO DPR CATG' },
  {
    name: 'card_value',
    type: 'varchar',
    about: 'value as text; NULL if the keyword has no value',
    sql: "CASE WHEN card_type <> 'undefined' THEN card_value END",
  },
  {
    name: 'card_number',
    type: 'double',
    about: 'value as a number; NULL if it is not one',
    sql: "CASE WHEN card_type IN ('integer', 'float') THEN try_cast(card_value AS double) END",
  },
  { name: 'card_comment', type: 'varchar', about: 'comment of the card' },
  {
    name: 'card_type',
    type: 'varchar',
    about: 'string, logical, integer, float, complex, undefined or commentary',
  },
];

const FILES: readonly Definition[] = [
  { name: 'size', type: 'bigint', about: 'size in bytes, as stored', fact: 'size' },
  {
    name: 'last_modified',
    type: 'timestamp(6)',
    about: 'last change of the file, UTC',
    fact: 'last_modified',
  },
  {
    name: 'extracted_at',
    type: 'timestamp(6)',
    about: 'when the headers were read, UTC',
    fact: 'extracted_at',
  },
  { name: 'etag', type: 'varchar', about: 'version of the file; it changes with the content', fact: 'etag' },
  {
    name: 'container',
    type: 'varchar',
    about: 'how the file is stored: fits, gzip, compress, bzip2 or zstd',
    fact: 'container',
  },
  { name: 'hdu_count', type: 'integer', about: 'number of HDUs', fact: 'hdu_count' },
  { name: 'card_count', type: 'integer', about: 'number of header cards', fact: 'card_count' },
  {
    name: 'bytes_read',
    type: 'bigint',
    about: 'bytes that were read to get the headers',
    fact: 'bytes_read',
  },
  { name: 'requests', type: 'integer', about: 'requests that it took to read them', fact: 'requests' },
  {
    name: 'faults',
    type: 'bigint',
    about: 'number of faults; the view faults lists them',
    // counted in views/files.sql
    sql: 'faults',
  },
];

const HDUS: readonly Definition[] = [
  HDU,
  { name: 'type', type: 'varchar', about: 'PRIMARY, or the value of XTENSION', fact: 'type' },
  { name: 'extname', type: 'varchar', about: 'name of the extension (EXTNAME)', sql: 'extname' },
  {
    name: 'extver',
    type: 'integer',
    about: 'version of the extension (EXTVER); 1 if only EXTNAME is given',
    // FITS 4.0, section 4.4.2.6
    sql: `CASE WHEN extver IS NULL AND extname IS NOT NULL THEN 1 ELSE try_cast(${castOf('bigint', 'extver')} AS integer) END`,
  },
  {
    name: 'header_offset',
    type: 'bigint',
    about: 'byte of the uncompressed file where the header starts',
    fact: 'header_offset',
  },
  {
    name: 'data_offset',
    type: 'bigint',
    about: 'byte of the uncompressed file where the data starts',
    fact: 'data_offset',
  },
  { name: 'data_length', type: 'bigint', about: 'bytes of data, without padding', fact: 'data_length' },
];

const FAULTS: readonly Definition[] = [
  { ...HDU, about: 'number of the HDU; NULL if the fault concerns the file as a whole' },
  { name: 'byte', type: 'bigint', about: 'byte at which the fault was found', from: 'card_comment' },
  { name: 'code', type: 'varchar', about: 'short code of the fault, which never changes', from: 'card_name' },
  { name: 'reason', type: 'varchar', about: 'what is wrong, in a sentence', from: 'card_value' },
];

const REMOVED: readonly Definition[] = [
  {
    name: 'removed_at',
    type: 'timestamp(6)',
    about: 'when the file was found to be gone, UTC',
    sql: "try_cast(replace(replace(card_value, 'T', ' '), 'Z', '') AS timestamp(6))",
  },
];

const DEFINITIONS: Readonly<Record<ViewName, readonly Definition[]>> = {
  headers: [...SOURCE, ...HEADERS],
  files: [...SOURCE, ...FILES],
  hdus: [...SOURCE, ...HDUS],
  faults: [...SOURCE, ...FAULTS],
  removed: [...SOURCE, ...REMOVED],
};

const WITH_KEYWORDS: readonly ViewName[] = ['files', 'hdus'];

const keywordsOf = (view: ViewName, added: readonly KeywordColumn[]): readonly KeywordColumn[] =>
  WITH_KEYWORDS.includes(view) ? [...EVERYDAY, ...added] : [];

/**
 * The columns of a view, in their order.
 *
 * @param keywords columns to add to the everyday ones
 */
export const viewColumns = (view: ViewName, keywords: readonly KeywordColumn[] = []): ViewColumn[] => [
  ...DEFINITIONS[view].map(({ name, type, about }) => ({ name, type, about })),
  ...keywordsOf(view, keywords).map(({ column, keyword, type, about }) => ({
    name: column,
    type: type === 'timestamp' ? ('timestamp(6)' as const) : type,
    about: about ?? `value of ${keyword}`,
  })),
];

/** The select list of a view: the SQL expression of each column. */
export const selectList = (view: ViewName, keywords: readonly KeywordColumn[]): string[] => [
  ...DEFINITIONS[view].map(selected),
  ...keywordsOf(view, keywords).map(
    ({ column, type }) => `${castOf(type, identifier(column))} AS ${identifier(column)}`,
  ),
];

function selected({ name, type, from, sql }: Definition): string {
  const text = from ?? name;
  const value = sql ?? (type === 'varchar' ? text : `try_cast(${text} AS ${type})`);
  return value === name ? name : `${value} AS ${name}`;
}

/** The facts that a view turns from rows into columns, in SQL for the text of each. */
export const factList = (view: 'files' | 'hdus'): string[] =>
  DEFINITIONS[view].flatMap(({ name, fact }) =>
    fact === undefined ? [] : [`max(CASE WHEN ${isFact(view, fact)} THEN card_value END) AS ${name}`],
  );

const isFact = (view: 'files' | 'hdus', fact: FileFact | HduFact): string =>
  `card_type = '${view === 'files' ? 'file' : 'hdu'}' AND card_name = '${fact}'`;
