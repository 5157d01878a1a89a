import { type Exported, instantiate } from '../../fits/wasm.ts';
import { CARD_TYPES } from '../columns.ts';
import { placeFields } from './csv.ts';
import { MODULE } from './numbered-rows.wasm.ts';

// Rows of a lake object as they are staged: with a number in place of the source file, which is the same in all rows of an
// object and more than a third of their bytes. DuckDB then need not read it, nor look up the object by it. Header cards are
// separated from other rows, because the cache has a table for each of them.

/** Rows as they are staged. */
export interface NumberedRows {
  readonly cards: Uint8Array;
  readonly others: Uint8Array;
}

/** Numbers the rows of one object. The rows are valid until the next call. */
export interface RowNumberer {
  /**
   * @param rows whole lines of the object's CSV, without the header line
   * @param write called with the rows as they are staged, piece by piece
   * @returns false if one of the rows is not about the source file, has a type in quotes, or a value in it may continue on
   * the next line. The object has to be loaded separately. Some of its rows may have been written.
   */
  add(rows: Uint8Array, write: (staged: NumberedRows) => void): boolean;
}

/** How a run of rows is numbered: undefined if that is not possible. */
type Numbering = (rows: Uint8Array, place: Uint8Array, number: Uint8Array) => NumberedRows | undefined;

/**
 * @param source whose fields precede the card's in each row
 * @param number that takes their place, a whole number
 */
export function rowNumberer(
  source: { readonly bucket: string; readonly key: string },
  number: number,
  { most, numbered } = FASTEST,
): RowNumberer {
  const place = Buffer.from(placeFields(source.bucket, source.key));
  const field = Buffer.from(`,${number},`);
  return {
    add: (rows, write) => {
      for (let at = 0, end = 0; at < rows.length; at = end) {
        end = linesEnd(rows, at, most);
        const way = end - at > most ? numberedByByte : numbered;
        const staged = way(rows.subarray(at, end), place, field);
        if (staged === undefined) return false;
        write(staged);
      }
      return true;
    },
  };
}

/** Where the lines end that begin at `at` and have up to `most` bytes: at least one line. */
function linesEnd(rows: Uint8Array, at: number, most: number): number {
  if (rows.length - at <= most) return rows.length;
  const last = rows.lastIndexOf(NEWLINE, at + most - 1);
  return (last < at ? rows.indexOf(NEWLINE, at) : last) + 1;
}

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const [ZERO, NINE] = [0x30, 0x39];
const FIRST_PRINTABLE = 0x20;

/** The general way, which defines what the rows are. */
export const numberedByByte: Numbering = (rows, place, number) => {
  const cards: Uint8Array[] = [];
  const others: Uint8Array[] = [];
  for (let at = 0; at < rows.length; ) {
    const end = rows.indexOf(NEWLINE, at) + 1;
    let hduEnd = at;
    while (rows[hduEnd]! >= ZERO && rows[hduEnd]! <= NINE) hduEnd++;
    const rest = hduEnd + place.length;
    if (rest >= end || Buffer.compare(rows.subarray(hduEnd, rest), place) !== 0) return undefined;
    const fields = rows.subarray(rest, end - 1);
    if (!isOneLine(fields) || rows[end - 2] === QUOTE) return undefined;
    const pieces = isCard(rows.subarray(at, end - 1)) ? cards : others;
    pieces.push(rows.subarray(at, hduEnd), number, rows.subarray(rest, end));
    at = end;
  }
  return { cards: Buffer.concat(cards), others: Buffer.concat(others) };
};

/** How a row ends that is a header card. */
const CARD_ENDS = CARD_TYPES.map((type) => Buffer.from(`,${type}`));

const isCard = (row: Uint8Array): boolean =>
  CARD_ENDS.some((end) => Buffer.compare(row.subarray(-end.length), end) === 0);

/** Whether all quotes are closed, and no character could end a line. */
function isOneLine(fields: Uint8Array): boolean {
  let quotes = 0;
  for (const byte of fields) {
    if (byte < FIRST_PRINTABLE) return false;
    if (byte === QUOTE) quotes++;
  }
  return quotes % 2 === 0;
}

/** The exports of wasm/numbered-rows.ts. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly PLACE: Exported;
  readonly MOST_PLACE: Exported;
  readonly NUMBER: Exported;
  readonly CARD_ENDS: Exported;
  readonly ROWS: Exported;
  readonly MOST_ROWS: Exported;
  readonly CARDS: Exported;
  readonly OTHERS: Exported;
  write(length: number, placeLength: number, numberLength: number): number;
  othersLength(): number;
}

/** A way to number up to `most` bytes of rows. */
interface Way {
  readonly most: number;
  readonly numbered: Numbering;
}

/** The fast way, in WebAssembly; undefined without it. */
export const inWebAssembly: Way | undefined = open(instantiate<Exports>(MODULE));

const FASTEST: Way = inWebAssembly ?? { most: Number.POSITIVE_INFINITY, numbered: numberedByByte };

function open(wasm: Exports | undefined): Way | undefined {
  if (wasm === undefined) return undefined;
  const bytes = new Uint8Array(wasm.memory.buffer);
  for (const [index, end] of CARD_ENDS.entries())
    bytes.set(end, wasm.CARD_ENDS.value + 16 * (index + 1) - end.length);
  const written = (at: Exported, length: number): Uint8Array => bytes.subarray(at.value, at.value + length);
  return {
    most: wasm.MOST_ROWS.value,
    numbered: (rows, place, number) => {
      if (place.length > wasm.MOST_PLACE.value) return numberedByByte(rows, place, number);
      bytes.set(place, wasm.PLACE.value);
      bytes.set(number, wasm.NUMBER.value);
      bytes.set(rows, wasm.ROWS.value);
      const length = wasm.write(rows.length, place.length, number.length);
      if (length < 0) return undefined;
      return { cards: written(wasm.CARDS, length), others: written(wasm.OTHERS, wasm.othersLength()) };
    },
  };
}
