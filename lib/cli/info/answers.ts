// The facts of HDUs and of columns as rows.

import { type Answer, answerOf, type Column, type Value } from '../../engines/answer.ts';
import type { FileFacts } from './read.ts';

type Rows = readonly (readonly Value[])[];

const column =
  (type: Column['type']) =>
  (name: string): Column => ({ name, type });
const [text, integer, bigint] = [column('text'), column('integer'), column('bigint')];

/** The columns of one row per HDU, after the file. */
const HDU_COLUMNS: readonly Column[] = [
  integer('hdu'),
  ...['type', 'extname', 'extver', 'shape', 'pixels'].map(text),
  integer('bitpix'),
  text('compression'),
  ...['rows', 'columns', 'cards'].map(integer),
  ...['header_offset', 'header_size', 'data_offset', 'data_size'].map(bigint),
];

/** The columns of one row per column of a table, after the file. */
const TABLE_COLUMNS: readonly Column[] = [
  integer('hdu'),
  text('extname'),
  integer('column'),
  ...['name', 'format', 'unit', 'dimensions', 'null'].map(text),
];

const hduRows = ({ hdus }: FileFacts): Rows =>
  hdus.map((hdu) => [
    hdu.hdu,
    hdu.type,
    hdu.extname || null,
    hdu.extver ?? null,
    hdu.shape.length === 0 ? null : hdu.shape.join(' x '),
    hdu.pixels ?? null,
    hdu.bitpix ?? null,
    hdu.compression ?? null,
    hdu.rows ?? null,
    hdu.columns ?? null,
    hdu.cards,
    hdu.headerOffset,
    hdu.headerSize,
    hdu.dataOffset,
    hdu.dataSize,
  ]);

const columnRows = ({ hdus }: FileFacts): Rows =>
  hdus.flatMap(({ hdu, extname, tableColumns }) =>
    tableColumns.map(({ number, name, format, unit, dimensions, null: blank }) => [
      hdu,
      extname || null,
      number,
      ...[name, format, unit, dimensions, blank].map((value) => value || null),
    ]),
  );

/** Which rows are made of files. */
export interface FactRows {
  readonly columns: readonly Column[];
  readonly rowsOf: (facts: FileFacts) => Rows;
}

/** The columns that people look at: few enough for a terminal of 80 characters. */
const SHORT_COLUMNS: readonly Column[] = [
  integer('hdu'),
  ...['type', 'name', 'shape', 'pixels'].map(text),
  integer('cards'),
  ...['data_offset', 'data_size'].map(bigint),
];

const shortRows = ({ hdus }: FileFacts): Rows =>
  hdus.map((hdu) => [
    hdu.hdu,
    hdu.compression === undefined ? hdu.type : `image, ${hdu.compression}`,
    hdu.extver === undefined ? hdu.extname : `${hdu.extname},${hdu.extver}`,
    hdu.rows === undefined
      ? hdu.shape.join(' x ')
      : `${hdu.rows} ${hdu.rows === 1 ? 'row' : 'rows'} x ${hdu.columns ?? '?'}`,
    hdu.pixels === undefined ? '' : `${hdu.pixels} (${hdu.bitpix})`,
    hdu.cards,
    hdu.dataOffset,
    hdu.dataSize,
  ]);

/** The rows of one file for people, without the columns that are empty. */
export function shortAnswer(facts: FileFacts, ofColumns: boolean): Answer {
  const columns = ofColumns ? TABLE_COLUMNS : SHORT_COLUMNS;
  const rows = ofColumns ? columnRows(facts) : shortRows(facts);
  const isUsed = columns.map((_, index) => rows.some((row) => (row[index] ?? '') !== ''));
  const used = <T>(values: readonly T[]): T[] => values.filter((_, index) => isUsed[index]);
  return answerOf(
    used(columns),
    rows.map((row) => used(row).map((value) => value ?? '')),
  );
}

/** One row per HDU, or one per column of each table. */
export const factRows = (ofColumns: boolean): FactRows =>
  ofColumns ? { columns: TABLE_COLUMNS, rowsOf: columnRows } : { columns: HDU_COLUMNS, rowsOf: hduRows };
