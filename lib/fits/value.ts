import { BLANK, QUOTE, SLASH } from './ascii.ts';
import {
  type CardTable,
  COMMENT,
  COMMENT_END,
  FALSE,
  LOGICAL,
  STRING,
  TRUE,
  TYPE,
  UNDEFINED,
  VALUE,
  VALUE_END,
} from './card-table.ts';
import { readNumber } from './number.ts';
import { endOfText, startOfText } from './text.ts';

/** Value and comment of a card that has a value indicator; they stand in [start, end). */
export function parseValue(table: CardTable, card: number, start: number, end: number): void {
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
export function parseString(table: CardTable, card: number, at: number, end: number): void {
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
