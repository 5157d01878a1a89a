import { CARD } from '../../fits/ascii.ts';
import { type CardTable, FIELDS, RECORD, TYPES } from '../../fits/card-table.ts';
import { type Exported, instantiate } from '../../fits/wasm.ts';
import { MODULE } from './plain-rows.wasm.ts';
import { makeRoomFor, type RowBuffer } from './row-buffer.ts';

// The fast way to write rows, in WebAssembly: wasm/plain-rows.ts. It takes about a third of the time of the general
// way (csv-cards.ts), but only writes cards of one record whose texts are in it as they are. Most cards are.

/** The exports of wasm/plain-rows.ts. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly START: Exported;
  readonly TYPES: Exported;
  readonly RECORDS: Exported;
  readonly MOST_RECORDS: Exported;
  readonly FIELDS: Exported;
  readonly ROW_ENDS: Exported;
  readonly ROWS: Exported;
  write(count: number, card: number, record: number, startLength: number): number;
}

/** Writes the rows of plain cards: those whose record is `selfContained`. */
export interface PlainRows {
  /** The most cards at a time. */
  readonly most: number;
  /** Sets the fields that each row starts with, until the next call. Returns false if they are too long. */
  begin(start: RowBuffer): boolean;
  /** Writes the rows of the cards [card, until). Sets in `ends` where each ends, counted from `origin`. */
  write(
    rows: RowBuffer,
    table: CardTable,
    card: number,
    until: number,
    ends: Int32Array,
    origin: number,
  ): void;
}

/** Bytes that each row may start with. */
const LONGEST_START = 1024;
/** Bytes of `,TYPE\n`, and of its length after it. */
const TYPE_BYTES = 16;

/** Undefined without WebAssembly. */
export const plainRows: PlainRows | undefined = open(instantiate<Exports>(MODULE));

function open(wasm: Exports | undefined): PlainRows | undefined {
  if (wasm === undefined) return undefined;
  const bytes = new Uint8Array(wasm.memory.buffer);
  const words = new Int32Array(wasm.memory.buffer);
  const [startAt, records, rowsAt] = [wasm.START.value, wasm.RECORDS.value, wasm.ROWS.value];
  const [fieldsAt, rowEnds] = [wasm.FIELDS.value / 4, wasm.ROW_ENDS.value / 4];
  for (const [type, name] of TYPES.entries()) {
    const at = wasm.TYPES.value + type * TYPE_BYTES;
    const text = Buffer.from(`,${name}\n`);
    bytes.set(text, at);
    bytes[at + TYPE_BYTES - 1] = text.length;
  }
  let startLength = 0;
  return {
    most: wasm.MOST_RECORDS.value,
    begin: (start) => {
      if (start.length > LONGEST_START) return false;
      startLength = start.length;
      bytes.set(start.bytes.subarray(0, startLength), startAt);
      return true;
    },
    write: (rows, table, card, until, ends, origin) => {
      const fields = table.fields.subarray(card * FIELDS, until * FIELDS);
      const first = fields[RECORD]!;
      const count = until - card;
      // a plain card takes one record
      bytes.set(table.bytes.subarray(first * CARD, (first + count) * CARD), records);
      words.set(fields, fieldsAt);
      const end = wasm.write(count, card, first, startLength);
      makeRoomFor(rows, end - rowsAt);
      rows.bytes.set(bytes.subarray(rowsAt, end), rows.length);
      const shift = rows.length - origin;
      for (let i = 0; i < count; i++) ends[card + i] = words[rowEnds + i]! + shift;
      rows.length += end - rowsAt;
    },
  };
}
