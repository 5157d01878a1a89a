// Latin-1 text to CSV in UTF-8, bytes to bytes, for the cards that plain-rows.ts does not write. Text is copied four bytes
// at a time, which is three times as fast as byte by byte. A copy may write up to three bytes too many; the next one
// overwrites them, and row-buffer.ts leaves room for them at the end.

const COMMA = 0x2c;
const QUOTE = 0x22;

const PLAIN = 0;
const SEPARATOR = 1;
const CONTROL = 2;
const LATIN = 3;

/** How each byte of Latin-1 text is written. Controls are C0, DEL and C1. */
const KIND = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === COMMA || byte === QUOTE) return SEPARATOR;
  if (byte < 0x20 || (byte >= 0x7f && byte < 0xa0)) return CONTROL;
  return byte < 0x80 ? PLAIN : LATIN;
});

const COMMAS = 0x2c2c2c2c;
const QUOTES = 0x22222222;
const BLANKS = 0x20202020;
const ONES = 0x01010101;
const HIGH_BITS = 0x80808080;

/** The four bytes `,999` of each number below 1000, padded with zeros. */
const INDEXES = Int32Array.from({ length: 1000 }, (_, i) => Buffer.from(`,${i}\0\0\0`).readInt32LE(0));

/** Copies the bytes [start, end) of `text` to `to`. */
export function copyText(out: DataView, to: number, text: DataView, start: number, end: number): void {
  const shift = to - start;
  for (let at = start; at < end; at += 4) out.setInt32(at + shift, text.getInt32(at, true), true);
}

/** Writes a comma. Returns where it ends. */
export function writeComma(out: DataView, to: number): number {
  out.setInt8(to, COMMA);
  return to + 1;
}

/** Writes the Latin-1 text [start, end) as a CSV field. Returns where it ends. */
export function writeField(out: DataView, to: number, text: DataView, start: number, end: number): number {
  for (let at = start; at < end; at += 4) {
    const four = text.getInt32(at, true);
    const commas = four ^ COMMAS;
    const quotes = four ^ QUOTES;
    // a high bit for each byte that is below 0x20, above 0x7e, a comma or a quote (a borrow may add a false one)
    const special =
      (four - BLANKS) | four | (four + ONES) | ((commas - ONES) & ~commas) | ((quotes - ONES) & ~quotes);
    if ((special & HIGH_BITS) !== 0) return writeSpecialField(out, to, text, start, end);
    out.setInt32(to + at - start, four, true);
  }
  return to + end - start;
}

/** Writes a field byte by byte. The opening quote is removed afterwards if it turns out not to be needed. */
function writeSpecialField(out: DataView, to: number, text: DataView, start: number, end: number): number {
  const opening = to;
  let quoted = false;
  out.setUint8(to++, QUOTE);
  for (let at = start; at < end; at++) {
    const byte = text.getUint8(at);
    switch (KIND[byte]) {
      case SEPARATOR:
        quoted = true;
        if (byte === QUOTE) out.setUint8(to++, QUOTE);
        out.setUint8(to++, byte);
        break;
      case LATIN:
        out.setUint8(to++, 0xc0 | (byte >> 6));
        out.setUint8(to++, 0x80 | (byte & 0x3f));
        break;
      case CONTROL:
        // U+FFFD
        out.setUint8(to++, 0xef);
        out.setUint8(to++, 0xbf);
        out.setUint8(to++, 0xbd);
        break;
      default:
        out.setUint8(to++, byte);
    }
  }
  if (!quoted) {
    new Uint8Array(out.buffer).copyWithin(opening, opening + 1, to);
    return to - 1;
  }
  out.setUint8(to++, QUOTE);
  return to;
}

/** Writes a comma and a number from 0 on. Returns where it ends. */
export function writeIndex(out: DataView, to: number, index: number): number {
  if (index < INDEXES.length) {
    out.setInt32(to, INDEXES[index]!, true);
    return to + (index < 10 ? 2 : index < 100 ? 3 : 4);
  }
  for (const character of `,${index}`) out.setUint8(to++, character.charCodeAt(0));
  return to;
}
