import {
  type CardTable,
  COMMENT,
  COMMENT_END,
  FIELDS,
  NAME,
  NAME_END,
  RECORD,
  TYPE,
  TYPES,
  VALUE,
  VALUE_END,
} from '../../fits/card-table.ts';
import { copyText, writeComma, writeField, writeIndex } from './csv-bytes.ts';
import { plainRows } from './plain-rows.ts';
import { makeRoomFor, type RowBuffer, rowBuffer, writeText } from './row-buffer.ts';

// Header cards to rows of CSV. A table of cards knows which cards equal those of the header that it held before, so the
// writer of a table keeps the rows of that header, and copies long runs of them instead of writing them again. Most other
// rows are written by plain-rows.ts, which is faster.

/** Writes the cards of one table as rows. */
export interface CardWriter {
  /**
   * Writes one row for each card that the table holds.
   *
   * @param rowStart the fields before the card's, the same for all rows
   * @param afterRows called from time to time within a long header, to let the caller empty `rows`
   */
  write(rows: RowBuffer, rowStart: string, afterRows: () => void): void;
}

/** The rows of one header. */
interface HeaderRows {
  /** The header's number in its table; -1 before the first one. */
  header: number;
  /** The fields that each row starts with. */
  start: RowBuffer;
  bytes: Uint8Array;
  /** For each card: where its row ends within `bytes`. */
  ends: Int32Array;
}

/** The rows of longer headers are not kept. */
const MOST_KEPT = 4000;

const writers = new WeakMap<CardTable, CardWriter>();

/** The writer of a table: always the same one, because tables are reused from file to file. */
export function cardWriter(table: CardTable): CardWriter {
  const writer = writers.get(table) ?? newWriter(table);
  writers.set(table, writer);
  return writer;
}

function newWriter(table: CardTable): CardWriter {
  const before: HeaderRows = {
    header: -1,
    start: rowBuffer(0),
    bytes: new Uint8Array(0),
    ends: new Int32Array(MOST_KEPT),
  };
  /** Of the current header: the fields that each row starts with, and where the rows end. */
  let start = rowBuffer(0);
  let ends: Int32Array = new Int32Array(MOST_KEPT);

  const keep = (written: Uint8Array): void => {
    if (before.bytes.length < written.length) before.bytes = new Uint8Array(2 * written.length);
    before.bytes.set(written);
    before.header = table.headers;
    [before.start, start] = [start, before.start];
    [before.ends, ends] = [ends, before.ends];
  };

  const write = (rows: RowBuffer, rowStart: string, afterRows: () => void): void => {
    const { count } = table;
    start.length = 0;
    writeText(start, rowStart);
    // `same` is about the header before this one, whose rows may not have been written or kept
    const isKept = before.header === table.headers - 1 && before.start.length === start.length;
    const comparable = isKept ? Math.min(count, MOST_KEPT) : 0;
    const most = plainRows?.begin(start) ? plainRows.most : 0;
    const begin = rows.length;
    let pause = MOST_KEPT;
    for (let card = 0; card < count; ) {
      const sameUntil = afterSame(table, card, comparable);
      const isWorthCopying = sameUntil - card >= WORTH_COPYING;
      const plainUntil = isWorthCopying ? card : afterPlain(table, card, comparable, most);
      if (plainUntil > card) {
        plainRows!.write(rows, table, card, plainUntil, ends, begin);
        card = plainUntil;
      } else if (sameUntil > card) {
        copyRows(rows, start, before, card, sameUntil, ends, begin);
        card = sameUntil;
      } else {
        writeCard(rows, start, table, card);
        ends[card++] = rows.length - begin;
      }
      if (count > MOST_KEPT && card >= pause) {
        afterRows();
        pause = card + MOST_KEPT;
      }
    }
    if (count <= MOST_KEPT) keep(rows.bytes.subarray(begin, rows.length));
  };
  return { write };
}

/** The fewest rows that are copied: plain ones are written as fast. */
const WORTH_COPYING = 8;

/** Where the cards end, from `card` on, that equal those of the header before. `comparable` is where its rows end. */
function afterSame({ same }: CardTable, card: number, comparable: number): number {
  let at = card;
  while (at < comparable && same[at] === 1) at++;
  return at;
}

/** Where the plain cards end, from `card` on, that are worth writing: at most `most`. */
function afterPlain(table: CardTable, card: number, comparable: number, most: number): number {
  const { fields, selfContained, same, count } = table;
  const end = Math.min(count, card + most);
  let sames = 0;
  for (let at = card; at < end; at++) {
    if (selfContained[fields[at * FIELDS + RECORD]!] === 0) return at;
    sames = at < comparable && same[at] === 1 ? sames + 1 : 0;
    if (sames === WORTH_COPYING) return at + 1 - sames;
  }
  return end;
}

/** How a row ends, by type: the text `,TYPE\n`, each at a multiple of SLOT. */
const SLOT = 16;
const ENDS = new DataView(new ArrayBuffer(TYPES.length * SLOT));
const END_LENGTHS = new Uint8Array(TYPES.length);
for (const [type, name] of TYPES.entries()) {
  const text = Buffer.from(`,${name}\n`);
  new Uint8Array(ENDS.buffer).set(text, type * SLOT);
  END_LENGTHS[type] = text.length;
}

function writeCard(
  rows: RowBuffer,
  { view: start, length }: RowBuffer,
  table: CardTable,
  card: number,
): void {
  const { view, fields } = table;
  const at = card * FIELDS;
  const name = fields[at + NAME]!;
  const nameEnd = fields[at + NAME_END]!;
  const value = fields[at + VALUE]!;
  const valueEnd = fields[at + VALUE_END]!;
  const comment = fields[at + COMMENT]!;
  const commentEnd = fields[at + COMMENT_END]!;
  // a byte becomes three at most; the rest is the row's start, its end, and quotes and commas around fields
  makeRoomFor(rows, 3 * (nameEnd - name + valueEnd - value + commentEnd - comment) + length + SLOT + 32);
  const { view: out } = rows;
  let to = rows.length;
  copyText(out, to, start, 0, length);
  to = writeComma(out, writeField(out, to + length, view, name, nameEnd));
  to = writeComma(out, writeField(out, to, view, value, valueEnd));
  to = writeField(out, to, view, comment, commentEnd);
  to = writeIndex(out, to, card);
  const type = fields[at + TYPE]!;
  copyText(out, to, ENDS, type * SLOT, type * SLOT + SLOT);
  rows.length = to + END_LENGTHS[type]!;
}

/** Copies the rows of the cards [card, until) from the header before, and replaces what differs in their starts. */
function copyRows(
  rows: RowBuffer,
  { bytes: start, length }: RowBuffer,
  before: HeaderRows,
  card: number,
  until: number,
  ends: Int32Array,
  begin: number,
): void {
  const from = card === 0 ? 0 : before.ends[card - 1]!;
  makeRoomFor(rows, before.ends[until - 1]! - from);
  const { bytes } = rows;
  const shift = rows.length - from;
  bytes.set(before.bytes.subarray(from, before.ends[until - 1]), rows.length);
  const { bytes: startBefore } = before.start;
  let [first, last] = [0, length];
  while (first < last && start[first] === startBefore[first]) first++;
  while (last > first && start[last - 1] === startBefore[last - 1]) last--;
  for (let row = card; row < until; row++) {
    const at = rows.length;
    for (let i = first; i < last; i++) bytes[at + i] = start[i]!;
    rows.length = before.ends[row]! + shift;
    ends[row] = rows.length - begin;
  }
}
