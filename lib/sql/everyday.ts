/** What a keyword's value may become as a column. */
export const VALUE_TYPES = ['varchar', 'double', 'bigint', 'boolean', 'timestamp'] as const;

export type ValueType = (typeof VALUE_TYPES)[number];

/** A keyword as a column of `files` and `hdus`. */
export interface KeywordColumn {
  readonly column: string;
  readonly keyword: string;
  readonly type: ValueType;
}

/** The columns that `files` and `hdus` have without being told so. */
export const EVERYDAY: readonly KeywordColumn[] = [
  { column: 'object', keyword: 'OBJECT', type: 'varchar' },
  { column: 'telescop', keyword: 'TELESCOP', type: 'varchar' },
  { column: 'instrume', keyword: 'INSTRUME', type: 'varchar' },
  { column: 'filter', keyword: 'FILTER', type: 'varchar' },
  { column: 'imagetyp', keyword: 'IMAGETYP', type: 'varchar' },
  { column: 'date_obs', keyword: 'DATE-OBS', type: 'timestamp' },
  { column: 'exptime', keyword: 'EXPTIME', type: 'double' },
  { column: 'airmass', keyword: 'AIRMASS', type: 'double' },
];
