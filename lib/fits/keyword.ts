import { BLANK, bytesOf, CARD, EQUALS, startsWith } from './ascii.ts';
import { type CardTable, NAME, NAME_END } from './card-table.ts';
import { FOUR_BLANKS, isLower, lastByte, upper } from './text.ts';

const COMMENT = bytesOf('COMMENT');
const HISTORY = bytesOf('HISTORY');

/** Parses the keyword of the record at `start`: columns 1 to 8 without surrounding blanks, in upper case. */
export function parseName(table: CardTable, card: number, start: number): void {
  const { bytes, words, fields } = table;
  const first = words[start >> 2]!;
  const second = words[(start >> 2) + 1]!;
  const end = second === FOUR_BLANKS ? lastByte(first, start) : lastByte(second, start + 4);
  fields[card + NAME] = start;
  fields[card + NAME_END] = end;
  // both of these bits are set in lower-case letters and in few other bytes
  const mayBeLower = ((first & (first << 1)) | (second & (second << 1))) & 0x40404040;
  if (mayBeLower !== 0 || bytes[start] === BLANK) parseUnusualName(table, card, start, end);
}

/** Parses a keyword that does not begin in column 1 or may contain lower-case letters. */
function parseUnusualName(table: CardTable, card: number, from: number, end: number): void {
  const { bytes, fields } = table;
  let start = from;
  while (start < end && bytes[start] === BLANK) start++;
  fields[card + NAME] = start;
  let at = start;
  while (at < end && !isLower(bytes[at]!)) at++;
  if (at === end) return;
  fields[card + NAME] = table.scratch;
  for (at = start; at < end; at++) bytes[table.scratch++] = upper(bytes[at]!);
  fields[card + NAME_END] = table.scratch;
}

/** Whether `name` is the card's keyword. */
export function isNamed(table: CardTable, card: number, name: Uint8Array): boolean {
  const start = table.fields[card + NAME]!;
  return table.fields[card + NAME_END]! - start === name.length && startsWith(table.bytes, start, name);
}

/**
 * Whether the keyword is COMMENT, HISTORY or blank: such a card has no value, even with a value indicator (FITS
 * standard 4.0, 4.4.2.4).
 */
export function isCommentary(table: CardTable, card: number): boolean {
  const length = table.fields[card + NAME_END]! - table.fields[card + NAME]!;
  return length === 0 || (length === 7 && (isNamed(table, card, COMMENT) || isNamed(table, card, HISTORY)));
}

/** Where the `=` of an ESO HIERARCH card is; 0 if there is none, or no name before it. */
export function hierarchEquals(bytes: Uint8Array, at: number): number {
  let named = false;
  for (let i = at + 9; i < at + CARD; i++) {
    const byte = bytes[i];
    if (byte === EQUALS) return named ? i : 0;
    if (byte !== BLANK) named = true;
  }
  return 0;
}

/** Sets the name of a HIERARCH card: no surrounding blanks, one blank between words, upper case. */
export function hierarchName(table: CardTable, card: number, start: number, end: number): void {
  const { bytes, fields } = table;
  let to = table.scratch;
  fields[card + NAME] = to;
  for (let i = start; i < end; i++) {
    if (bytes[i] !== BLANK) bytes[to++] = upper(bytes[i]!);
    else if (to > table.scratch && bytes[to - 1] !== BLANK) bytes[to++] = BLANK;
  }
  if (to > table.scratch && bytes[to - 1] === BLANK) to--;
  fields[card + NAME_END] = table.scratch = to;
}
