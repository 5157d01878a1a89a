import type { CardType } from '../../fits/card-table.ts';
import type { OtherType } from '../columns.ts';

// RFC 4180, with \n at the end of a line: a field is quoted if it contains a comma or a quote. No field contains a
// control character, because neither Athena's CSV reader nor terminals handle them safely; U+FFFD takes their place.

// biome-ignore lint/suspicious/noControlCharactersInRegex: it is about control characters
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g;
const PLAIN = /^[ !#-+\--~]*$/;

/** Text as it is in a row: without control characters and unpaired surrogates. */
export const cleanText = (text: string): string =>
  PLAIN.test(text) ? text : text.replace(CONTROLS, '\ufffd').toWellFormed();

/** Text as a CSV field. */
export function csvField(text: string): string {
  if (PLAIN.test(text)) return text;
  const clean = cleanText(text);
  return /[",]/.test(clean) ? `"${clean.replaceAll('"', '""')}"` : clean;
}

/** The fields of a row, or of a part of a row between two commas. */
export const csvFields = (row: string): string[] =>
  [...`,${row}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );

/** The fields that follow the HDU, the same in all rows of a file. */
export const placeFields = (bucket: string, key: string): string => `,${csvField(bucket)},${csvField(key)},`;

/**
 * One row. Rows that are not header cards have no index.
 *
 * @param rowStart the HDU, if there is one, followed by {@link placeFields}
 */
export const csvRow = (
  rowStart: string,
  type: OtherType | CardType,
  name: string,
  value: string | number | bigint,
  comment = '',
  index: number | '' = '',
): string =>
  `${rowStart}${csvField(name)},${csvField(String(value))},${csvField(comment)},${index},${type}\n`;
