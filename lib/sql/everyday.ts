import type { ColumnMetadata } from './columns/metadata.ts';

// The everyday columns. To add one, add a line to EVERYDAY.

/** The types that a keyword column can have. */
export const VALUE_TYPES = ['varchar', 'double', 'bigint', 'boolean', 'timestamp'] as const;

/** One of {@link VALUE_TYPES}, which are types of both engines. */
export type ValueType = (typeof VALUE_TYPES)[number];

/** A keyword that is a column of `files` and `hdus`. */
export interface KeywordColumn extends ColumnMetadata {
  readonly column: string;
  readonly keyword: string;
  readonly type: ValueType;
  /** What the column contains, in one line. */
  readonly about?: string;
}

/** The keywords that are columns of `files` and `hdus` without being asked for. */
export const EVERYDAY: readonly KeywordColumn[] = [
  { column: 'object', keyword: 'OBJECT', type: 'varchar', about: 'name of the target (OBJECT)' },
  { column: 'telescop', keyword: 'TELESCOP', type: 'varchar', about: 'telescope (TELESCOP)' },
  { column: 'instrume', keyword: 'INSTRUME', type: 'varchar', about: 'instrument (INSTRUME)' },
  { column: 'filter', keyword: 'FILTER', type: 'varchar', about: 'filter (FILTER)' },
  { column: 'imagetyp', keyword: 'IMAGETYP', type: 'varchar', about: 'kind of exposure (IMAGETYP)' },
  { column: 'date_obs', keyword: 'DATE-OBS', type: 'timestamp', about: 'time of the observation (DATE-OBS)' },
  {
    column: 'exptime',
    keyword: 'EXPTIME',
    type: 'double',
    about: 'exposure time in seconds (EXPTIME)',
    unit: 's',
    ucd: 'time.duration;obs.exposure',
  },
  { column: 'airmass', keyword: 'AIRMASS', type: 'double', about: 'airmass (AIRMASS)' },
];
