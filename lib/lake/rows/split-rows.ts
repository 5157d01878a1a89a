import { type Exported, instantiate } from '../../fits/wasm.ts';
import { placeFields } from './csv.ts';
import { MODULE } from './split-rows.wasm.ts';

// Rows of a lake object as they are staged: as columns, without the source file, which is the same in all rows of an object
// and more than a third of their bytes. DuckDB reads columns in a third of the time that CSV takes it.

/** The columns of split rows, in their order, and whether they are numbers. */
export const SPLIT_COLUMNS = [
  { name: 'hdu', isNumber: true },
  { name: 'card_name', isNumber: false },
  { name: 'card_value', isNumber: false },
  { name: 'card_comment', isNumber: false },
  { name: 'card_index', isNumber: true },
  { name: 'card_type', isNumber: false },
] as const;

/** The number of a row that has none. */
export const NO_NUMBER = -1;

/** Some rows of an object. */
export interface SplitRows {
  readonly count: number;
  /** {@link SPLIT_COLUMNS}. All is little-endian: a number has four bytes, and a text its length in four bytes before it. */
  readonly columns: readonly Uint8Array[];
}

/** Splits the rows of one object. What it returns is valid until the next call. */
export interface RowSplitter {
  /**
   * @param rows whole lines of the object's CSV, without the header line
   * @param write called with the rows as they are staged, piece by piece
   * @returns false if one of the rows is about another source file, or not as a lake writes it. The object has to be loaded
   * separately. Some of its rows may have been written.
   */
  add(rows: Uint8Array, write: (split: SplitRows) => void): boolean;
}

/** How rows are split: undefined if one of them is not as it should be. */
type Splitting = (rows: Uint8Array, place: Uint8Array) => SplitRows | undefined;

/** @param source whose fields precede the card's in each row */
export function rowSplitter(
  source: { readonly bucket: string; readonly key: string },
  { most, split } = FASTEST,
): RowSplitter {
  const place = Buffer.from(placeFields(source.bucket, source.key));
  return {
    add: (rows, write) => {
      for (let at = 0, end = 0; at < rows.length; at = end) {
        end = linesEnd(rows, at, most);
        const way = end - at > most ? splitByByte : split;
        const found = way(rows.subarray(at, end), place);
        if (found === undefined) return false;
        write(found);
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
const COMMA = 0x2c;
const QUOTE = 0x22;
const [ZERO, NINE] = [0x30, 0x39];
const FIRST_PRINTABLE = 0x20;
const MOST_DIGITS = 9;

/** The general way, which defines what the columns are. */
export const splitByByte: Splitting = (rows, place) => {
  const columns: Uint8Array[][] = SPLIT_COLUMNS.map(() => []);
  let count = 0;
  for (let at = 0; at < rows.length; count++) {
    const hduEnd = digitsEnd(rows, at);
    columns[0]!.push(numberIn(rows.subarray(at, hduEnd)));
    at = hduEnd + place.length;
    if (Buffer.compare(rows.subarray(hduEnd, at), place) !== 0) return undefined;
    for (let column = 1; column < columns.length; column++) {
      const { isNumber } = SPLIT_COLUMNS[column]!;
      const field = fieldAt(rows, at, column === columns.length - 1 ? NEWLINE : COMMA);
      if (field === undefined) return undefined;
      if (isNumber && digitsEnd(rows, at) !== field.end - 1) return undefined;
      columns[column]!.push(
        ...(isNumber ? [numberIn(field.text)] : [fourBytes(field.text.length), field.text]),
      );
      at = field.end;
    }
  }
  return { count, columns: columns.map((pieces) => Buffer.concat(pieces)) };
};

function digitsEnd(rows: Uint8Array, start: number): number {
  let end = start;
  while (end - start < MOST_DIGITS && rows[end]! >= ZERO && rows[end]! <= NINE) end++;
  return end;
}

const numberIn = (digits: Uint8Array): Uint8Array =>
  fourBytes(digits.length === 0 ? NO_NUMBER : Number(Buffer.from(digits).toString('latin1')));

function fourBytes(number: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(number);
  return bytes;
}

/** The text of the field at `start`, and where it ends, after its delimiter; undefined if something else follows it. */
function fieldAt(rows: Uint8Array, start: number, delimiter: number) {
  const [text, end] = rows[start] === QUOTE ? quotedAt(rows, start) : plainAt(rows, start);
  return rows[end] === delimiter ? { text, end: end + 1 } : undefined;
}

function plainAt(rows: Uint8Array, start: number): [text: Uint8Array, end: number] {
  let end = start;
  while (rows[end]! >= FIRST_PRINTABLE && rows[end] !== COMMA && rows[end] !== QUOTE) end++;
  return [rows.subarray(start, end), end];
}

/** A field in quotes. Two quotes within it stand for one. */
function quotedAt(rows: Uint8Array, start: number): [text: Uint8Array, end: number] {
  const pieces: Uint8Array[] = [];
  for (let from = start + 1, end = from; ; from = ++end) {
    while (rows[end]! >= FIRST_PRINTABLE && rows[end] !== QUOTE) end++;
    pieces.push(rows.subarray(from, end));
    if (rows[end] !== QUOTE) return [Buffer.concat(pieces), end];
    end++;
    if (rows[end] !== QUOTE) return [Buffer.concat(pieces), end];
    pieces.push(rows.subarray(end, end + 1));
  }
}

/** The exports of wasm/split-rows.ts. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly PLACE: Exported;
  readonly MOST_PLACE: Exported;
  readonly ENDS: Exported;
  readonly ROWS: Exported;
  readonly MOST_ROWS: Exported;
  readonly COLUMNS: Exported;
  readonly COLUMN: Exported;
  split(length: number, placeLength: number): number;
}

/** A way to split up to `most` bytes of rows. */
interface Way {
  readonly most: number;
  readonly split: Splitting;
}

/** The fast way, in WebAssembly; undefined without it. */
export const inWebAssembly: Way | undefined = open(instantiate<Exports>(MODULE));

const FASTEST: Way = inWebAssembly ?? { most: Number.POSITIVE_INFINITY, split: splitByByte };

function open(wasm: Exports | undefined): Way | undefined {
  if (wasm === undefined) return undefined;
  const bytes = new Uint8Array(wasm.memory.buffer);
  const ends = new Uint32Array(wasm.memory.buffer, wasm.ENDS.value, SPLIT_COLUMNS.length);
  return {
    most: wasm.MOST_ROWS.value,
    split: (rows, place) => {
      if (place.length > wasm.MOST_PLACE.value) return splitByByte(rows, place);
      bytes.set(place, wasm.PLACE.value);
      bytes.set(rows, wasm.ROWS.value);
      const count = wasm.split(rows.length, place.length);
      if (count === 0) return undefined;
      const columns = SPLIT_COLUMNS.map((_, column) =>
        bytes.subarray(wasm.COLUMNS.value + column * wasm.COLUMN.value, ends[column]),
      );
      return { count, columns };
    },
  };
}
