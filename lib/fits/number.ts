import { BLANK } from './ascii.ts';
import { type CardTable, COMPLEX, FLOAT, INTEGER, TYPE, VALUE, VALUE_END } from './card-table.ts';

const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const OPENING = 0x28;
const CLOSING = 0x29;
const UPPER_E = 0x45;
const LOWER_E = 0x65;
const UPPER_D = 0x44;
const LOWER_D = 0x64;

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
const isSign = (byte: number): boolean => byte === PLUS || byte === MINUS;

/**
 * Parses bytes [start, end), which neither begin nor end with a blank, as an integer, a float or a complex number
 * (FITS standard 4.0, 4.2.3 to 4.2.6), and sets the card's type and value. Returns false, and changes nothing, if
 * they are none of these.
 *
 * Accepts more than the standard: blanks after a sign and before an exponent, `D`, `d` and `e` for `E`, a point at
 * either end. The value is normalised: integers without a plus or leading zeros, floats with their own digits and
 * an `E`. A value in this form stays where it is; any other is written to the table's scratch
 * space.
 */
export function parseNumber(table: CardTable, card: number, start: number, end: number): boolean {
  const { bytes } = table;
  if (bytes[start] === OPENING) return parseComplex(table, card, start, end);
  switch (formOf(bytes, start, end)) {
    case WHOLE: {
      const digits = firstDigit(bytes, start, end);
      if (bytes[start] !== MINUS || bytes[digits] === ZERO) setValue(table, card, INTEGER, digits, end);
      else if (digits === start + 1) setValue(table, card, INTEGER, start, end);
      else setScratchValue(table, card, INTEGER, writeWhole(bytes, start, end, table.scratch));
      return true;
    }
    case REAL:
      setValue(table, card, FLOAT, start, end);
      return true;
    case LOOSE_REAL:
      setScratchValue(table, card, FLOAT, writeReal(bytes, start, end, table.scratch));
      return true;
    default:
      return false;
  }
}

function setValue(table: CardTable, card: number, type: number, start: number, end: number): void {
  table.fields[card + TYPE] = type;
  table.fields[card + VALUE] = start;
  table.fields[card + VALUE_END] = end;
}

/** Sets a value that was written to the scratch space, up to `end`. */
function setScratchValue(table: CardTable, card: number, type: number, end: number): void {
  setValue(table, card, type, table.scratch, end);
  table.scratch = end;
}

/** What {@link formOf} returns. */
const NOT_A_NUMBER = -1;
const WHOLE = 0;
const REAL = 1;
/** A float that has to be rewritten: a leading plus, a blank inside, or another letter than E. */
const LOOSE_REAL = 2;

function formOf(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  let isLoose = bytes[at] === PLUS;
  if (isSign(bytes[at]!)) {
    at++;
    if (bytes[at] === BLANK) {
      isLoose = true;
      at = skipBlanks(bytes, at, end);
    }
  }
  const whole = at;
  while (at < end && isDigit(bytes[at]!)) at++;
  let digits = at - whole;
  if (at === end) return digits > 0 ? WHOLE : NOT_A_NUMBER;
  if (bytes[at] === POINT) {
    at++;
    const fraction = at;
    while (at < end && isDigit(bytes[at]!)) at++;
    digits += at - fraction;
  }
  if (digits === 0) return NOT_A_NUMBER;
  if (at === end) return isLoose ? LOOSE_REAL : REAL;
  return exponentForm(bytes, at, end, isLoose);
}

/** The form of a number whose exponent begins at `start`, after its digits. */
function exponentForm(bytes: Uint8Array, start: number, end: number, loose: boolean): number {
  let at = skipBlanks(bytes, start, end);
  let isLoose = loose || at > start;
  const letter = bytes[at]!;
  if (letter !== UPPER_E) {
    isLoose = true;
    if (letter !== LOWER_E && letter !== UPPER_D && letter !== LOWER_D) return NOT_A_NUMBER;
  }
  const sign = skipBlanks(bytes, at + 1, end);
  if (sign > at + 1) isLoose = true;
  at = sign;
  if (at < end && isSign(bytes[at]!)) at++;
  const exponent = at;
  while (at < end && isDigit(bytes[at]!)) at++;
  if (at < end || at === exponent) return NOT_A_NUMBER;
  return isLoose ? LOOSE_REAL : REAL;
}

function skipBlanks(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] === BLANK) at++;
  return at;
}

/** Where the first digit of an integer is, without leading zeros; the last digit if all are zero. */
function firstDigit(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  if (isSign(bytes[at]!)) at++;
  while (bytes[at] === BLANK) at++;
  while (at < end - 1 && bytes[at] === ZERO) at++;
  return at;
}

/** Writes a normalised integer at `to`. Returns where it ends. */
function writeWhole(bytes: Uint8Array, start: number, end: number, to: number): number {
  const digits = firstDigit(bytes, start, end);
  let next = to;
  if (bytes[start] === MINUS && bytes[digits] !== ZERO) bytes[next++] = MINUS;
  bytes.copyWithin(next, digits, end);
  return next + end - digits;
}

/** Writes a normalised float at `to`. Returns where it ends. */
function writeReal(bytes: Uint8Array, start: number, end: number, to: number): number {
  let next = to;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === BLANK || (at === start && byte === PLUS)) continue;
    bytes[next++] = isDigit(byte) || byte === POINT || isSign(byte) ? byte : UPPER_E;
  }
  return next;
}

/** `(re,im)`: each part is an integer or a float, with or without blanks around it. */
function parseComplex(table: CardTable, card: number, start: number, end: number): boolean {
  const { bytes, scratch } = table;
  const comma = bytes.subarray(start, end).indexOf(COMMA) + start;
  if (bytes[end - 1] !== CLOSING || comma <= start) return false;
  bytes[scratch] = OPENING;
  const middle = writePart(bytes, start + 1, comma, scratch + 1);
  if (middle < 0) return false;
  bytes[middle] = COMMA;
  const last = writePart(bytes, comma + 1, end - 1, middle + 1);
  if (last < 0) return false;
  bytes[last] = CLOSING;
  setScratchValue(table, card, COMPLEX, last + 1);
  return true;
}

/** Writes one part of a complex number at `to`. Returns where it ends, or -1 if it is not a number. */
function writePart(bytes: Uint8Array, start: number, end: number, to: number): number {
  const first = skipBlanks(bytes, start, end);
  let last = end;
  while (last > first && bytes[last - 1] === BLANK) last--;
  if (first === last) return -1;
  const form = formOf(bytes, first, last);
  if (form === NOT_A_NUMBER) return -1;
  return form === WHOLE ? writeWhole(bytes, first, last, to) : writeReal(bytes, first, last, to);
}
