// AssemblyScript: compiled by `npm run wasm` into lib/lake/rows/plain-rows.wasm.ts.
//
// Writes the rows of cards whose texts are in one record. Any other card is left to lib/lake/rows/csv-cards.ts, which
// defines what the rows are. Text is copied sixteen bytes at a time; up to fifteen bytes after it are read and written, and
// the next text overwrites them.

/** Where the fields that each row starts with are in memory. */
export const START: usize = 0x1000;
/** Where the texts `,TYPE\n` are: sixteen bytes for each type. */
export const TYPES: usize = 0x1800;
/** Where the records are. */
export const RECORDS: usize = 0x2000;
/** The most records at a time. */
export const MOST_RECORDS: usize = 256;
/** Where the fields of their cards are: those of lib/fits/card-table.ts. */
export const FIELDS: usize = 0x8000;
/** Where the ends of the rows are written, relative to ROWS. */
export const ROW_ENDS: usize = 0xa000;
/** Where the rows are written. */
export const ROWS: usize = 0xb000;

const CARD: usize = 80;
const FIELDS_OF_CARD: usize = 32;
const TYPE_BYTES: usize = 16;
const LOGICAL: i32 = 3;

const COMMA: u8 = 0x2c;
const QUOTE: u8 = 0x22;
const BLANKS: v128 = i8x16.splat(0x20);
const TILDES: v128 = i8x16.splat(0x7e);
const QUOTES: v128 = i8x16.splat(0x22);
const COMMAS: v128 = i8x16.splat(0x2c);

/** Copies bytes [start, end). Returns where the copy ends. */
function copy(to: usize, start: usize, end: usize): usize {
  const shift = to - start;
  for (let at = start; at < end; at += 16) v128.store(at + shift, v128.load(at));
  return end + shift;
}

/** Writes the Latin-1 text [start, end) as a CSV field in UTF-8. Returns where it ends. */
function writeField(to: usize, start: usize, end: usize): usize {
  const shift = to - start;
  let commas = 0;
  for (let at = start; at < end; at += 16) {
    const text = v128.load(at);
    v128.store(at + shift, text);
    const bits = end - at < 16 ? (1 << (<i32>(end - at))) - 1 : 0xffff;
    const controls = v128.or(i8x16.lt_u(text, BLANKS), i8x16.gt_u(text, TILDES));
    const special = i8x16.bitmask(v128.or(controls, i8x16.eq(text, QUOTES))) & bits;
    if (special !== 0) return writeSpecialField(to, start, end);
    commas |= i8x16.bitmask(i8x16.eq(text, COMMAS)) & bits;
  }
  if (commas === 0) return end + shift;
  store<u8>(to, QUOTE);
  const close = copy(to + 1, start, end);
  store<u8>(close, QUOTE);
  return close + 1;
}

/** Writes a field byte by byte. The opening quote is removed afterwards if it turns out not to be needed. */
function writeSpecialField(opening: usize, start: usize, end: usize): usize {
  let to = opening;
  let isQuoted = false;
  store<u8>(to++, QUOTE);
  for (let at = start; at < end; at++) {
    const byte = load<u8>(at);
    if (byte === QUOTE) store<u8>(to++, QUOTE);
    if (byte === QUOTE || byte === COMMA) isQuoted = true;
    if (byte >= 0xa0) {
      store<u8>(to++, 0xc0 | (byte >> 6));
      store<u8>(to++, 0x80 | (byte & 0x3f));
    } else if (byte < 0x20 || byte > 0x7e) {
      // U+FFFD
      store<u16>(to, 0xbfef);
      store<u8>(to + 2, 0xbd);
      to += 3;
    } else store<u8>(to++, byte);
  }
  if (isQuoted) store<u8>(to++, QUOTE);
  else memory.copy(opening, opening + 1, --to - opening);
  return to;
}

/** Writes `true` or `false`, depending on the length of the text. Returns where it ends. */
function writeLogical(to: usize, length: i32): usize {
  store<u64>(to, length === 4 ? 0x65757274 : 0x65736c6166);
  return to + <usize>length;
}

/** Writes a comma and a number from 0 on. Returns where it ends. */
function writeIndex(to: usize, index: i32): usize {
  store<u8>(to, COMMA);
  let digits: usize = 1;
  for (let rest = index; rest > 9; rest /= 10) digits++;
  let rest = index;
  for (let at = to + digits; at > to; at--) {
    store<u8>(at, <u8>(0x30 + (rest % 10)));
    rest /= 10;
  }
  return to + 1 + digits;
}

/** Writes `,TYPE\n`. Returns where it ends. */
function writeType(to: usize, type: i32): usize {
  const text = TYPES + <usize>type * TYPE_BYTES;
  v128.store(to, v128.load(text));
  // the last byte of each text is its length
  return to + <usize>load<u8>(text + TYPE_BYTES - 1);
}

/**
 * Writes the rows of the cards at FIELDS, whose records are at RECORDS. Returns where they end.
 *
 * @param card the index of the first card
 * @param record the number of its record
 */
export function write(count: i32, card: i32, record: i32, startLength: usize): usize {
  const shift = RECORDS - <usize>record * CARD;
  let to = ROWS;
  for (let i = 0; i < count; i++) {
    const fields = FIELDS + <usize>i * FIELDS_OF_CARD;
    const value = <usize>load<i32>(fields, 8);
    const valueEnd = <usize>load<i32>(fields, 12);
    const type = load<i32>(fields, 28);
    to = copy(to, START, START + startLength);
    to = writeField(to, <usize>load<i32>(fields) + shift, <usize>load<i32>(fields, 4) + shift);
    store<u8>(to++, COMMA);
    if (type === LOGICAL) to = writeLogical(to, <i32>(valueEnd - value));
    else to = writeField(to, value + shift, valueEnd + shift);
    store<u8>(to++, COMMA);
    to = writeField(to, <usize>load<i32>(fields, 16) + shift, <usize>load<i32>(fields, 20) + shift);
    to = writeType(writeIndex(to, card + i), type);
    store<i32>(ROW_ENDS + <usize>i * 4, <i32>(to - ROWS));
  }
  return to;
}
