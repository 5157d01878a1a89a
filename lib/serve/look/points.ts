import type { LineData, TableData } from './drawable.ts';
import { bytesOf, decoded } from './numbers.ts';
import type { ReadBytes } from './pixels.ts';
import { MOST_BYTES } from './sampling.ts';
import type { TableColumn } from './table-columns.ts';

// Reads the points of a line or scatter plot.

/** The most points of a plot. */
export const MOST_POINTS = 4000;

/** An axis of a plot. */
export interface PlotAxis {
  readonly label: string;
  readonly unit: string;
}

/** Points, in the order of the file. NaN where there is no value. */
export interface Plot {
  readonly kind: 'line' | 'scatter';
  readonly x: PlotAxis;
  readonly y: PlotAxis;
  readonly points: { readonly x: Float64Array; readonly y: Float64Array };
  /** Whether points are left out. */
  readonly isSampled: boolean;
}

/** The most reads of data that is too large to be read whole. */
const MOST_READS = 500;

/** The step between the points of a plot, so that they are not too many, and reading them does not cost too much. */
function stepOf(count: number, bytesEach: number): number {
  const most =
    count * bytesEach <= MOST_BYTES
      ? MOST_POINTS
      : Math.min(MOST_READS, Math.max(1, Math.floor(MOST_BYTES / bytesEach)));
  return Math.ceil(count / most);
}

/** Reads a spectrum or another line: all pixels, or the first one of each few. */
export async function readLine(line: LineData, read: ReadBytes): Promise<Plot> {
  const { length, bitpix, scaling, offset, axis, unit } = line;
  const each = bytesOf(bitpix);
  const step = stepOf(length, each);
  const count = Math.ceil(length / step);
  const bytes = await readSpread(read, offset, length * each, step * each, each);
  const y = decoded(bytes.packed, bitpix, count, scaling, bytes.stride);
  const x = Float64Array.from(y, (_, index) => axis.start + index * step * axis.step);
  return {
    kind: 'line',
    x: { label: axis.label, unit: axis.unit },
    y: { label: 'value', unit },
    points: { x, y },
    isSampled: step > 1,
  };
}

/** Reads that are under way at the same time. */
const AT_ONCE = 8;

/** Bytes of which every `stride` ones matter. */
interface Spread {
  readonly packed: Uint8Array;
  readonly stride: number;
}

/**
 * Reads the first `each` of every `step` bytes: all bytes at once if they are few enough, otherwise only those that matter,
 * in reads of their own.
 */
async function readSpread(
  read: ReadBytes,
  offset: number,
  total: number,
  step: number,
  each: number,
): Promise<Spread> {
  if (total <= MOST_BYTES) return { packed: await read(offset, total), stride: step };
  const count = Math.ceil(total / step);
  const packed = new Uint8Array(count * each);
  for (let from = 0; from < count; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, index) => from + index);
    const pieces = await Promise.all(some.map((index) => read(offset + index * step, each)));
    for (const [index, bytes] of pieces.entries()) packed.set(bytes, (from + index) * each);
  }
  return { packed, stride: each };
}

/** Names of columns that are usually the horizontal axis. */
const HORIZONTAL =
  /^(?:time|.*jd|date|phase|wave(?:length)?|lambda|loglam|freq(?:uency)?|energy|channel|.*_time|ra)$/i;
/** Names of columns that are usually the vertical axis. */
const VERTICAL = /flux|rate|counts?|mag|intensity|power|amplitude|^dec$|^y$/i;

/** The two columns of a plot. A wanted name that does not exist counts as none. */
export function plottedColumns(
  columns: readonly TableColumn[],
  wanted: { readonly x: string | undefined; readonly y: string | undefined },
): readonly [TableColumn, TableColumn] | undefined {
  const named = (name: string | undefined) => columns.find((column) => column.name === name);
  const x = named(wanted.x) ?? columns.find(({ name }) => HORIZONTAL.test(name)) ?? columns[0];
  const others = columns.filter((column) => column !== x && column.repeat === x?.repeat);
  const y =
    (named(wanted.y) === x ? undefined : named(wanted.y)) ??
    others.find(({ name }) => VERTICAL.test(name)) ??
    others[0];
  return x === undefined || y === undefined ? undefined : [x, y];
}

/** Reads two columns of a table: of all rows, or of evenly spread ones. */
export async function readTable(
  table: TableData,
  [first, second]: readonly [TableColumn, TableColumn],
  read: ReadBytes,
): Promise<Plot> {
  const { rows, rowBytes, offset } = table;
  // one row of arrays, as spectra often have
  const isArrays = rows === 1 && first.repeat > 1 && first.repeat === second.repeat;
  const step = stepOf(rows, rowBytes);
  const bytes = await readSpread(read, offset, rows * rowBytes, step * rowBytes, rowBytes);
  const values = (column: TableColumn): Float64Array => {
    const from = bytes.packed.subarray(column.offset);
    return isArrays
      ? decoded(from, column.bitpix, column.repeat, column.scaling)
      : decoded(from, column.bitpix, Math.ceil(rows / step), column.scaling, bytes.stride);
  };
  const [x, y] = [values(first), values(second)];
  return {
    kind: isAscending(x) ? 'line' : 'scatter',
    x: { label: first.name, unit: first.unit },
    y: { label: second.name, unit: second.unit },
    points: { x, y },
    isSampled: step > 1,
  };
}

/** Whether values only grow, apart from those that are missing. */
function isAscending(values: Float64Array): boolean {
  let last = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value <= last) return false;
    if (!Number.isNaN(value)) last = value;
  }
  return true;
}
