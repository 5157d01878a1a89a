import { bytesOf, CARD, textOf } from './ascii.ts';

/** Types of a card; a card's `TYPE` field is an index into this list. */
export const TYPES = ['string', 'integer', 'float', 'logical', 'complex', 'undefined', 'commentary'] as const;
export type CardType = (typeof TYPES)[number];

export const STRING = 0;
export const INTEGER = 1;
export const FLOAT = 2;
export const LOGICAL = 3;
export const COMPLEX = 4;
export const UNDEFINED = 5;
export const COMMENTARY = 6;

/** Fields of a card within `fields`: where its texts stand in `bytes`, its record and its type. */
export const NAME = 0;
export const NAME_END = 1;
export const VALUE = 2;
export const VALUE_END = 3;
export const COMMENT = 4;
export const COMMENT_END = 5;
export const RECORD = 6;
export const TYPE = 7;
export const FIELDS = 8;

/**
 * The cards of one header as numbers, not objects: card i is `fields[i * FIELDS + NAME]` and so on.
 * A card and its CONTINUE records are one card.
 *
 * `bytes` holds the header's records as they stand; behind them stand the texts that read otherwise
 * than they stand (doubled quotes, joined strings, normalised numbers). A table is used again for the
 * next header: what is to be kept of it has to be copied out before. Headers of one file, and of the files
 * of one instrument, are much alike: a card that stands where the same card stood in the header before is
 * not parsed again, and `same` tells whoever did work on it before.
 */
export interface CardTable {
  bytes: Uint8Array;
  /** The same memory four bytes at a time. */
  words: Int32Array;
  view: DataView;
  fields: Int32Array;
  /** By card: 1 where it is the same, byte by byte, as that card of the header before. */
  same: Uint8Array;
  /** By record: 1 where it made a card by itself, all of whose texts stand in it. */
  alone: Uint8Array;
  /** How many headers this table has held. */
  headers: number;
  /** Cards in `fields`. */
  count: number;
  /** Records before END, without the blank ones that only pad. */
  records: number;
  /** Where the next text that stands nowhere in the header goes. */
  scratch: number;
  /** Where the texts of logical values stand. */
  logicals: number;
}

/** An empty table. */
export function cardTable(): CardTable {
  return { ...memory(0), headers: 0, count: 0, records: 0, scratch: 0 };
}

/** What `logicals` points to. */
export const TRUE = 'true';
export const FALSE = 'false';

/** Makes room for `records` records and all texts that they can give rise to. */
export function makeRoom(table: CardTable, records: number): void {
  if (records >= table.alone.length) Object.assign(table, memory(records), { count: 0, records: 0 });
}

function memory(records: number) {
  // behind the records: a record's texts once, once more where a string is joined, a blank between comments;
  // then the logical values, and a few bytes, so that text can be read four bytes at a time
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
    alone: new Uint8Array(records + 1),
    logicals,
  };
}

const field = (table: CardTable, card: number, start: number): string => {
  const at = card * FIELDS + start;
  return textOf(table.bytes, table.fields[at]!, table.fields[at + 1]!);
};

/** A card's keyword, upper case. */
export const cardName = (table: CardTable, card: number): string => field(table, card, NAME);
/** A card's value as text, one character a byte (Latin-1). */
export const cardValue = (table: CardTable, card: number): string => field(table, card, VALUE);
/** A card's comment, one character a byte. */
export const cardComment = (table: CardTable, card: number): string => field(table, card, COMMENT);
export const cardType = (table: CardTable, card: number): CardType =>
  TYPES[table.fields[card * FIELDS + TYPE]!]!;
/** The card's first 80-byte record, from 0. */
export const cardRecord = (table: CardTable, card: number): number => table.fields[card * FIELDS + RECORD]!;
