import { shortNumber } from '../numbers.ts';
import { dateText } from '../time/dates.ts';

/** Columns with a Modified Julian Date, which are shown as dates. */
const DATES = new Set(['t_min', 't_max', 't_mid']);

/** Whether a column's numbers are shown as dates. */
export const isDate = (column: string): boolean => DATES.has(column);

/** More of a text would push everything else out of a table. */
const MOST = 120;
/** More would not fit into a title. */
const MOST_TITLE = 2000;

/** The beginning of a text that may be very long. */
export const beginning = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 3)}…` : text;

/** A value as a table shows it; the full value where that differs. */
export function cellText(column: string, value: unknown): { readonly text: string; readonly full?: string } {
  if (value === null || value === undefined) return { text: '' };
  if (typeof value === 'number') {
    if (isDate(column) && value > 0 && value < 200_000)
      return { text: dateText(value), full: `MJD ${value}` };
    const text = shortNumber(value);
    return text === String(value) ? { text } : { text, full: String(value) };
  }
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  if (column === 'path') return { text: shortPath(text), full: text };
  return text.length > MOST ? { text: beginning(text, MOST), full: beginning(text, MOST_TITLE) } : { text };
}

/** The last two names of a path. */
export function shortPath(path: string): string {
  const parts = path.split('/');
  return parts.length <= 3 ? path : `…/${parts.slice(-2).join('/')}`;
}
