import { TYPES } from '../fits/card-table.ts';

/**
 * The columns of a lake row, in the order of the CSV. The CSV header, the tables and the views are made from this list.
 * New columns can only be appended.
 */
export const COLUMNS = [
  { name: 'hdu', about: 'the HDU, from 0; empty in rows about the file' },
  { name: 'source_bucket', about: 'the bucket of the file, or file:///folder' },
  { name: 'source_key', about: "the file's key in the bucket, or its path in the folder" },
  { name: 'card_name', about: 'the keyword; a lower-case name in rows that are not header cards' },
  { name: 'card_value', about: 'the value, as text that SQL can cast' },
  {
    name: 'card_comment',
    about:
      "the card's comment; in a derived row, what it was derived from; in the row extractor, the digest of the rules",
  },
  {
    name: 'card_index',
    about: 'the position in the header, from 0; empty in rows that are not header cards',
  },
  {
    name: 'card_type',
    about: 'what the row is: the type of a card, or file, hdu, derived, fault, tombstone',
  },
] as const;

/** The name of a column of a lake row. */
export type ColumnName = (typeof COLUMNS)[number]['name'];

/** The values of `card_type` for header cards. */
export const CARD_TYPES = TYPES;

/** The values of `card_type` for other rows. */
export type OtherType = 'file' | 'hdu' | 'derived' | 'fault' | 'tombstone';

/** The header line of every lake object. */
export const HEADER_LINE = `${COLUMNS.map((column) => column.name).join(',')}\n`;

/** The facts about a source file, each recorded in a row of type `file`. */
export type FileFact =
  | 'source_url'
  | 'size'
  | 'etag'
  | 'last_modified'
  | 'version_id'
  | 'container'
  | 'hdu_count'
  | 'card_count'
  | 'bytes_read'
  | 'requests'
  | 'extracted_at'
  | 'extractor';

/** The facts about an HDU, each recorded in a row of type `hdu`. */
export type HduFact = 'type' | 'header_offset' | 'data_offset' | 'data_length';
