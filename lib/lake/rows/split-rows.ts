import { type Exported, instantiate } from '../../fits/wasm.ts';
import { CARD_TYPES } from '../columns.ts';
import { placeFields } from './csv.ts';
import { MODULE } from './split-rows.wasm.ts';

// Rows of a lake object as they are staged: as columns, without the source file, which is the same in all rows of an object
// and more than a third of their bytes. DuckDB reads columns in a third of the time that CSV takes it. Header cards are apart
// from facts, which are all other rows.

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

/** {@link SPLIT_COLUMNS} of rows. All is little-endian: a number has four bytes, and a text its length in four bytes before it. */
export type SplitColumns = readonly Uint8Array[];

/** Some rows of an object. */
export interface SplitRows {
  readonly cards: SplitColumns;
  readonly facts: SplitColumns;
}

/** How many rows there are in columns: the first one has numbers. */
export const rowCount = ([numbers]: SplitColumns): number => (numbers?.length ?? 0) / 4;

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
  const cards: Uint8Array[][] = SPLIT_COLUMNS.map(() => []);
  const facts: Uint8Array[][] = SPLIT_COLUMNS.map(() => []);
  for (let at = 0; at < rows.length; ) {
    const hduEnd = digitsEnd(rows, at);
    const fields = [numberIn(rows.subarray(at, hduEnd))];
    at = hduEnd + place.length;
    if (Buffer.compare(rows.subarray(hduEnd, at), place) !== 0) return undefined;
    for (const { name, isNumber } of SPLIT_COLUMNS.slice(1)) {
      const field = fieldAt(rows, at, name === 'card_type' ? NEWLINE : COMMA);
      if (field === undefined) return undefined;
      if (isNumber && digitsEnd(rows, at) !== field.end - 1) return undefined;
      fields.push(isNumber ? numberIn(field.text) : textOf(field.text));
      at = field.end;
    }
    const columns = isOfCard(fields.at(-1)!) ? cards : facts;
    for (const [column, field] of fields.entries()) columns[column]!.push(field);
  }
  return { cards: cards.map(joined), facts: facts.map(joined) };
};

const joined = (pieces: readonly Uint8Array[]): Uint8Array => Buffer.concat(pieces);

const textOf = (text: Uint8Array): Uint8Array => Buffer.concat([fourBytes(text.length), text]);

/** The types of header cards, as they are in a column. */
const TYPES_IN_COLUMN = CARD_TYPES.map((type) => textOf(Buffer.from(type)));

const isOfCard = (type: Uint8Array): boolean =>
  TYPES_IN_COLUMN.some((cardType) => Buffer.compare(type, cardType) === 0);

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
  readonly CARD_TYPES: Exported;
  readonly ROWS: Exported;
  readonly MOST_ROWS: Exported;
  readonly CARDS: Exported;
  readonly FACTS: Exported;
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
  const ends = new Uint32Array(wasm.memory.buffer, wasm.ENDS.value, 2 * SPLIT_COLUMNS.length);
  for (const [index, type] of TYPES_IN_COLUMN.entries()) bytes.set(type, wasm.CARD_TYPES.value + 16 * index);
  const columns = (start: Exported, firstEnd: number): SplitColumns =>
    SPLIT_COLUMNS.map((_, column) =>
      bytes.subarray(start.value + column * wasm.COLUMN.value, ends[firstEnd + column]),
    );
  return {
    most: wasm.MOST_ROWS.value,
    split: (rows, place) => {
      if (place.length > wasm.MOST_PLACE.value) return splitByByte(rows, place);
      bytes.set(place, wasm.PLACE.value);
      bytes.set(rows, wasm.ROWS.value);
      if (wasm.split(rows.length, place.length) === 0) return undefined;
      return { cards: columns(wasm.CARDS, 0), facts: columns(wasm.FACTS, SPLIT_COLUMNS.length) };
    },
  };
}
