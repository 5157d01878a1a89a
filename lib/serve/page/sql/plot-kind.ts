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
  const number = at(isQuantity);
  const time = at((name, type) => TIME.test(type) || MJD.test(name));
  const first = columns[0];
  const isByCategory = first !== undefined && !isQuantity(first.name, first.type) && time !== 0;
  const bars = isByCategory ? barsOf({ columns, rows }, number) : undefined;
  return bars ?? timesOf({ columns, rows }, time, number);
}

const isQuantity = (name: string, type: string): boolean =>
  NUMBER.test(type) && !MJD.test(name) && !/^(s_)?(ra|dec)$|^hdu$/.test(name);

function timesOf({ columns, rows }: Table, time: number, number: number): Plot | undefined {
  if (time < 0) return undefined;
  const timed = rows.flatMap((row) => {
    const mjd = mjdOf(row[time]);
    return mjd === undefined ? [] : [{ mjd, weight: numberOf(row[number]) ?? 0 }];
  });
  if (timed.length < 2) return undefined;
  const isGrouped = number >= 0 && columns.length === 2;
  return {
    kind: 'time',
    times: timed.map(({ mjd }) => mjd),
    weights: isGrouped ? timed.map(({ weight }) => weight) : undefined,
    label: isGrouped ? (columns[number]?.name ?? '') : 'rows',
  };
}

/** The first number by the texts before it. */
function barsOf({ columns, rows }: Table, number: number): Plot | undefined {
  if (number < 1 || rows.length > MOST_BARS) return undefined;
  const categories = columns
    .slice(0, number)
    .flatMap(({ type }, at) => (NUMBER.test(type) || TIME.test(type) ? [] : [at]));
  const bars = rows.map((row) => ({
    text: categories.map((at) => String(row[at] ?? '(none)')).join(' · '),
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
