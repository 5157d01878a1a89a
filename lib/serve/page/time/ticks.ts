import type { Span } from '../state/selection.ts';
import { dateOfMjd, mjdOfMonth } from './dates.ts';

/** A mark on the axis of time. */
export interface Tick {
  readonly mjd: number;
  readonly text: string;
}

/** Steps of months: a century down to a month. */
const MONTHS = [1200, 600, 240, 120, 60, 24, 12, 6, 3, 1];
/** Steps of days: half a month down to 5 minutes. */
const DAYS = [10, 5, 2, 1, 0.5, 0.25, 1 / 8, 1 / 24, 1 / 48, 1 / 144, 1 / 288];
const MONTH = 30.44;
const NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Round dates in a span: at most `most`, but some. */
export function ticks({ from, to }: Span, most: number): Tick[] {
  const least = (to - from) / Math.max(1, most);
  const months = MONTHS.findLast((step) => step * MONTH >= least);
  if (least > 10 && months !== undefined) return monthTicks({ from, to }, months);
  if (least > MONTHS[0]! * MONTH) return monthTicks({ from, to }, MONTHS[0]!);
  const step = DAYS.findLast((days) => days >= least) ?? 10;
  const first = Math.ceil(from / step - 1e-9);
  return Array.from({ length: Math.max(0, Math.floor(to / step + 1e-9) - first + 1) }, (_, i) => {
    const mjd = (first + i) * step;
    return { mjd, text: step >= 1 ? dayText(mjd) : clockText(mjd) };
  });
}

function monthTicks({ from, to }: Span, step: number): Tick[] {
  const start = dateOfMjd(from);
  const first = Math.floor((start.getUTCFullYear() * 12 + start.getUTCMonth()) / step) * step;
  const found: Tick[] = [];
  for (let month = first; ; month += step) {
    const [year, inYear] = [Math.floor(month / 12), month % 12];
    const mjd = mjdOfMonth(year, inYear);
    if (mjd > to) return found;
    if (mjd >= from) found.push({ mjd, text: inYear === 0 ? String(year) : `${NAMES[inYear]} ${year}` });
  }
}

function dayText(mjd: number): string {
  const date = dateOfMjd(mjd);
  return `${date.getUTCDate()} ${NAMES[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

const clockText = (mjd: number): string =>
  Math.abs(mjd - Math.round(mjd)) < 1e-6
    ? dayText(mjd)
    : dateOfMjd(mjd + 1e-9)
        .toISOString()
        .slice(11, 16);
