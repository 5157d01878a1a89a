// AssemblyScript: compiled by `npm run wasm` into lib/lake/rows/numbered-rows.wasm.ts.
//
// Puts the number of a lake object in place of the source file in its rows, and separates header cards from other rows.
// lib/lake/rows/numbered-rows.ts defines what that means. Bytes are examined sixteen at a time; up to fifteen bytes after a
// text are read and written, and the next text overwrites them.

/** Where the fields about the source file are in memory, with the commas around them. */
export const PLACE: usize = 0x1000;
/** The most bytes of them. */
export const MOST_PLACE: usize = 0x1000;
/** Where the number is, with the commas around it: sixteen bytes at most. */
export const NUMBER: usize = 0x2010;
/** Where the ends of header cards are: each a comma and a type, after zeros that fill sixteen bytes. Zeros follow the last. */
export const CARD_ENDS: usize = 0x2040;
/** Where the rows are that are read. */
export const ROWS: usize = 0x2100;
/** The most bytes of them. */
export const MOST_ROWS: usize = 0x20000;
/** Where header cards are written. Each takes thirteen bytes more at most, and has four at least. */
export const CARDS: usize = 0x22200;
/** Where other rows are written. */
export const OTHERS: usize = 0xaa400;

const ZERO: u8 = 0x30;
const NEWLINE: u8 = 0x0a;
const QUOTE: u8 = 0x22;
const NOTHING: v128 = i8x16.splat(0);
const BLANKS: v128 = i8x16.splat(0x20);
const QUOTES: v128 = i8x16.splat(0x22);

/** Whether `length` bytes are the same. */
function isSame(a: usize, b: usize, length: usize): bool {
  let at: usize = 0;
  for (; at + 16 <= length; at += 16)
    if (!i8x16.all_true(i8x16.eq(v128.load(a + at), v128.load(b + at)))) return false;
  for (; at < length; at++) if (load<u8>(a + at) !== load<u8>(b + at)) return false;
  return true;
}

/** Whether the row that ends at `end`, without its newline, is a header card. */
function isCard(end: usize): bool {
  const text = v128.load(end - 16);
  let cardEnd = v128.load(CARD_ENDS);
  for (let at = CARD_ENDS; v128.any_true(cardEnd); cardEnd = v128.load(at)) {
    if (i8x16.all_true(v128.or(i8x16.eq(text, cardEnd), i8x16.eq(cardEnd, NOTHING)))) return true;
    at += 16;
  }
  return false;
}

/** Copies bytes, sixteen at a time. */
function copy(to: usize, from: usize, length: usize): void {
  for (let at: usize = 0; at < length; at += 16) v128.store(to + at, v128.load(from + at));
}

let othersEnd: usize = OTHERS;

/** How many bytes the last call of `write` wrote at OTHERS. */
export function othersLength(): usize {
  return othersEnd - OTHERS;
}

/**
 * Writes the rows at ROWS, which end with a newline, at CARDS and at OTHERS. Returns how many bytes were written at CARDS; -1
 * if a row does not begin with an HDU and the fields at PLACE, ends with a quote, has a control character, or a quote that it
 * does not close.
 */
export function write(length: usize, placeLength: usize, numberLength: usize): i32 {
  const end = ROWS + length;
  const number = v128.load(NUMBER);
  let at = ROWS;
  let to = CARDS;
  othersEnd = OTHERS;
  while (at < end) {
    const row = to;
    for (let byte = load<u8>(at); byte - ZERO < 10; byte = load<u8>(++at)) store<u8>(to++, byte);
    if (at + placeLength >= end || !isSame(at, PLACE, placeLength)) return -1;
    at += placeLength;
    v128.store(to, number);
    to += numberLength;
    let quotes = 0;
    for (;;) {
      const text = v128.load(at);
      v128.store(to, text);
      const controls = i8x16.bitmask(i8x16.lt_u(text, BLANKS));
      const quoted = i8x16.bitmask(i8x16.eq(text, QUOTES));
      const rest = controls === 0 ? 16 : ctz(controls);
      quotes += popcnt(quoted & ((1 << rest) - 1));
      at += rest;
      to += rest;
      if (controls !== 0) break;
    }
    if (load<u8>(at) !== NEWLINE || load<u8>(at - 1) === QUOTE || (quotes & 1) !== 0) return -1;
    store<u8>(to++, NEWLINE);
    if (!isCard(at++)) {
      copy(othersEnd, row, to - row);
      othersEnd += to - row;
      to = row;
    }
  }
  return i32(to - CARDS);
}
