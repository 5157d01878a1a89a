import { TYPES } from '../fits/card-table.ts';

/**
 * The columns of a lake row, in the order of the CSV: the one description that the CSV header, the
 * tables and the views come from. Columns are only ever appended.
 */
export const COLUMNS = [
  { name: 'hdu', about: 'the HDU, from 0; empty: of the file' },
  { name: 'source_bucket', about: 'the bucket, or file:///folder, where the file is' },
  { name: 'source_key', about: "the file's key within it" },
  { name: 'card_name', about: 'the keyword; a lower-case name in rows that are no header cards' },
  { name: 'card_value', about: 'the value as SQL-castable text' },
  { name: 'card_comment', about: "the card's comment" },
  { name: 'card_index', about: 'position in its header, from 0; empty in rows that are no header cards' },
  { name: 'card_type', about: 'what the row is: a type of card, or file, hdu, derived, fault, tombstone' },
] as const;

export type ColumnName = (typeof COLUMNS)[number]['name'];

/** The types of header cards. */
export const CARD_TYPES = TYPES;

/** The types of rows that are no header cards. */
export type OtherType = 'file' | 'hdu' | 'derived' | 'fault' | 'tombstone';

/** The header line of every lake object. */
export const HEADER_LINE = `${COLUMNS.map((column) => column.name).join(',')}\n`;
