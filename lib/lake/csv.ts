import type { CardType, OtherType } from './columns.ts';
import { makeRoomFor, type RowBuffer } from './row-buffer.ts';

// RFC 4180 with \n: a field is quoted where it holds a comma or a quote. No field ever holds a control
// character, since neither Athena's CSV reader nor a terminal could be trusted with it: U+FFFD instead.

/** A field of CSV. */
export function csvField(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const clean = text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd').toWellFormed();
  return /[",]/.test(clean) ? `"${clean.replaceAll('"', '""')}"` : clean;
}

/** How each row of an HDU (or of the file: hdu '') begins, as bytes. */
export const rowStart = (hdu: number | '', bucket: string, key: string): Uint8Array =>
  new Uint8Array(Buffer.from(`${hdu},${csvField(bucket)},${csvField(key)},`));

/** Writes a row that is no header card: file, hdu, fault and so on. */
export function writeRow(
  rows: RowBuffer,
  start: Uint8Array,
  type: OtherType | CardType,
  name: string,
  value: string,
  comment = '',
): void {
  const row = Buffer.from(`${csvField(name)},${csvField(value)},${csvField(comment)},,${type}\n`);
  makeRoomFor(rows, start.length + row.length);
  rows.bytes.set(start, rows.length);
  rows.bytes.set(row, rows.length + start.length);
  rows.length += start.length + row.length;
}
