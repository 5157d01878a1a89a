import { BLANK, QUOTE } from './ascii.ts';
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
import { parseNumber } from './number.ts';
import { endOfText, find, startOfText } from './text.ts';

const FOUR_QUOTES = 0x27272727;
const FOUR_SLASHES = 0x2f2f2f2f;

/** Parses the value and comment of a card with a value indicator, which are in [start, end). */
export function parseValue(table: CardTable, card: number, start: number, end: number): void {
  const { bytes, words, view } = table;
  const last = endOfText(words, start, end);
  const at = startOfText(view, start, last);
  if (at < last && bytes[at] === QUOTE) {
    parseString(table, card, at, last);
    return;
  }
  const slash = find(view, at, last, FOUR_SLASHES);
  parseComment(table, card, slash, last);
  let valueEnd = slash;
  while (valueEnd > at && bytes[valueEnd - 1] === BLANK) valueEnd--;
  parseUnquoted(table, card, at, valueEnd);
}

/**
 * Parses a value that is not a quoted string: [start, end) without surrounding blanks. Anything that is neither a
 * logical value nor a number becomes a string.
 */
function parseUnquoted(table: CardTable, card: number, start: number, end: number): void {
  const { bytes, fields } = table;
  fields[card + VALUE] = start;
  fields[card + VALUE_END] = end;
  if (start === end) {
    fields[card + TYPE] = UNDEFINED;
    return;
  }
  const first = bytes[start]!;
  if (end - start === 1 && (first === 0x54 || first === 0x46)) {
    setLogical(table, card, first === 0x54);
    return;
  }
  // a number begins with a digit, a sign, a point or a parenthesis
  if (first >= 0x28 && first <= 0x39 && parseNumber(table, card, start, end)) return;
  fields[card + TYPE] = STRING;
}

function setLogical(table: CardTable, card: number, value: boolean): void {
  const start = table.logicals + (value ? 0 : TRUE.length);
  table.fields[card + TYPE] = LOGICAL;
  table.fields[card + VALUE] = start;
  table.fields[card + VALUE_END] = start + (value ? TRUE : FALSE).length;
}

/**
 * Parses a quoted string and its comment (FITS standard 4.0, 4.2.1). `at` is the opening quote, `end` is where the
 * text of the record ends. Without a closing quote, everything up to `end` is the string.
 */
export function parseString(table: CardTable, card: number, at: number, end: number): void {
  const { bytes, view, fields } = table;
  const start = at + 1;
  let doubled = false;
  let close = find(view, start, end, FOUR_QUOTES);
  while (close + 1 < end && bytes[close + 1] === QUOTE) {
    doubled = true;
    close = find(view, close + 2, end, FOUR_QUOTES);
  }
  parseComment(table, card, find(view, close + 1, end, FOUR_SLASHES), end);
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

/** Parses the comment after `slash`, without surrounding blanks; it is empty if `slash` is not before `end`. */
function parseComment(table: CardTable, card: number, slash: number, end: number): void {
  const { bytes, fields } = table;
  let start = slash < end ? slash + 1 : end;
  while (start < end && bytes[start] === BLANK) start++;
  fields[card + COMMENT] = start;
  fields[card + COMMENT_END] = Math.max(end, start);
}
