/** FITS standard 4.0, 3.1: everything stands in blocks of 2880 bytes. */
export const BLOCK = 2880;
/** FITS standard 4.0, 4.1: a header is made of 80-character keyword records. */
export const CARD = 80;

export const BLANK = 0x20;
export const QUOTE = 0x27;
export const SLASH = 0x2f;
export const EQUALS = 0x3d;
export const AMPERSAND = 0x26;

/** The bytes of `text`, one a character (ASCII or Latin-1). */
export const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

/** The text of bytes [start, end), one character a byte. */
export const textOf = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');

/** Whether `wanted` stands in `bytes` at `at`. */
export function standsAt(bytes: Uint8Array, at: number, wanted: Uint8Array): boolean {
  for (let i = 0; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) return false;
  return true;
}

/** `length` rounded up to whole blocks. */
export const padded = (length: number): number => Math.ceil(length / BLOCK) * BLOCK;
