import type { Span } from '../state/selection.ts';
import type { CodeColumn } from './columns.ts';
import type { RowSpan } from './crossing.ts';

/** The number of bins of the time histogram. */
export const TIME_BINS = 1024;

/** How many rows have a time. They come first. */
export function timedRows(times: Float64Array): number {
  return firstWhere(times.length, (row) => Number.isNaN(times[row]));
}

/** The rows of a span of time; `timed` of them have one. */
export function rowsOf(times: Float64Array, timed: number, { from, to }: Span): RowSpan {
  return {
    from: firstWhere(timed, (row) => times[row]! >= from),
    to: firstWhere(timed, (row) => times[row]! >= to),
  };
}

/** The first number below `end` for which something holds, if it holds for all after it; `end` if there is none. */
function firstWhere(end: number, holds: (at: number) => boolean): number {
  let [low, high] = [0, end];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The bin of each row in a histogram from one time to another. Rows outside have the code {@link TIME_BINS}. */
export function timeCodes(times: Float64Array, timed: number, { from, to }: Span): CodeColumn {
  const codes = new Uint16Array(times.length).fill(TIME_BINS);
  const perBin = TIME_BINS / (to - from);
  const shown = rowsOf(times, timed, { from, to });
  for (let row = shown.from; row < shown.to; row++) {
    codes[row] = Math.min(TIME_BINS - 1, ((times[row]! - from) * perBin) | 0);
  }
  return { codes, none: TIME_BINS };
}

/** All times, with a little room at the end, so that the last one is before it. A lake without times shows a year. */
export function wholeTime(times: Float64Array, timed: number): Span {
  if (timed === 0) return { from: 60_000, to: 60_365 };
  const [first, last] = [times[0]!, times[timed - 1]!];
  return { from: first, to: last + Math.max(1 / 86_400, (last - first) * 1e-3) };
}
