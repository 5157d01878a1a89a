import { AMPERSAND, BLANK, BLOCK, bytesOf, CARD, EQUALS, QUOTE, SLASH, standsAt } from './ascii.ts';
import {
  type CardTable,
  COMMENT,
  COMMENT_END,
  COMMENTARY,
  FALSE,
  FIELDS,
  LOGICAL,
  makeRoom,
  NAME,
  NAME_END,
  RECORD,
  STRING,
  TRUE,
  TYPE,
  UNDEFINED,
  VALUE,
  VALUE_END,
} from './card-table.ts';
import { readNumber } from './number.ts';

// The hot loop of the project: every card of every file passes here, as bytes.

const FOUR_BLANKS = 0x20202020;
const CONTINUE = bytesOf('CONTINUE');
const HIERARCH = bytesOf('HIERARCH');
const COMMENT_NAME = bytesOf('COMMENT');
const HISTORY = bytesOf('HISTORY');

/**
 * Parses the header that stands in `source` from `start` on, `records` records before END, into `table`.
 * Follows FITS standard 4.0, 4.1 and 4.2 leniently: whatever stands there becomes a card, in order;
 * a record without value indicator is a commentary card. Blank records just before END are left out.
 */
export function parseCards(table: CardTable, source: Uint8Array, start: number, records: number): void {
  makeRoom(table, records);
  const { bytes, words, fields, alone, same } = table;
  const before = { count: table.count, records: table.records };
  takeRecords(table, source, start, records);
  // what lay behind is overwritten by this header's other texts
  alone.fill(0, records, Math.max(records, before.records));
  let last = records;
  while (last > 0 && endOfText(words, bytes, (last - 1) * CARD, last * CARD) === (last - 1) * CARD) last--;
  table.headers++;
  table.records = last;
  table.count = 0;
  table.scratch = records * CARD;
  for (let record = 0; record < last; ) {
    const card = table.count;
    if (alone[record] === 1 && card < before.count && fields[card * FIELDS + RECORD] === record) {
      same[card] = 1;
      table.count++;
      record++;
      continue;
    }
    same[card] = 0;
    const scratch = table.scratch;
    const taken = parseCard(table, record);
    const byItself =
      taken === 1 && !isContinue(bytes, record * CARD) && !endsInAmpersand(table, card * FIELDS);
    alone[record] = byItself && table.scratch === scratch ? 1 : 0;
    record += taken;
  }
}

/** Copies a header's records into the table; those that differ from what stood there are not `alone` any more. */
function takeRecords(table: CardTable, source: Uint8Array, start: number, records: number): void {
  const { bytes, words, alone } = table;
  for (let first = 0; first < records; first += BLOCK / CARD) {
    const last = Math.min(first + BLOCK / CARD, records);
    const block = source.subarray(start + first * CARD, start + last * CARD);
    // whole blocks are often the same, and one call compares them
    if (Buffer.compare(block, bytes.subarray(first * CARD, last * CARD)) === 0) continue;
    const at = block.byteOffset;
    if (at % 4 !== 0) {
      bytes.set(block, first * CARD);
      alone.fill(0, first, last);
    } else {
      takeWords(words, (first * CARD) / 4, new Int32Array(block.buffer, at, block.length / 4), alone, first);
    }
  }
}

function takeWords(
  words: Int32Array,
  to: number,
  source: Int32Array,
  alone: Uint8Array,
  first: number,
): void {
  for (let word = 0, record = first; word < source.length; record++) {
    const end = word + CARD / 4;
    while (word < end && words[to + word] === source[word]) word++;
    if (word === end) continue;
    alone[record] = 0;
    for (; word < end; word++) words[to + word] = source[word]!;
  }
}

/** Parses the card that begins at `record`; gives the number of records that it takes. */
function parseCard(table: CardTable, record: number): number {
  const { bytes, fields } = table;
  const at = record * CARD;
  const card = table.count++ * FIELDS;
  fields[card + RECORD] = record;
  parseName(table, card, at);
  const ninth = bytes[at + 8];
  if (ninth === EQUALS && bytes[at + 9] === BLANK && !isCommentary(table, card)) {
    parseValue(table, card, at + 10, at + CARD);
    return endsInAmpersand(table, card) ? joinContinued(table, card, record) : 1;
  }
  if (ninth === BLANK && isNamed(table, card, HIERARCH)) {
    const equals = hierarchEquals(bytes, at);
    if (equals > 0) {
      hierarchName(table, card, at + 9, equals);
      parseValue(table, card, equals + 1, at + CARD);
      return endsInAmpersand(table, card) ? joinContinued(table, card, record) : 1;
    }
  }
  fields[card + TYPE] = COMMENTARY;
  fields[card + VALUE] = at + 8;
  fields[card + VALUE_END] = endOfText(table.words, bytes, at + 8, at + CARD);
  fields[card + COMMENT] = fields[card + COMMENT_END] = at;
  return 1;
}

/** Where the text of [start, end) ends: behind its last byte that is no blank. `end` is a card's end. */
function endOfText(words: Int32Array, bytes: Uint8Array, start: number, end: number): number {
  let word = (end >> 2) - 1;
  const first = start >> 2;
  while (word >= first && words[word] === FOUR_BLANKS) word--;
  let last = (word + 1) << 2;
  while (last > start && bytes[last - 1] === BLANK) last--;
  return Math.max(last, start);
}

/** Where the text of [start, end) begins: at its first byte that is no blank, or at `end`. */
function startOfText(words: Int32Array, bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] === BLANK) {
    at++;
    if ((at & 3) === 0) while (at < end && words[at >> 2] === FOUR_BLANKS) at += 4;
  }
  return at;
}

/** Keyword: columns 1 to 8 without blanks around, upper case. `start` is a record's. */
function parseName(table: CardTable, card: number, start: number): void {
  const { bytes, words, fields } = table;
  const first = words[start >> 2]!;
  const second = words[(start >> 2) + 1]!;
  let end = second === FOUR_BLANKS ? start + 4 : start + 8;
  while (end > start && bytes[end - 1] === BLANK) end--;
  fields[card + NAME] = start;
  fields[card + NAME_END] = end;
  // lower-case letters, and little else, have both of these bits
  const mayBeLower = ((first & (first << 1)) | (second & (second << 1))) & 0x40404040;
  if (mayBeLower !== 0 || bytes[start] === BLANK) parseOddName(table, card, start, end);
}

/** A keyword that is not at the left, or has lower-case letters. */
function parseOddName(table: CardTable, card: number, from: number, end: number): void {
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

const isLower = (byte: number): boolean => byte >= 0x61 && byte <= 0x7a;
const upper = (byte: number): number => (isLower(byte) ? byte - 0x20 : byte);

function isNamed(table: CardTable, card: number, name: Uint8Array): boolean {
  const start = table.fields[card + NAME]!;
  return table.fields[card + NAME_END]! - start === name.length && standsAt(table.bytes, start, name);
}

/** COMMENT, HISTORY and a blank keyword have no value, whatever stands there: FITS standard 4.0, 4.4.2.4. */
function isCommentary(table: CardTable, card: number): boolean {
  const length = table.fields[card + NAME_END]! - table.fields[card + NAME]!;
  return (
    length === 0 || (length === 7 && (isNamed(table, card, COMMENT_NAME) || isNamed(table, card, HISTORY)))
  );
}

/** Where the `=` of an ESO HIERARCH card stands; 0 where there is none or no name before it. */
function hierarchEquals(bytes: Uint8Array, at: number): number {
  let named = false;
  for (let i = at + 9; i < at + CARD; i++) {
    const byte = bytes[i];
    if (byte === EQUALS) return named ? i : 0;
    if (byte !== BLANK) named = true;
  }
  return 0;
}

/** The name of a HIERARCH card: without blanks around, inner blanks collapsed, upper case. */
function hierarchName(table: CardTable, card: number, start: number, end: number): void {
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

/** Value and comment of a card that has a value indicator; they stand in [start, end). */
function parseValue(table: CardTable, card: number, start: number, end: number): void {
  const { bytes, words } = table;
  const last = endOfText(words, bytes, start, end);
  const at = startOfText(words, bytes, start, last);
  if (at < last && bytes[at] === QUOTE) {
    parseString(table, card, at, last);
    return;
  }
  let slash = at;
  while (slash < last && bytes[slash] !== SLASH) slash++;
  parseComment(table, card, slash, last);
  let behind = slash;
  while (behind > at && bytes[behind - 1] === BLANK) behind--;
  classify(table, card, at, behind);
}

/** A value that is no quoted string: [start, end) without blanks around. */
function classify(table: CardTable, card: number, start: number, end: number): void {
  const { bytes, fields } = table;
  fields[card + VALUE] = start;
  fields[card + VALUE_END] = end;
  if (start === end) {
    fields[card + TYPE] = UNDEFINED;
    return;
  }
  const first = bytes[start]!;
  if (end - start === 1 && (first === 0x54 || first === 0x46)) {
    logical(table, card, first === 0x54);
    return;
  }
  // a number begins with a digit, a sign, a point or a parenthesis
  if (first >= 0x28 && first <= 0x39) {
    const number = readNumber(bytes, start, end, table.scratch);
    if (number.type >= 0) {
      fields[card + TYPE] = number.type;
      fields[card + VALUE] = number.start;
      fields[card + VALUE_END] = number.end;
      if (number.start === table.scratch) table.scratch = number.end;
      return;
    }
  }
  fields[card + TYPE] = STRING;
}

function logical(table: CardTable, card: number, value: boolean): void {
  const start = table.logicals + (value ? 0 : TRUE.length);
  table.fields[card + TYPE] = LOGICAL;
  table.fields[card + VALUE] = start;
  table.fields[card + VALUE_END] = start + (value ? TRUE : FALSE).length;
}

/**
 * A quoted string and its comment: FITS standard 4.0, 4.2.1. `at` is its opening quote, `end` where the
 * text of its record ends. Without a closing quote all of it is the string.
 */
function parseString(table: CardTable, card: number, at: number, end: number): void {
  const { bytes, fields } = table;
  const start = at + 1;
  let doubled = false;
  let close = start;
  for (; close < end; close++) {
    if (bytes[close] !== QUOTE) continue;
    if (close + 1 >= end || bytes[close + 1] !== QUOTE) break;
    doubled = true;
    close++;
  }
  let slash = close + 1;
  while (slash < end && bytes[slash] !== SLASH) slash++;
  parseComment(table, card, slash, end);
  let from = start;
  let to = Math.min(close, end);
  if (doubled) {
    let written = table.scratch;
    for (let i = from; i < to; i++) {
      bytes[written++] = bytes[i]!;
      if (bytes[i] === QUOTE) i++;
    }
    from = table.scratch;
    to = table.scratch = written;
  }
  while (to > from && bytes[to - 1] === BLANK) to--;
  fields[card + TYPE] = STRING;
  fields[card + VALUE] = from;
  fields[card + VALUE_END] = to;
}

/** The comment behind `slash`, without blanks around; none where there is no slash before `end`. */
function parseComment(table: CardTable, card: number, slash: number, end: number): void {
  const { bytes, fields } = table;
  let start = slash < end ? slash + 1 : end;
  while (start < end && bytes[start] === BLANK) start++;
  fields[card + COMMENT] = start;
  fields[card + COMMENT_END] = Math.max(end, start);
}

function endsInAmpersand(table: CardTable, card: number): boolean {
  const { bytes, fields } = table;
  if (fields[card + TYPE] !== STRING) return false;
  const end = fields[card + VALUE_END]!;
  return end > fields[card + VALUE]! && bytes[end - 1] === AMPERSAND;
}

/**
 * Joins a string that ends in `&` with the CONTINUE records behind it (FITS standard 4.0, 4.2.1.2);
 * gives the number of records that the card takes. An `&` that nothing continues is text.
 */
function joinContinued(table: CardTable, card: number, record: number): number {
  const { bytes, fields } = table;
  let next = record + 1;
  if (continuedAt(table, next) === 0) return 1;
  // start and end of each part, in turn
  const values: number[] = [];
  const comments: number[] = [];
  // the table's next card is still free: the continuing strings are parsed there
  const piece = card + FIELDS;
  for (let part = card; ; part = piece) {
    const quote = endsInAmpersand(table, part) ? continuedAt(table, next) : 0;
    values.push(fields[part + VALUE]!, fields[part + VALUE_END]! - (quote > 0 ? 1 : 0));
    comments.push(fields[part + COMMENT]!, fields[part + COMMENT_END]!);
    if (quote === 0) break;
    next++;
    parseString(table, piece, quote, endOfText(table.words, bytes, (next - 1) * CARD, next * CARD));
  }
  // what was parsed there is no card
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

/** The opening quote of the string that continues one at `record`; 0 where none stands there. */
function continuedAt(table: CardTable, record: number): number {
  const { bytes } = table;
  const at = record * CARD;
  if (record >= table.records || !isContinue(bytes, at)) return 0;
  if (bytes[at + 8] === EQUALS && bytes[at + 9] === BLANK) return 0;
  let quote = at + 8;
  while (quote < at + CARD && bytes[quote] === BLANK) quote++;
  return quote < at + CARD && bytes[quote] === QUOTE ? quote : 0;
}

function isContinue(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < 8; i++) if (upper(bytes[at + i]!) !== CONTINUE[i]) return false;
  return true;
}
