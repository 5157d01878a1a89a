// AssemblyScript: compiled by `npm run wasm` into lib/lake/rows/split-rows.wasm.ts.
//
// Splits the rows of a lake object into columns, and separates header cards from facts. lib/lake/rows/split-rows.ts defines
// what they are. Bytes are examined sixteen at a time; up to fifteen bytes after a text are read and written, and the next
// text overwrites them.

/** Where the fields about the source file are in memory, with the commas around them. */
export const PLACE: usize = 0x1000;
/** The most bytes of them. They have three at least. */
export const MOST_PLACE: usize = 0x1000;
/** Where the end of each column is written, of cards and then of facts: four bytes each. */
export const ENDS: usize = 0x2010;
/** Where the types of cards are, as they are in a column, with zeros up to sixteen bytes. Zeros follow the last. */
export const CARD_TYPES: usize = 0x2040;
/** Where the rows are that are read. */
export const ROWS: usize = 0x2100;
/** The most bytes of them. */
export const MOST_ROWS: usize = 0x20000;
/** Where the first column of cards is written. */
export const CARDS: usize = 0x22200;
/** Where the first column of facts is written. */
export const FACTS: usize = 0x148400;
/** The bytes from one column to the next. Each row has at least eight bytes, and takes at most four more in a column. */
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
const NOTHING: v128 = i8x16.splat(0);

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

/** Whether a type, as it is in a column, is one of a card. */
function isOfCard(type: usize): bool {
  const text = v128.load(type);
  for (let at = CARD_TYPES; load<u32>(at) !== 0; at += 16) {
    const cardType = v128.load(at);
    if (
      load<u32>(type) === load<u32>(at) &&
      i8x16.all_true(v128.or(i8x16.eq(text, cardType), i8x16.eq(cardType, NOTHING)))
    )
      return true;
  }
  return false;
}

/** Copies the bytes from `from` to `end`, sixteen at a time. Returns where the copies end. */
function copy(to: usize, from: usize, end: usize): usize {
  for (let byte: usize = 0; from + byte < end; byte += 16) v128.store(to + byte, v128.load(from + byte));
  return to + (end - from);
}

/**
 * Splits the rows at ROWS, which end with a newline. Returns false if one of them is not as a lake writes it, or is about
 * another file.
 */
export function split(length: usize, placeLength: usize): bool {
  const end = ROWS + length;
  let hdu = CARDS;
  let name = hdu + COLUMN;
  let value = name + COLUMN;
  let comment = value + COLUMN;
  let index = comment + COLUMN;
  let type = index + COLUMN;
  let factHdu = FACTS;
  let factName = factHdu + COLUMN;
  let factValue = factName + COLUMN;
  let factComment = factValue + COLUMN;
  let factIndex = factComment + COLUMN;
  let factType = factIndex + COLUMN;
  at = ROWS;
  while (at < end) {
    store<i32>(hdu, readDigits());
    if (at + placeLength >= end || !isSame(at, PLACE, placeLength)) return false;
    at += placeLength;
    const nameEnd = copyField(name, COMMA);
    if (nameEnd === 0) return false;
    const valueEnd = copyField(value, COMMA);
    if (valueEnd === 0) return false;
    const commentEnd = copyField(comment, COMMA);
    if (commentEnd === 0) return false;
    store<i32>(index, readDigits());
    if (load<u8>(at++) !== COMMA) return false;
    const typeEnd = copyField(type, NEWLINE);
    if (typeEnd === 0) return false;
    if (isOfCard(type)) {
      hdu += 4;
      name = nameEnd;
      value = valueEnd;
      comment = commentEnd;
      index += 4;
      type = typeEnd;
    } else {
      factHdu = copy(factHdu, hdu, hdu + 4);
      factName = copy(factName, name, nameEnd);
      factValue = copy(factValue, value, valueEnd);
      factComment = copy(factComment, comment, commentEnd);
      factIndex = copy(factIndex, index, index + 4);
      factType = copy(factType, type, typeEnd);
    }
  }
  store<u32>(ENDS, <u32>hdu);
  store<u32>(ENDS + 4, <u32>name);
  store<u32>(ENDS + 8, <u32>value);
  store<u32>(ENDS + 12, <u32>comment);
  store<u32>(ENDS + 16, <u32>index);
  store<u32>(ENDS + 20, <u32>type);
  store<u32>(ENDS + 24, <u32>factHdu);
  store<u32>(ENDS + 28, <u32>factName);
  store<u32>(ENDS + 32, <u32>factValue);
  store<u32>(ENDS + 36, <u32>factComment);
  store<u32>(ENDS + 40, <u32>factIndex);
  store<u32>(ENDS + 44, <u32>factType);
  return true;
}
