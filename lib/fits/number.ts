import { BLANK } from './ascii.ts';
import { COMPLEX, FLOAT, INTEGER } from './card-table.ts';

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
const isSign = (byte: number): boolean => byte === 0x2b || byte === 0x2d;
const PLUS = 0x2b;
const MINUS = 0x2d;
const ZERO = 0x30;
const POINT = 0x2e;
const UPPER_E = 0x45;
const LOWER_E = 0x65;
const UPPER_D = 0x44;
const LOWER_D = 0x64;

/** What {@link readNumber} found; one object, filled again by each call. */
const found = { type: -1, start: 0, end: 0 };

/**
 * Reads bytes [start, end), which neither begin nor end in a blank, as an integer, a float or a complex
 * number (FITS standard 4.0, 4.2.3 to 4.2.6). Read leniently: blanks after a sign and before an exponent,
 * D, d and e for E, a point at either end.
 *
 * The normalised text is where it stood, or at `scratch` where it had to be rewritten: integers without
 * plus and leading zeros, floats with their own digits and an E. `type` is -1 where it is no number.
 */
export function readNumber(
  bytes: Uint8Array,
  start: number,
  end: number,
  scratch: number,
): Readonly<typeof found> {
  if (bytes[start] === 0x28) return readComplex(bytes, start, end, scratch);
  const type = realType(bytes, start, end);
  found.type = type;
  found.start = start;
  found.end = end;
  if (type === INTEGER) {
    // drop the plus and leading zeros, keep the minus beside the first digit that counts
    let digit = start;
    const minus = bytes[start] === MINUS;
    if (isSign(bytes[digit]!)) digit++;
    while (bytes[digit] === BLANK) digit++;
    while (digit < end - 1 && bytes[digit] === ZERO) digit++;
    if (!minus || bytes[digit] === ZERO) found.start = digit;
    else if (digit > start + 1) copyReal(bytes, digit, end, scratch, true);
  } else if (type === FLOAT && !asItShould) {
    copyReal(bytes, start, end, scratch, false);
  }
  return found;
}

/** Whether the float that was read last needs no rewriting: no leading plus, no blank, no D, d or e. */
let asItShould = true;

/** INTEGER, FLOAT, or -1. */
function realType(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  const first = bytes[at]!;
  asItShould = first !== PLUS;
  if (isSign(first)) at = passBlanks(bytes, at + 1, end);
  const whole = at;
  while (at < end && isDigit(bytes[at]!)) at++;
  let digits = at - whole;
  if (at === end) return digits > 0 ? INTEGER : -1;
  if (bytes[at] === POINT) {
    at++;
    const fraction = at;
    while (at < end && isDigit(bytes[at]!)) at++;
    digits += at - fraction;
  }
  if (digits === 0) return -1;
  if (at === end) return FLOAT;
  at = passBlanks(bytes, at, end);
  const letter = bytes[at]!;
  if (letter !== UPPER_E) {
    asItShould = false;
    if (letter !== LOWER_E && letter !== UPPER_D && letter !== LOWER_D) return -1;
  }
  at = passBlanks(bytes, at + 1, end);
  if (at < end && isSign(bytes[at]!)) at++;
  const exponent = at;
  while (at < end && isDigit(bytes[at]!)) at++;
  return at === end && at > exponent ? FLOAT : -1;
}

function passBlanks(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] === BLANK) at++;
  if (at > start) asItShould = false;
  return at;
}

function copyReal(bytes: Uint8Array, start: number, end: number, scratch: number, minus: boolean): void {
  let to = scratch;
  if (minus) bytes[to++] = MINUS;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === BLANK || (at === start && byte === PLUS)) continue;
    bytes[to++] = isDigit(byte) || byte === POINT || isSign(byte) ? byte : UPPER_E;
  }
  found.start = scratch;
  found.end = to;
}

/** `(re,im)`: each part a real number, blanks around them allowed. */
function readComplex(bytes: Uint8Array, start: number, end: number, scratch: number): typeof found {
  const comma = bytes.subarray(start, end).indexOf(0x2c) + start;
  let to = scratch;
  bytes[to++] = 0x28;
  const part = (from: number, until: number): boolean => {
    let [a, b] = [from, until];
    while (a < b && bytes[a] === BLANK) a++;
    while (b > a && bytes[b - 1] === BLANK) b--;
    if (a === b || bytes[a] === 0x28) return false;
    const real = readNumber(bytes, a, b, to);
    if (real.type < 0) return false;
    bytes.copyWithin(to, real.start, real.end);
    to += real.end - real.start;
    return true;
  };
  const whole = bytes[end - 1] === 0x29 && comma > start && part(start + 1, comma);
  bytes[to++] = 0x2c;
  found.type = whole && part(comma + 1, end - 1) ? COMPLEX : -1;
  bytes[to++] = 0x29;
  found.start = scratch;
  found.end = to;
  return found;
}
