// AssemblyScript: compiled by `npm run wasm` into lib/fits/plain-cards.wasm.ts.
//
// Parses the cards that need no more than one record, and whose texts are in it as they are: most cards of real
// files. Any other card is left to lib/fits/cards.ts, which defines what all of this means. Bytes are examined sixteen at a
// time, and up to sixteen bytes before and after the records may be read.

/** Where the records are in memory. */
export const RECORDS: usize = 0x1000;
/** The most records at a time. */
export const MOST_RECORDS: usize = 1024;
/** Where the fields of their cards are: those of lib/fits/card-table.ts. */
export const FIELDS: usize = 0x16000;

const CARD: usize = 80;
const FIELDS_OF_CARD: usize = 32;

const STRING: i32 = 0;
const INTEGER: i32 = 1;
const FLOAT: i32 = 2;
const LOGICAL: i32 = 3;
const UNDEFINED: i32 = 5;
const COMMENTARY: i32 = 6;
/** Not a type: the card is not plain. */
const NOT_PLAIN: i32 = -1;

const BLANKS: v128 = i8x16.splat(0x20);
const QUOTES: v128 = i8x16.splat(0x27);
const SLASHES: v128 = i8x16.splat(0x2f);

const EIGHT_BLANKS: u64 = 0x2020202020202020;
const COMMENT: u64 = 0x20544e454d4d4f43;
const HISTORY: u64 = 0x2059524f54534948;
const CONTINUE: u64 = 0x45554e49544e4f43;
const HIERARCH: u64 = 0x4843524152454948;
const EQUALS_BLANK: u16 = 0x203d;

/** One bit for each of sixteen bytes that are not blanks. */
function notBlank(at: usize): i32 {
  return ~i8x16.bitmask(i8x16.eq(v128.load(at), BLANKS)) & 0xffff;
}

/** Where the text of [start, end) ends: after its last byte that is not a blank, or at `start`. */
function endOfText(start: usize, end: usize): usize {
  for (let at = end; at > start; at -= 16) {
    const bits = notBlank(at - 16);
    if (bits !== 0) return max(start, at + 16 - clz<i32>(bits));
  }
  return start;
}

/** Where the text of [start, end) begins, or `end`. */
function startOfText(start: usize, end: usize): usize {
  for (let at = start; at < end; at += 16) {
    const bits = notBlank(at);
    if (bits !== 0) return min(end, at + ctz<i32>(bits));
  }
  return end;
}

/** Where a byte is in [start, end), or `end`. */
function find(start: usize, end: usize, sixteen: v128): usize {
  for (let at = start; at < end; at += 16) {
    const bits = i8x16.bitmask(i8x16.eq(v128.load(at), sixteen));
    if (bits !== 0) return min(end, at + ctz<i32>(bits));
  }
  return end;
}

function afterDigits(start: usize, end: usize): usize {
  let at = start;
  while (at < end && load<u8>(at) - 0x30 <= 9) at++;
  return at;
}

/** INTEGER or FLOAT for a number in normal form; STRING for what cannot be a number; NOT_PLAIN if that is not certain. */
function typeOf(start: usize, end: usize): i32 {
  const first = load<u8>(start);
  if (first < 0x28 || first > 0x39) return STRING;
  const isNegative = first === 0x2d;
  const digits = isNegative ? start + 1 : start;
  let at = afterDigits(digits, end);
  let count = at - digits;
  if (at === end) {
    const isNormal =
      count === 1 ? !isNegative || load<u8>(digits) !== 0x30 : count > 0 && load<u8>(digits) !== 0x30;
    return isNormal ? INTEGER : NOT_PLAIN;
  }
  if (load<u8>(at) === 0x2e) {
    const fraction = at + 1;
    at = afterDigits(fraction, end);
    count += at - fraction;
  }
  if (count === 0) return NOT_PLAIN;
  if (at === end) return FLOAT;
  if (load<u8>(at++) !== 0x45) return NOT_PLAIN;
  if (at < end && (load<u8>(at) === 0x2b || load<u8>(at) === 0x2d)) at++;
  return at < end && afterDigits(at, end) === end ? FLOAT : NOT_PLAIN;
}

/** Sets the fields of a card, except its name. `base` is the table's offset of memory. */
function put(
  fields: usize,
  type: i32,
  value: usize,
  valueEnd: usize,
  comment: usize,
  commentEnd: usize,
  base: usize,
): void {
  store<i32>(fields, <i32>(value + base), 8);
  store<i32>(fields, <i32>(valueEnd + base), 12);
  store<i32>(fields, <i32>(comment + base), 16);
  store<i32>(fields, <i32>(commentEnd + base), 20);
  store<i32>(fields, type, 28);
}

function putUnquoted(fields: usize, start: usize, last: usize, base: usize, logicals: i32): void {
  const slash = find(start, last, SLASHES);
  const comment = slash < last ? startOfText(slash + 1, last) : last;
  const end = endOfText(start, slash);
  const first = load<u8>(start);
  if (start === end) put(fields, UNDEFINED, start, end, comment, last, base);
  else if (end - start === 1 && (first === 0x54 || first === 0x46)) {
    put(fields, LOGICAL, start, end, comment, last, base);
    // `true` and `false`, one after the other
    store<i32>(fields, first === 0x54 ? logicals : logicals + 4, 8);
    store<i32>(fields, first === 0x54 ? logicals + 4 : logicals + 9, 12);
  } else {
    const type = typeOf(start, end);
    put(
      fields,
      type === STRING && load<u8>(end - 1) === 0x26 ? NOT_PLAIN : type,
      start,
      end,
      comment,
      last,
      base,
    );
  }
}

function putString(fields: usize, quote: usize, last: usize, base: usize): void {
  const start = quote + 1;
  const close = find(start, last, QUOTES);
  const isDoubled = close + 1 < last && load<u8>(close + 1) === 0x27;
  const slash = find(close + 1, last, SLASHES);
  const comment = slash < last ? startOfText(slash + 1, last) : last;
  const end = endOfText(start, close);
  const isContinued = end > start && load<u8>(end - 1) === 0x26;
  put(fields, isDoubled || isContinued ? NOT_PLAIN : STRING, start, end, comment, last, base);
}

function parseCard(at: usize, fields: usize, base: usize, logicals: i32): void {
  const name = load<u64>(at);
  const mayBeLower = (name & (name << 1) & 0x4040404040404040) !== 0;
  if (mayBeLower || (name & 0xff) === 0x20 || name === CONTINUE || name === HIERARCH) {
    store<i32>(fields, NOT_PLAIN, 28);
    return;
  }
  store<i32>(fields, <i32>(at + base));
  store<i32>(fields, <i32>(at + base + 8) - <i32>(clz<u64>(name ^ EIGHT_BLANKS) >> 3), 4);
  const last = endOfText(at + 8, at + CARD);
  if (load<u16>(at, 8) !== EQUALS_BLANK || name === COMMENT || name === HISTORY) {
    put(fields, COMMENTARY, at + 8, last, at, at, base);
    return;
  }
  const end = max(last, at + 10);
  const value = startOfText(at + 10, end);
  if (value < end && load<u8>(value) === 0x27) putString(fields, value, end, base);
  else putUnquoted(fields, value, end, base, logicals);
}

/**
 * Parses the records at RECORDS, and sets the fields of one card for each.
 *
 * @param first the number of the first record in its header
 * @param logicals where the texts of logical values are in the table
 */
export function parse(first: i32, count: i32, logicals: i32): void {
  const base = <usize>first * CARD - RECORDS;
  for (let record = 0; record < count; record++) {
    const fields = FIELDS + <usize>record * FIELDS_OF_CARD;
    store<i32>(fields, first + record, 24);
    parseCard(RECORDS + <usize>record * CARD, fields, base, logicals);
  }
}
