import { LISTING_PAGE } from '../limits.ts';
import { ATHENA_LEAST_BYTES } from '../prices.ts';
import { PARQUET } from '../usage.ts';
import { type LakeSize, lakeBytes } from './lake.ts';
import type { Use } from './use.ts';

/** What a statement uses that scans so many bytes, in so many objects. */
export const scanUse = (bytes: number, objects: number): Use => ({
  athenaByte: Math.max(bytes, ATHENA_LEAST_BYTES),
  s3Get: objects,
});

/** Bytes that Iceberg tables have per data file when Athena has optimized them. */
const DATA_FILE_BYTES = 512 * 1024 ** 2;

/** The data files of a table: Athena reads at least the end of each, and what it needs of the rest. */
export const dataFiles = (bytes: number): number => Math.ceil(bytes / DATA_FILE_BYTES);

/** What a question uses over small lake objects. Whatever it asks, it reads all of them. */
export const rawQuestion = (lake: LakeSize): Use => ({
  ...scanUse(lakeBytes(lake), lake.files),
  s3List: Math.ceil(lake.files / LISTING_PAGE),
});

/** Questions over compacted tables. */
export const COMPACTED_QUESTIONS = {
  /** `count(*) FROM files WHERE instrume = ...` */
  keyword: ({ files }: LakeSize): Use => columns(files, PARQUET.wordColumn, PARQUET.fileRow),
  /** A box of the sky and a limit of exposure time in `obscore`. */
  box: ({ files }: LakeSize): Use => columns(files, 3 * PARQUET.numberColumn, PARQUET.obscoreRow),
  /** `headers` by `card_name`, of a keyword without a column, unless rows in data files are in the order of keywords. */
  anyKeyword: ({ files, cards }: LakeSize): Use =>
    columns(files * cards, PARQUET.cardNameAndValue, PARQUET.card),
} as const;

/** What it takes to read columns of a table. */
const columns = (rows: number, read: number, row: number): Use =>
  scanUse(rows * read, 2 * dataFiles(rows * row));
