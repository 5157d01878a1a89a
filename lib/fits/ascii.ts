// The sizes and characters of the FITS format, and helpers for text in byte arrays, without Node's Buffer.

/** FITS standard 4.0, 3.1: a file consists of blocks of 2880 bytes. */
export const BLOCK = 2880;
/** FITS standard 4.0, 4.1: a header consists of keyword records of 80 characters. */
export const CARD = 80;

/** The only blank of a header: a space, not a tab. */
export const BLANK = 0x20;
/** `'` encloses a string. */
export const QUOTE = 0x27;
/** `=` in column 9 announces a value. */
export const EQUALS = 0x3d;
/** `&` at the end of a string announces a CONTINUE record. */
export const AMPERSAND = 0x26;

/** The bytes of `text`, one for each character (ASCII or Latin-1). */
export const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

/**
 * The text of bytes [start, end): one character for each byte, as Latin-1.
 *
 * TextDecoder cannot decode Latin-1: its `latin1` is windows-1252. For texts as short as those of cards, decoding eight
 * bytes at a time is as fast as Node's Buffer.
 */
export function textOf(bytes: Uint8Array, start: number, end: number): string {
  const { fromCharCode } = String;
  let text = '';
  let at = start;
  for (; at + 8 <= end; at += 8) {
    text += fromCharCode(
      bytes[at]!,
      bytes[at + 1]!,
      bytes[at + 2]!,
      bytes[at + 3]!,
      bytes[at + 4]!,
      bytes[at + 5]!,
      bytes[at + 6]!,
      bytes[at + 7]!,
    );
  }
  for (; at < end; at++) text += fromCharCode(bytes[at]!);
  return text;
}

/** Whether the bytes from `at` on are `expected`. */
export function startsWith(bytes: Uint8Array, at: number, expected: Uint8Array): boolean {
  for (let i = 0; i < expected.length; i++) if (bytes[at + i] !== expected[i]) return false;
  return true;
}

/** A new array with all parts, one after the other. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** `length` rounded up to whole blocks. */
export const padded = (length: number): number => Math.ceil(length / BLOCK) * BLOCK;
