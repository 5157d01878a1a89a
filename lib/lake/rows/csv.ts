import type { CardType } from '../../fits/card-table.ts';
import type { OtherType } from '../columns.ts';

// RFC 4180 with \n: a field is quoted where it holds a comma or a quote. No field ever holds a control
// character, since neither Athena's CSV reader nor a terminal could be trusted with it: U+FFFD instead.

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g;
const PLAIN = /^[ !#-+\--~]*$/;

/** A field of CSV. */
export function csvField(text: string): string {
  if (PLAIN.test(text)) return text;
  const clean = text.replace(CONTROLS, '\ufffd').toWellFormed();
  return /[",]/.test(clean) ? `"${clean.replaceAll('"', '""')}"` : clean;
}

/** How the rows of a file go on after their HDU. */
export const placeFields = (bucket: string, key: string): string => `,${csvField(bucket)},${csvField(key)},`;

/** A row; those that are no header card have no index. */
export const csvRow = (
  start: string,
  type: OtherType | CardType,
  name: string,
  value: string | number | bigint,
  comment = '',
  index: number | '' = '',
): string => `${start}${csvField(name)},${csvField(String(value))},${csvField(comment)},${index},${type}\n`;
