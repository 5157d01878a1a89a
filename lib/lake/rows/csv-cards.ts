import {
  type CardTable,
  COMMENT,
  COMMENT_END,
  FIELDS,
  NAME,
  NAME_END,
  TYPE,
  TYPES,
  VALUE,
  VALUE_END,
} from '../../fits/card-table.ts';
import { makeRoomFor, type RowBuffer } from './row-buffer.ts';

// The second half of the project's hot loop (the first is fits/cards.ts): header cards to rows of CSV,
// bytes to bytes. Text is copied four bytes at a time, up to three more than there are: what comes next
// overwrites them. That is three times as fast as byte by byte.

const COMMA = 0x2c;
const QUOTE = 0x22;

const PLAIN = 0;
const SEPARATOR = 1;
const CONTROL = 2;
const LATIN = 3;

/** What each byte of Latin-1 text needs: controls are C0, DEL and C1. */
const KIND = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === COMMA || byte === QUOTE) return SEPARATOR;
  if (byte < 0x20 || (byte >= 0x7f && byte < 0xa0)) return CONTROL;
  return byte < 0x80 ? PLAIN : LATIN;
});

const COMMAS = 0x2c2c2c2c;
const QUOTES = 0x22222222;
const BLANKS = 0x20202020;
const ONES = 0x01010101;
const HIGH_BITS = 0x80808080;

/** How a row ends, by type, each in a slot of its own. */
const SLOT = 16;
const ENDS = new DataView(new ArrayBuffer(TYPES.length * SLOT));
const END_LENGTHS = new Uint8Array(TYPES.length);
for (const [type, name] of TYPES.entries()) {
  const text = Buffer.from(`,${name}\n`);
  new Uint8Array(ENDS.buffer).set(text, type * SLOT);
  END_LENGTHS[type] = text.length;
}

/** The four bytes `,999` of each number below 1000; shorter ones have less. */
const INDEXES = Int32Array.from({ length: 1000 }, (_, i) => Buffer.from(`,${i}\0\0\0`).readInt32LE(0));

/** The rows that were written of the header that a table held before. */
interface Before {
  /** Which of the table's headers that was. */
  header: number;
  rows: Uint8Array;
  /** By card: where its row ends within `rows`. */
  ends: Int32Array;
  /** Room for the next header's ends. */
  spare: Int32Array;
  /** What each row begins with. */
  start: Uint8Array;
}

/** What rows begin with, where four bytes can be read at a time. */
let startView = new DataView(new ArrayBuffer(256));

const rowsBefore = new WeakMap<CardTable, Before>();
/** The rows of longer headers are not kept. */
const MOST_KEPT = 4000;

/**
 * Writes a row for each card of a header.
 *
 * @param rowStart how each row begins
 * @param afterRows called now and then within a long header: a chance to empty `rows`
 */
export function writeCards(
  rows: RowBuffer,
  rowStart: string,
  table: CardTable,
  afterRows = (): void => {},
): void {
  const { same, count } = table;
  const start = Buffer.from(rowStart);
  if (startView.byteLength < start.length + 3)
    startView = new DataView(new ArrayBuffer(2 * start.length + 3));
  start.copy(new Uint8Array(startView.buffer));
  const before = beforeOf(table);
  const known = before.header === table.headers - 1 && before.start.length === start.length;
  const comparable = known ? Math.min(count, MOST_KEPT) : 0;
  const ends = before.spare;
  const begin = rows.length;
  for (let card = 0; card < count; ) {
    let run = card;
    while (run < comparable && same[run] === 1) run++;
    if (run > card) {
      copyRows(rows, start, before, card, run, ends, begin);
      card = run;
    } else {
      writeCard(rows, startView, start.length, table, card);
      if (card < MOST_KEPT) ends[card] = rows.length - begin;
      card++;
      if (count > MOST_KEPT && card % MOST_KEPT === 0) afterRows();
    }
  }
  if (count <= MOST_KEPT) keep(before, table, rows.bytes.subarray(begin, rows.length), start);
}

function writeCard(rows: RowBuffer, start: DataView, length: number, table: CardTable, card: number): void {
  const { view, fields } = table;
  const at = card * FIELDS;
  const name = fields[at + NAME]!;
  const nameEnd = fields[at + NAME_END]!;
  const value = fields[at + VALUE]!;
  const valueEnd = fields[at + VALUE_END]!;
  const comment = fields[at + COMMENT]!;
  const commentEnd = fields[at + COMMENT_END]!;
  // a byte becomes three at most; a row has its start, its end, and quotes and commas around fields
  makeRoomFor(rows, 3 * (nameEnd - name + valueEnd - value + commentEnd - comment) + length + SLOT + 32);
  const { view: out } = rows;
  let to = rows.length;
  copy(out, to, start, 0, length);
  to = writeField(out, to + length, view, name, nameEnd);
  out.setInt8(to, COMMA);
  to = writeField(out, to + 1, view, value, valueEnd);
  out.setInt8(to, COMMA);
  to = writeField(out, to + 1, view, comment, commentEnd);
  to = writeIndex(out, to, card);
  const type = fields[at + TYPE]!;
  copy(out, to, ENDS, type * SLOT, type * SLOT + SLOT);
  rows.length = to + END_LENGTHS[type]!;
}

/** Copies the rows of cards [card, until) as they were written before, and mends what they begin with. */
function copyRows(
  rows: RowBuffer,
  start: Uint8Array,
  before: Before,
  card: number,
  until: number,
  ends: Int32Array,
  begin: number,
): void {
  const from = card === 0 ? 0 : before.ends[card - 1]!;
  makeRoomFor(rows, before.ends[until - 1]! - from);
  const { bytes } = rows;
  const shift = rows.length - from;
  bytes.set(before.rows.subarray(from, before.ends[until - 1]), rows.length);
  let [first, last] = [0, start.length];
  while (first < last && start[first] === before.start[first]) first++;
  while (last > first && start[last - 1] === before.start[last - 1]) last--;
  for (let row = card; row < until; row++) {
    const at = rows.length;
    for (let i = first; i < last; i++) bytes[at + i] = start[i]!;
    rows.length = before.ends[row]! + shift;
    ends[row] = rows.length - begin;
  }
}

function beforeOf(table: CardTable): Before {
  let before = rowsBefore.get(table);
  if (before === undefined) {
    const ends = (): Int32Array => new Int32Array(MOST_KEPT);
    before = { header: -1, rows: new Uint8Array(0), ends: ends(), spare: ends(), start: new Uint8Array(0) };
    rowsBefore.set(table, before);
  }
  return before;
}

function keep(before: Before, table: CardTable, written: Uint8Array, start: Uint8Array): void {
  if (before.rows.length < written.length) before.rows = new Uint8Array(2 * written.length);
  before.rows.set(written);
  before.header = table.headers;
  [before.ends, before.spare] = [before.spare, before.ends];
  before.start = start;
}

/** Copies [start, end) four bytes at a time. */
function copy(out: DataView, to: number, text: DataView, start: number, end: number): void {
  const shift = to - start;
  for (let at = start; at < end; at += 4) out.setInt32(at + shift, text.getInt32(at, true), true);
}

/** Writes Latin-1 text [start, end) as a CSV field in UTF-8. */
function writeField(out: DataView, to: number, text: DataView, start: number, end: number): number {
  for (let at = start; at < end; at += 4) {
    const four = text.getInt32(at, true);
    const commas = four ^ COMMAS;
    const quotes = four ^ QUOTES;
    // a high bit where a byte is below 0x20, above 0x7e, a comma or a quote (a borrow may add a false one)
    const special =
      (four - BLANKS) | four | (four + ONES) | ((commas - ONES) & ~commas) | ((quotes - ONES) & ~quotes);
    if ((special & HIGH_BITS) !== 0) return writeSpecialField(out, to, text, start, end);
    out.setInt32(to + at - start, four, true);
  }
  return to + end - start;
}

/** Writes a comma and the card's index. */
function writeIndex(out: DataView, to: number, index: number): number {
  if (index < INDEXES.length) {
    out.setInt32(to, INDEXES[index]!, true);
    return to + (index < 10 ? 2 : index < 100 ? 3 : 4);
  }
  for (const character of `,${index}`) out.setUint8(to++, character.charCodeAt(0));
  return to;
}

function writeSpecialField(out: DataView, to: number, text: DataView, start: number, end: number): number {
  const opening = to;
  let quoted = false;
  out.setUint8(to++, QUOTE);
  for (let at = start; at < end; at++) {
    const byte = text.getUint8(at);
    switch (KIND[byte]) {
      case SEPARATOR:
        quoted = true;
        if (byte === QUOTE) out.setUint8(to++, QUOTE);
        out.setUint8(to++, byte);
        break;
      case LATIN:
        out.setUint8(to++, 0xc0 | (byte >> 6));
        out.setUint8(to++, 0x80 | (byte & 0x3f));
        break;
      case CONTROL:
        out.setUint8(to++, 0xef);
        out.setUint8(to++, 0xbf);
        out.setUint8(to++, 0xbd);
        break;
      default:
        out.setUint8(to++, byte);
    }
  }
  if (!quoted) {
    new Uint8Array(out.buffer).copyWithin(opening, opening + 1, to);
    return to - 1;
  }
  out.setUint8(to++, QUOTE);
  return to;
}
