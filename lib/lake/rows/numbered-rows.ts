import { type Exported, instantiate } from '../../fits/wasm.ts';
import { placeFields } from './csv.ts';
import { MODULE } from './numbered-rows.wasm.ts';

// Rows of a lake object as they are staged: with a number in place of the source file, which is the same in all rows of an
// object and more than a third of their bytes. DuckDB then need not read it, nor look up the object by it.

/** Numbers the rows of one object. The rows are valid until the next call. */
export interface RowNumberer {
  /**
   * @param rows whole lines of the object's CSV, without the header line
   * @param write called with the rows as they are staged, piece by piece
   * @returns false if one of the rows is not about the source file, or a value in it may continue on the next line. The
   * object has to be loaded separately. Some of its rows may have been written.
   */
  add(rows: Uint8Array, write: (staged: Uint8Array) => void): boolean;
}

/** How a run of rows is numbered: undefined if that is not possible. */
type Numbering = (rows: Uint8Array, place: Uint8Array, number: Uint8Array) => Uint8Array | undefined;

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
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < rows.length; ) {
    const end = rows.indexOf(NEWLINE, at) + 1;
    let hduEnd = at;
    while (rows[hduEnd]! >= ZERO && rows[hduEnd]! <= NINE) hduEnd++;
    const rest = hduEnd + place.length;
    if (rest >= end || Buffer.compare(rows.subarray(hduEnd, rest), place) !== 0) return undefined;
    if (!isOneLine(rows.subarray(rest, end - 1))) return undefined;
    pieces.push(rows.subarray(at, hduEnd), number, rows.subarray(rest, end));
    at = end;
  }
  return Buffer.concat(pieces);
};

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
  readonly ROWS: Exported;
  readonly MOST_ROWS: Exported;
  readonly NUMBERED: Exported;
  write(length: number, placeLength: number, numberLength: number): number;
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
  return {
    most: wasm.MOST_ROWS.value,
    numbered: (rows, place, number) => {
      if (place.length > wasm.MOST_PLACE.value) return numberedByByte(rows, place, number);
      bytes.set(place, wasm.PLACE.value);
      bytes.set(number, wasm.NUMBER.value);
      bytes.set(rows, wasm.ROWS.value);
      const length = wasm.write(rows.length, place.length, number.length);
      const start = wasm.NUMBERED.value;
      return length === 0 ? undefined : bytes.subarray(start, start + length);
    },
  };
}
