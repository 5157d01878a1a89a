import { AMPERSAND, BLANK, bytesOf, CARD, EQUALS, QUOTE } from './ascii.ts';
import {
  type CardTable,
  COMMENT,
  COMMENT_END,
  FIELDS,
  RECORD,
  STRING,
  TYPE,
  VALUE,
  VALUE_END,
} from './card-table.ts';
import { endOfText, upper } from './text.ts';
import { parseString } from './value.ts';

const CONTINUE = bytesOf('CONTINUE');

/** Whether a card is a string that ends in `&`, so the next record may continue it. */
export function endsInAmpersand(table: CardTable, card: number): boolean {
  const { bytes, fields } = table;
  if (fields[card + TYPE] !== STRING) return false;
  const end = fields[card + VALUE_END]!;
  return end > fields[card + VALUE]! && bytes[end - 1] === AMPERSAND;
}

/**
 * Joins a string that ends in `&` with the CONTINUE records after it (FITS standard 4.0, 4.2.1.2). Returns the
 * number of records that the card takes. An `&` without a CONTINUE record after it is part of the text.
 */
export function joinContinued(table: CardTable, card: number, record: number): number {
  const { bytes, fields } = table;
  let next = record + 1;
  if (continuedAt(table, next) === 0) return 1;
  // start and end of each part, in turn
  const values: number[] = [];
  const comments: number[] = [];
  // the continuing strings are parsed in the place of the table's next card, which is still free
  const piece = card + FIELDS;
  for (let part = card; ; part = piece) {
    const quote = endsInAmpersand(table, part) ? continuedAt(table, next) : 0;
    values.push(fields[part + VALUE]!, fields[part + VALUE_END]! - (quote > 0 ? 1 : 0));
    comments.push(fields[part + COMMENT]!, fields[part + COMMENT_END]!);
    if (quote === 0) break;
    next++;
    parseString(table, piece, quote, endOfText(table.words, (next - 1) * CARD, next * CARD));
  }
  // no record has this number, so the pieces cannot be mistaken for a parsed card
  fields[piece + RECORD] = -1;
  fields[card + VALUE] = table.scratch;
  for (let i = 0; i < values.length; i += 2) append(table, values[i]!, values[i + 1]!);
  while (table.scratch > fields[card + VALUE]! && bytes[table.scratch - 1] === BLANK) table.scratch--;
  fields[card + VALUE_END] = table.scratch;
  fields[card + COMMENT] = table.scratch;
  for (let i = 0; i < comments.length; i += 2) {
    if (comments[i] === comments[i + 1]) continue;
    if (table.scratch > fields[card + COMMENT]!) bytes[table.scratch++] = BLANK;
    append(table, comments[i]!, comments[i + 1]!);
  }
  fields[card + COMMENT_END] = table.scratch;
  return next - record;
}

function append(table: CardTable, start: number, end: number): void {
  table.bytes.copyWithin(table.scratch, start, end);
  table.scratch += end - start;
}

/** Where the opening quote of a continuing string is, if `record` contains one; 0 if not. */
function continuedAt(table: CardTable, record: number): number {
  const { bytes } = table;
  const at = record * CARD;
  if (record >= table.records || !isContinue(bytes, at)) return 0;
  if (bytes[at + 8] === EQUALS && bytes[at + 9] === BLANK) return 0;
  let quote = at + 8;
  while (quote < at + CARD && bytes[quote] === BLANK) quote++;
  return quote < at + CARD && bytes[quote] === QUOTE ? quote : 0;
}

/** Whether the record at `at` is a CONTINUE record. */
export function isContinue(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < 8; i++) if (upper(bytes[at + i]!) !== CONTINUE[i]) return false;
  return true;
}
