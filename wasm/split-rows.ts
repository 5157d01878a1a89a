// AssemblyScript: compiled by `npm run wasm` into lib/lake/rows/split-rows.wasm.ts.
//
// Splits the rows of a lake object into columns. lib/lake/rows/split-rows.ts defines what they are. Bytes are examined
// sixteen at a time; up to fifteen bytes after a text are read and written, and the next text overwrites them.

/** Where the fields about the source file are in memory, with the commas around them. */
export const PLACE: usize = 0x1000;
/** The most bytes of them. They have three at least. */
export const MOST_PLACE: usize = 0x1000;
/** Where it is written where each column ends: four bytes each. */
export const ENDS: usize = 0x2010;
/** Where the rows are that are read. */
export const ROWS: usize = 0x2100;
/** The most bytes of them. */
export const MOST_ROWS: usize = 0x20000;
/** Where the first column is written. */
export const COLUMNS: usize = 0x22200;
/** The bytes from one column to the next. A row has eight at least, and takes four bytes more in a column. */
export const COLUMN: usize = 0x31000;

const ZERO: u8 = 0x30;
const COMMA: u8 = 0x2c;
const QUOTE: u8 = 0x22;
const NEWLINE: u8 = 0x0a;
const BLANKS: v128 = i8x16.splat(0x20);
const COMMAS: v128 = i8x16.splat(0x2c);
const QUOTES: v128 = i8x16.splat(0x22);
const MOST_DIGITS: usize = 9;
const NONE: i32 = -1;

/** Where the field is that is read next. */
let at: usize = 0;

/** Whether `length` bytes are the same. */
function isSame(a: usize, b: usize, length: usize): bool {
  let byte: usize = 0;
  for (; byte + 16 <= length; byte += 16)
    if (!i8x16.all_true(i8x16.eq(v128.load(a + byte), v128.load(b + byte)))) return false;
  for (; byte < length; byte++) if (load<u8>(a + byte) !== load<u8>(b + byte)) return false;
  return true;
}

/** Reads digits. Returns their number, or {@link NONE}. Too many are left, so that what should follow does not. */
function readDigits(): i32 {
  const start = at;
  let number = 0;
  for (let byte = load<u8>(at); byte - ZERO < 10 && at - start < MOST_DIGITS; byte = load<u8>(++at))
    number = 10 * number + (byte - ZERO);
  return at === start ? NONE : number;
}

/** Reads a field that `delimiter` follows, and writes its length and its text. Returns where they end; 0 if it is another field. */
function copyField(to: usize, delimiter: u8): usize {
  if (load<u8>(at) === QUOTE) return copyQuoted(to, delimiter);
  let from = at;
  let end = to + 4;
  for (;;) {
    const text = v128.load(from);
    v128.store(end, text);
    const special = v128.or(
      v128.or(i8x16.eq(text, COMMAS), i8x16.eq(text, QUOTES)),
      i8x16.lt_u(text, BLANKS),
    );
    const bits = i8x16.bitmask(special);
    const plain = bits === 0 ? 16 : ctz(bits);
    from += plain;
    end += plain;
    if (bits !== 0) break;
  }
  if (load<u8>(from) !== delimiter) return 0;
  store<u32>(to, <u32>(end - to - 4));
  at = from + 1;
  return end;
}

/** The same for a field in quotes. */
function copyQuoted(to: usize, delimiter: u8): usize {
  let from = at + 1;
  let end = to + 4;
  for (;;) {
    const text = v128.load(from);
    v128.store(end, text);
    const bits = i8x16.bitmask(v128.or(i8x16.eq(text, QUOTES), i8x16.lt_u(text, BLANKS)));
    const plain = bits === 0 ? 16 : ctz(bits);
    from += plain;
    end += plain;
    if (bits === 0) continue;
    if (load<u8>(from) !== QUOTE) return 0;
    if (load<u8>(from + 1) !== QUOTE) break;
    // two quotes stand for one, which has just been copied
    from += 2;
    end++;
  }
  if (load<u8>(from + 1) !== delimiter) return 0;
  store<u32>(to, <u32>(end - to - 4));
  at = from + 2;
  return end;
}

/**
 * Splits the rows at ROWS, which end with a newline. Returns how many there are; 0 if one of them is not as a lake writes
 * it, or is about another file.
 */
export function split(length: usize, placeLength: usize): u32 {
  const end = ROWS + length;
  let hdu = COLUMNS;
  let name = hdu + COLUMN;
  let value = name + COLUMN;
  let comment = value + COLUMN;
  let index = comment + COLUMN;
  let type = index + COLUMN;
  at = ROWS;
  while (at < end) {
    store<i32>(hdu, readDigits());
    hdu += 4;
    if (at + placeLength >= end || !isSame(at, PLACE, placeLength)) return 0;
    at += placeLength;
    name = copyField(name, COMMA);
    if (name === 0) return 0;
    value = copyField(value, COMMA);
    if (value === 0) return 0;
    comment = copyField(comment, COMMA);
    if (comment === 0) return 0;
    store<i32>(index, readDigits());
    index += 4;
    if (load<u8>(at++) !== COMMA) return 0;
    type = copyField(type, NEWLINE);
    if (type === 0) return 0;
  }
  store<u32>(ENDS, <u32>hdu);
  store<u32>(ENDS + 4, <u32>name);
  store<u32>(ENDS + 8, <u32>value);
  store<u32>(ENDS + 12, <u32>comment);
  store<u32>(ENDS + 16, <u32>index);
  store<u32>(ENDS + 20, <u32>type);
  return <u32>((hdu - COLUMNS) / 4);
}
