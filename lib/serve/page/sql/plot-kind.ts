import { mjdOfDate } from '../time/dates.ts';
import type { Table } from '../wire.ts';

/** What an answer can be drawn as. */
export type Plot =
  | { readonly kind: 'sky'; readonly points: readonly (readonly [ra: number, dec: number])[] }
  | {
      readonly kind: 'time';
      readonly times: readonly number[];
      readonly weights: readonly number[] | undefined;
      readonly label: string;
    }
  | {
      readonly kind: 'bars';
      readonly bars: readonly { readonly text: string; readonly value: number }[];
      readonly label: string;
    };

const NUMBER = /^(integer|bigint|double)/;
const TIME = /^(date|timestamp)/;
const MJD = /^t_(min|max|mid)$/;
/** More bars are not readable. */
const MOST_BARS = 30;

/** What to draw of an answer: positions, times, or numbers by category. Undefined if it has none of them. */
export function plotOf({ columns, rows }: Table): Plot | undefined {
  if (rows.length === 0) return undefined;
  const at = (matches: (name: string, type: string) => boolean): number =>
    columns.findIndex(({ name, type }) => matches(name, type));
  const [ra, dec] = [at((name) => /^(s_)?ra$/.test(name)), at((name) => /^(s_)?dec$/.test(name))];
  if (ra >= 0 && dec >= 0) {
    const points = rows.flatMap((row) => {
      const [x, y] = [numberOf(row[ra]), numberOf(row[dec])];
      return x === undefined || y === undefined ? [] : [[x, y] as const];
    });
    if (points.length > 0) return { kind: 'sky', points };
  }
  const number = at(
    (name, type) => NUMBER.test(type) && !MJD.test(name) && !/^(s_)?(ra|dec)$|^hdu$/.test(name),
  );
  const time = at((name, type) => TIME.test(type) || MJD.test(name));
  if (time >= 0) {
    const timed = rows.flatMap((row) => {
      const mjd = mjdOf(row[time]);
      return mjd === undefined ? [] : [{ mjd, weight: number < 0 ? 1 : (numberOf(row[number]) ?? 0) }];
    });
    const isGrouped = number >= 0 && columns.length === 2;
    if (timed.length > 1)
      return {
        kind: 'time',
        times: timed.map(({ mjd }) => mjd),
        weights: isGrouped ? timed.map(({ weight }) => weight) : undefined,
        label: isGrouped ? (columns[number]?.name ?? '') : 'rows',
      };
  }
  return barsOf({ columns, rows }, number);
}

function barsOf({ columns, rows }: Table, number: number): Plot | undefined {
  const category = columns.findIndex(({ type }) => !NUMBER.test(type) && !TIME.test(type));
  if (category < 0 || number < 0 || rows.length > MOST_BARS) return undefined;
  const bars = rows.map((row) => ({
    text: String(row[category] ?? '(none)'),
    value: numberOf(row[number]) ?? 0,
  }));
  return bars.every(({ value }) => value >= 0)
    ? { kind: 'bars', bars, label: columns[number]?.name ?? '' }
    : undefined;
}

function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function mjdOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const text = value.replace(' ', 'T');
  const date = new Date(text.length > 10 && !/[Z+]/.test(text.slice(10)) ? `${text}Z` : text);
  return Number.isNaN(date.getTime()) ? undefined : mjdOfDate(date);
}
