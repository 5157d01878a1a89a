import { bytesOf, CARD, textOf } from './ascii.ts';

// How the cards of a header are represented: as numbers in one table, which readers query with the functions at the end.

/** Types of a card; a card's `TYPE` field is an index into this list. */
export const TYPES = ['string', 'integer', 'float', 'logical', 'complex', 'undefined', 'commentary'] as const;
/** The name of a card's type. */
export type CardType = (typeof TYPES)[number];

/** A quoted string, or an unquoted value that is nothing else. */
export const STRING = 0;
/** An integer of any number of digits. */
export const INTEGER = 1;
/** A number with a decimal point or an exponent. */
export const FLOAT = 2;
/** T or F. */
export const LOGICAL = 3;
/** A complex number, `(re,im)`. */
export const COMPLEX = 4;
/** A value indicator without a value. */
export const UNDEFINED = 5;
/** A card without a value indicator, such as COMMENT and HISTORY. */
export const COMMENTARY = 6;

// The fields of a card within `fields`.

/** Where the keyword starts in `bytes`. */
export const NAME = 0;
/** Where the keyword ends. */
export const NAME_END = 1;
/** Where the value starts in `bytes`. */
export const VALUE = 2;
/** Where the value ends. */
export const VALUE_END = 3;
/** Where the comment starts in `bytes`. */
export const COMMENT = 4;
/** Where the comment ends. */
export const COMMENT_END = 5;
/** The card's first record, counted from 0. */
export const RECORD = 6;
/** The card's type, as an index into {@link TYPES}. */
export const TYPE = 7;
/** The number of fields of each card. */
export const FIELDS = 8;

/**
 * The cards of one header as numbers instead of objects: a field of card i is `fields[i * FIELDS + NAME]` and
 * so on. A card and its CONTINUE records are one card.
 *
 * `bytes` starts with the header's records, unchanged. After them come the texts that differ from what is in the
 * records: doubled quotes, joined strings, normalised numbers.
 *
 * A table is reused for the next header, so copy what you want to keep. The headers of one file, and of files
 * from one instrument, are much alike: a card that equals the card in the same place of the previous header is
 * not parsed again, and `same` lets writers skip it too.
 */
export interface CardTable {
  bytes: Uint8Array;
  /** The same memory, four bytes at a time. */
  words: Int32Array;
  view: DataView;
  fields: Int32Array;
  /** For each card: 1 if it equals that card of the previous header, byte by byte. */
  same: Uint8Array;
  /** For each record: 1 if it is a card by itself and contains all of the card's texts. */
  selfContained: Uint8Array;
  /** How many headers this table has held. */
  headers: number;
  /** Cards in `fields`. */
  count: number;
  /** Records before END, without the blank ones that only pad. */
  records: number;
  /** Where the next text that is not in the records goes. */
  scratch: number;
  /** Where the texts of logical values are. */
  logicals: number;
}

/** An empty table. */
export function cardTable(): CardTable {
  return { ...memory(0), headers: 0, count: 0, records: 0, scratch: 0 };
}

/** The value of a logical card that is T. `logicals` of a table points to it. */
export const TRUE = 'true';
/** The value of a logical card that is F. In the memory of a table it follows {@link TRUE}. */
export const FALSE = 'false';

/** Makes room for a header of `records` records and for all texts that it can produce. */
export function makeRoom(table: CardTable, records: number): void {
  if (records >= table.selfContained.length) Object.assign(table, memory(records), { count: 0, records: 0 });
}

function memory(records: number) {
  // For each record: the record, its text once more, a second time if a string is joined, and a blank between
  // comments. At the end the logical values, and a few bytes so that text can be read four bytes at a time.
  const logicals = (records + 1) * (3 * CARD + 4);
  const buffer = new ArrayBuffer(logicals + 16);
  const bytes = new Uint8Array(buffer);
  bytes.set(bytesOf(TRUE + FALSE), logicals);
  return {
    bytes,
    words: new Int32Array(buffer),
    view: new DataView(buffer),
    fields: new Int32Array((records + 1) * FIELDS),
    same: new Uint8Array(records + 1),
    selfContained: new Uint8Array(records + 1),
    logicals,
  };
}

const field = (table: CardTable, card: number, start: number): string => {
  const at = card * FIELDS + start;
  return textOf(table.bytes, table.fields[at]!, table.fields[at + 1]!);
};

/** A card's keyword, in upper case; empty for a blank keyword. */
export const cardName = (table: CardTable, card: number): string => field(table, card, NAME);
/** A card's value as text, one character for each byte (Latin-1). */
export const cardValue = (table: CardTable, card: number): string => field(table, card, VALUE);
/** A card's comment, one character for each byte. */
export const cardComment = (table: CardTable, card: number): string => field(table, card, COMMENT);
/** A card's type. */
export const cardType = (table: CardTable, card: number): CardType =>
  TYPES[table.fields[card * FIELDS + TYPE]!]!;
/** A card's first 80-byte record, counted from 0. */
export const cardRecord = (table: CardTable, card: number): number => table.fields[card * FIELDS + RECORD]!;
/** The record after the last one of a card: a long string continues in further records. */
export const cardEnd = (table: CardTable, card: number): number =>
  card + 1 < table.count ? cardRecord(table, card + 1) : table.records;
