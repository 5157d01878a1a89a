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
} from '../fits/card-table.ts';
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

/** Writes a row for each card of a header; `start` is how each begins. */
export function writeCards(rows: RowBuffer, start: Uint8Array, table: CardTable): void {
  const { view, fields, count } = table;
  // a byte becomes three at most; each row has its start, its end, and quotes and commas around fields
  makeRoomFor(rows, 3 * table.scratch + count * (start.length + SLOT + 16));
  const first = new DataView(new ArrayBuffer(start.length + 3));
  new Uint8Array(first.buffer).set(start);
  const out = rows.view;
  let to = rows.length;
  for (let card = 0; card < count; card++) {
    const at = card * FIELDS;
    for (let i = 0; i < start.length; i += 4) out.setInt32(to + i, first.getInt32(i, true), true);
    to += start.length;
    to = writeField(out, to, view, fields[at + NAME]!, fields[at + NAME_END]!);
    out.setInt8(to, COMMA);
    to = writeField(out, to + 1, view, fields[at + VALUE]!, fields[at + VALUE_END]!);
    out.setInt8(to, COMMA);
    to = writeField(out, to + 1, view, fields[at + COMMENT]!, fields[at + COMMENT_END]!);
    if (card < 1000) {
      out.setInt32(to, INDEXES[card]!, true);
      to += card < 10 ? 2 : card < 100 ? 3 : 4;
    } else {
      to = writeIndex(out, to, card);
    }
    const type = fields[at + TYPE]!;
    out.setInt32(to, ENDS.getInt32(type * SLOT, true), true);
    out.setInt32(to + 4, ENDS.getInt32(type * SLOT + 4, true), true);
    out.setInt32(to + 8, ENDS.getInt32(type * SLOT + 8, true), true);
    out.setInt32(to + 12, ENDS.getInt32(type * SLOT + 12, true), true);
    to += END_LENGTHS[type]!;
  }
  rows.length = to;
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

/** Writes a comma and a number of any length. */
function writeIndex(out: DataView, to: number, value: number): number {
  for (const character of `,${value}`) out.setUint8(to++, character.charCodeAt(0));
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
