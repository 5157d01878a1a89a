import type { CodeColumn } from './columns.ts';
import { INSIDE, LOOK } from './cone-mask.ts';

/** Rows from one number to before another. */
export interface RowSpan {
  readonly from: number;
  readonly to: number;
}

/**
 * All filters over all rows. Each filter has a column of codes; a bit of each row says whether it fails that filter. Counts of a
 * column are of the rows that pass all other filters, so that a facet does not hide what else could be chosen.
 */
export interface Crossing {
  readonly rows: number;
  readonly columns: CodeColumn[];
  /** By row: bit k is set if the row fails filter k. */
  readonly failed: Uint16Array;
  /** By column and code. */
  readonly counts: Uint32Array[];
  readonly masks: (Uint8Array | undefined)[];
  /** The number of rows that pass all filters. */
  total: number;
}

/** As many filters as bits in `failed`. */
const MOST_COLUMNS = 16;

/** Nothing is filtered yet. */
export function crossingOf(rows: number, columns: readonly CodeColumn[]): Crossing {
  if (columns.length > MOST_COLUMNS) throw new RangeError(`${columns.length} columns are too many`);
  return {
    rows,
    columns: [...columns],
    failed: new Uint16Array(rows),
    counts: columns.map(({ codes, none }) => {
      const counts = new Uint32Array(none + 1);
      for (let row = 0; row < rows; row++) counts[codes[row]!]!++;
      return counts;
    }),
    masks: columns.map(() => undefined),
    total: rows,
  };
}

/**
 * Changes the filter of a column: the rows whose code has {@link INSIDE} in the mask pass, and those whose code has
 * {@link LOOK} if the row itself does. Only rows that change are touched; returns how many.
 *
 * @param mask undefined: all rows pass
 */
export function filterCodes(
  crossing: Crossing,
  column: number,
  mask: Uint8Array | undefined,
  passes: (row: number) => boolean = () => true,
): number {
  const { codes } = crossing.columns[column]!;
  const suspects = changedCodes(crossing, column, mask);
  crossing.masks[column] = mask;
  if (suspects === undefined) return 0;
  const { failed } = crossing;
  const bit = 1 << column;
  let touched = 0;
  for (let row = 0; row < crossing.rows; row++) {
    const code = codes[row]!;
    if (suspects[code] === 0) continue;
    const verdict = mask === undefined ? INSIDE : mask[code]!;
    const pass = verdict === LOOK ? passes(row) : verdict === INSIDE;
    if (pass === ((failed[row]! & bit) === 0)) continue;
    flip(crossing, column, row);
    touched++;
  }
  return touched;
}

/** The codes whose rows may change; undefined if there are none. */
function changedCodes(
  { masks, columns }: Crossing,
  column: number,
  mask: Uint8Array | undefined,
): Uint8Array | undefined {
  const before = masks[column];
  const codes = new Uint8Array(columns[column]!.none + 1);
  let any = false;
  for (let code = 0; code < codes.length; code++) {
    const [was, is] = [before?.[code] ?? INSIDE, mask?.[code] ?? INSIDE];
    if (was === is && is !== LOOK) continue;
    codes[code] = 1;
    any = true;
  }
  return any ? codes : undefined;
}

/** Changes the filter of a column by which rows are sorted: those of a span pass. Returns how many rows changed. */
export function filterSpan(crossing: Crossing, column: number, before: RowSpan, after: RowSpan): number {
  let touched = 0;
  const flipAll = (from: number, to: number): void => {
    for (let row = from; row < to; row++) flip(crossing, column, row);
    touched += Math.max(0, to - from);
  };
  if (before.to <= after.from || after.to <= before.from) {
    flipAll(before.from, before.to);
    flipAll(after.from, after.to);
  } else {
    flipAll(Math.min(before.from, after.from), Math.max(before.from, after.from));
    flipAll(Math.min(before.to, after.to), Math.max(before.to, after.to));
  }
  return touched;
}

/** A row passes a filter that it failed, or the other way round. */
function flip(crossing: Crossing, column: number, row: number): void {
  const { failed, counts, columns } = crossing;
  const bits = failed[row]! ^ (1 << column);
  failed[row] = bits;
  const others = bits & ~(1 << column);
  const by = bits === others ? 1 : -1;
  if (others === 0) {
    crossing.total += by;
    for (let other = 0; other < columns.length; other++) {
      if (other !== column) counts[other]![columns[other]!.codes[row]!]! += by;
    }
  } else if ((others & (others - 1)) === 0) {
    const other = 31 - Math.clz32(others);
    counts[other]![columns[other]!.codes[row]!]! += by;
  }
}

/** Gives a column other codes, such as those of a histogram that shows another span; its filter stays. */
export function recode(crossing: Crossing, column: number, codes: CodeColumn): void {
  crossing.columns[column] = codes;
  const counts = new Uint32Array(codes.none + 1);
  const others = ~(1 << column);
  for (let row = 0; row < crossing.rows; row++) {
    if ((crossing.failed[row]! & others) === 0) counts[codes.codes[row]!]!++;
  }
  crossing.counts[column] = counts;
}

/** The last rows that pass all filters, last one first; those that come after `timed` last of all. */
export function lastRows({ rows, failed }: Crossing, timed: number, most: number): number[] {
  const found: number[] = [];
  for (let row = timed - 1; row >= 0 && found.length < most; row--) if (failed[row] === 0) found.push(row);
  for (let row = timed; row < rows && found.length < most; row++) if (failed[row] === 0) found.push(row);
  return found;
}
