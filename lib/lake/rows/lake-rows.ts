import { textOf } from '../../fits/ascii.ts';
import type { CardType } from '../../fits/card-table.ts';
import { CARD_TYPES, HEADER_LINE, type OtherType } from '../columns.ts';
import { DamagedRows, type SourceFile } from '../extraction.ts';
import { placeFields } from './csv.ts';

/** A row of a lake object, as bytes. It is valid only until the next one. */
interface AnyRow {
  readonly bytes: Uint8Array;
  /** Where it starts in `bytes`, and where it ends: after its newline. */
  readonly start: number;
  readonly end: number;
  /** The HDU; empty in rows about the file. */
  readonly hdu: string;
  /** Where its name starts and ends, still as a CSV field. */
  readonly nameStart: number;
  readonly nameEnd: number;
}

/** The row of a card. Its name is not decoded. */
export interface CardRow extends AnyRow {
  readonly name: undefined;
  readonly type: CardType;
}

/** A row that is not a card. */
export interface FactRow extends AnyRow {
  readonly name: string;
  readonly type: OtherType;
}

/** Any row. */
export type Row = CardRow | FactRow;

const COMMA = 0x2c;
const NEWLINE = 0x0a;
const ZERO = 0x30;
const NINE = 0x39;
const QUOTE = 0x22;

const CARDS: ReadonlySet<string> = new Set(CARD_TYPES);
const OTHERS: ReadonlySet<string> = new Set<OtherType>(['file', 'hdu', 'derived', 'fault']);

/**
 * Reads the rows of a lake object, whose CSV is passed on in pieces. `end` is to be called after the last one.
 *
 * @param onRow called with each row
 * @throws DamagedRows if a row is not one of this file as this or an earlier release writes it
 */
export function rowReader(file: SourceFile, onRow: (row: Row) => void) {
  const rowOf = rowParser(file);
  let isFirst = true;
  /** The beginning of a row whose end is in the next piece. */
  let rest: Uint8Array = new Uint8Array(0);
  return {
    add: (piece: Uint8Array): void => {
      const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
      let start = 0;
      for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
        if (isFirst) checkHeaderLine(bytes.subarray(0, end + 1));
        else onRow(rowOf(bytes, start, end + 1));
        isFirst = false;
        start = end + 1;
      }
      rest = bytes.slice(start);
      if (rest.length > LONGEST_ROW) throw new DamagedRows('it has a line that is too long');
    },
    end: (): void => {
      if (isFirst || rest.length > 0) throw new DamagedRows('its last line is incomplete');
    },
  };
}

/** More bytes than a row has: a string may continue over many cards, but a header has 64 MB at most. */
const LONGEST_ROW = 256 * 1024 * 1024;

function checkHeaderLine(line: Uint8Array): void {
  if (textOf(line, 0, line.length) !== HEADER_LINE)
    throw new DamagedRows('its columns are those of another release');
}

/** Returns a function that finds the fields of a row in [start, end). */
function rowParser({ bucket, key }: SourceFile): (bytes: Uint8Array, start: number, end: number) => Row {
  const place = Buffer.from(placeFields(bucket, key));
  return (bytes, start, end) => {
    let at = start;
    while (bytes[at]! >= ZERO && bytes[at]! <= NINE) at++;
    const hdu = at === start ? '' : textOf(bytes, start, at);
    const nameStart = at + place.length;
    if (nameStart > end || place.compare(bytes, at, nameStart) !== 0)
      throw new DamagedRows('a row is not about its file');
    const nameEnd = fieldEnd(bytes, nameStart, end);
    const type = textOf(bytes, bytes.lastIndexOf(COMMA, end - 1) + 1, end - 1);
    if (CARDS.has(type) && hdu !== '')
      return { bytes, start, end, hdu, nameStart, nameEnd, name: undefined, type: type as CardType };
    if (!OTHERS.has(type)) throw new DamagedRows('a row has an unknown type');
    const name = textOf(bytes, nameStart, nameEnd);
    return { bytes, start, end, hdu, nameStart, nameEnd, name, type: type as OtherType };
  };
}

/** The end of the field that starts at `start`. */
function fieldEnd(bytes: Uint8Array, start: number, end: number): number {
  let isQuoted = false;
  for (let at = start; at < end; at++) {
    if (bytes[at] === QUOTE) isQuoted = !isQuoted;
    else if (bytes[at] === COMMA && !isQuoted) return at;
  }
  throw new DamagedRows('a row has too few fields');
}
