import { DEGREE } from '../../../sky/sphere.ts';
import { type CentredView, isOnCanvas, viewRadius } from '../sky/centred-view.ts';
import type { Selection, Span } from '../state/selection.ts';
import { type Columns, columnsOf } from './columns.ts';
import { capMask, coneMask, coneTest, noPositionMask, OUTSIDE } from './cone-mask.ts';
import {
  type Crossing,
  crossingOf,
  filterCodes,
  filterSpan,
  lastRows,
  type RowSpan,
  recode,
} from './crossing.ts';
import { rowsOf, timeCodes, timedRows, wholeTime } from './time-codes.ts';

// What the worker does: it keeps the columns, and answers how many rows of everything pass a selection.

/** A selection to count, and what else is shown. */
export interface Look {
  readonly selection: Selection;
  /** The time that the histogram shows; all of it by default. */
  readonly time?: Span | undefined;
  /** How many of the newest rows to name. */
  readonly newest: number;
  /** The part of the sky in view, if its rows are wanted. */
  readonly view?: CentredView | undefined;
}

/** The answer to a look. Counts are by code; the last code of each column is no value. */
export interface Seen {
  readonly total: number;
  readonly sky: Uint32Array;
  readonly time: Uint32Array;
  readonly facets: readonly Uint32Array[];
  readonly histograms: readonly Uint32Array[];
  /** The numbers of the newest rows. */
  readonly rows: readonly number[];
  /** The rows in view: how many, and the numbers of the first {@link MOST_IN_VIEW}. */
  readonly view?: { readonly count: number; readonly rows: readonly number[] } | undefined;
  /** How many rows changed. */
  readonly touched: number;
}

/** More footprints would hide each other. */
export const MOST_IN_VIEW = 3000;
const SKY = 0;
const TIME = 1;

export interface Looker {
  readonly columns: Columns;
  readonly timed: number;
  readonly wholeTime: Span;
  look(look: Look): Seen;
}

/** Takes what the server sent. */
export function lookerOf(buffer: ArrayBuffer): Looker {
  const columns = columnsOf(buffer);
  const { header, time: times, ra, dec } = columns;
  const timed = timedRows(times);
  const whole = wholeTime(times, timed);
  const crossing = crossingOf(header.rows, [
    columns.cell,
    timeCodes(times, timed, whole),
    ...columns.facets,
    ...columns.histograms,
  ]);
  const all: RowSpan = { from: 0, to: header.rows };
  let shown = whole;
  let inTime = all;
  const spanOf = ({ time }: Selection): RowSpan =>
    time === undefined
      ? all
      : time === 'none'
        ? { from: timed, to: header.rows }
        : rowsOf(times, timed, time);
  const look = ({ selection, time = whole, newest, view }: Look): Seen => {
    if (time.from !== shown.from || time.to !== shown.to)
      recode(crossing, TIME, timeCodes(times, timed, time));
    shown = time;
    const span = spanOf(selection);
    let touched = filterSpan(crossing, TIME, inTime, span) + filterSky(crossing, columns, selection.sky);
    inTime = span;
    for (const [index, mask] of masksOf(columns, selection).entries()) {
      touched += filterCodes(crossing, index + 2, mask);
    }
    const [sky, inBins, ...others] = crossing.counts.map((counts) => counts.slice());
    return {
      total: crossing.total,
      sky: sky ?? new Uint32Array(),
      time: inBins ?? new Uint32Array(),
      facets: others.slice(0, columns.facets.length),
      histograms: others.slice(columns.facets.length),
      rows: lastRows(crossing, timed, newest),
      ...(view === undefined ? {} : { view: rowsInView(crossing, view, ra, dec) }),
      touched,
    };
  };
  return { columns, timed, wholeTime: whole, look };
}

function filterSky(crossing: Crossing, { ra, dec }: Columns, sky: Selection['sky']): number {
  if (sky === undefined) return filterCodes(crossing, SKY, undefined);
  if (sky === 'none') return filterCodes(crossing, SKY, noPositionMask());
  const isIn = coneTest(sky);
  return filterCodes(crossing, SKY, coneMask(sky), (row) => isIn(ra[row]!, dec[row]!));
}

/** The masks of facets and histograms; undefined where nothing is filtered. */
function masksOf({ header, facets, histograms }: Columns, { facets: chosen, spans }: Selection) {
  return [
    ...header.facets.map(({ name, values }, index) => {
      const wanted = chosen[name];
      if (wanted === undefined) return undefined;
      const mask = new Uint8Array(facets[index]!.none + 1);
      for (const value of wanted) {
        const code = value === null ? values.length : values.indexOf(value);
        if (code >= 0) mask[code] = 1;
      }
      return mask;
    }),
    ...Object.values(header.bins).map(({ column, edges }, index) => {
      const span = spans[column];
      if (span === undefined) return undefined;
      const mask = new Uint8Array(histograms[index]!.none + 1);
      for (let bin = 0; bin + 1 < edges.length; bin++) {
        mask[bin] = edges[bin]! >= span.from && edges[bin + 1]! <= span.to ? 1 : 0;
      }
      return mask;
    }),
  ];
}

/** The rows that pass all filters and whose position is on the canvas, newest first. */
function rowsInView(
  { rows, failed, columns }: Crossing,
  view: CentredView,
  ra: Float64Array,
  dec: Float64Array,
): { count: number; rows: number[] } {
  const mask = capMask(view.centre, viewRadius(view));
  const { codes } = columns[SKY]!;
  const found: number[] = [];
  let count = 0;
  for (let row = rows - 1; row >= 0; row--) {
    if (failed[row] !== 0 || mask[codes[row]!] === OUTSIDE) continue;
    const cos = Math.cos(dec[row]! * DEGREE);
    const [long, z] = [ra[row]! * DEGREE, Math.sin(dec[row]! * DEGREE)];
    if (!isOnCanvas(view, cos * Math.cos(long), cos * Math.sin(long), z)) continue;
    if (count++ < MOST_IN_VIEW) found.push(row);
  }
  return { count, rows: found };
}
