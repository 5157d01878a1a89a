import fc from 'fast-check';
import { framed } from '../../../lib/serve/http/framed.ts';
import { coneTest } from '../../../lib/serve/page/cross/cone-mask.ts';
import type { Selection } from '../../../lib/serve/page/state/selection.ts';
import { healpixNested } from '../../../lib/sky/healpix.ts';

/** A row as the server would send it. */
export interface Row {
  readonly ra: number | null;
  readonly dec: number | null;
  readonly time: number | null;
  readonly filter: string | null;
  readonly type: string | null;
  readonly exposure: number | null;
}

const FILTERS = ['B', 'R', "it's"];
const TYPES = ['object', 'flat'];
/** Exposure times lie between them. */
export const EDGES = [0, 1, 10, 100];

const orNull = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 4 });

/** Positions that are often near a pole or RA 0. */
const position = fc.oneof(
  fc.tuple(fc.double({ min: 0, max: 359.99, noNaN: true }), fc.double({ min: -90, max: 90, noNaN: true })),
  fc.tuple(
    fc.integer({ min: 0, max: 35 }).map((n) => n * 10),
    fc.constantFrom(-90, -89.5, 0, 41.27, 89.9, 90),
  ),
  fc.tuple(fc.constantFrom(0, 0.1, 359.9), fc.integer({ min: -90, max: 90 })),
);

/** Rows in the order of their times, with those without one at the end. */
export const anyRows: fc.Arbitrary<Row[]> = fc
  .array(
    fc
      .record({
        position: orNull(position),
        time: orNull(fc.integer({ min: 0, max: 100 }).map((day) => 50_000 + day)),
        filter: orNull(fc.constantFrom(...FILTERS)),
        type: orNull(fc.constantFrom(...TYPES)),
        exposure: orNull(fc.integer({ min: 0, max: 99 })),
      })
      .map(({ position: at, ...row }): Row => ({ ...row, ra: at?.[0] ?? null, dec: at?.[1] ?? null })),
    { maxLength: 60 },
  )
  .map((rows) =>
    rows.sort((a, b) => (a.time ?? Number.POSITIVE_INFINITY) - (b.time ?? Number.POSITIVE_INFINITY) || 0),
  );

const anyCone = fc
  .tuple(
    position,
    fc.oneof(fc.double({ min: 0.001, max: 180, noNaN: true }), fc.constantFrom(0.01, 1, 90, 180)),
  )
  .map(([[ra, dec], radius]) => ({ ra, dec, radius }));

const someOf = <T>(values: readonly T[]): fc.Arbitrary<T[] | undefined> =>
  fc.option(fc.subarray([...values], { minLength: 1 }), { nil: undefined });

/** Anything that a hand can select. */
export const anySelection: fc.Arbitrary<Selection> = fc
  .record({
    sky: fc.option(fc.oneof(anyCone, fc.constant('none' as const)), { nil: undefined }),
    time: fc.option(
      fc.oneof(
        fc
          .tuple(fc.integer({ min: -1, max: 100 }), fc.integer({ min: 1, max: 50 }))
          .map(([from, length]) => ({
            from: 50_000 + from,
            to: 50_000 + from + length,
          })),
        fc.constant('none' as const),
      ),
      { nil: undefined },
    ),
    filter: someOf([...FILTERS, null]),
    image_type: someOf([...TYPES, null]),
    span: fc.option(fc.subarray(EDGES, { minLength: 2 }), { nil: undefined }),
  })
  .map(({ sky, time, filter, image_type, span }) => ({
    ...(sky === undefined ? {} : { sky }),
    ...(time === undefined ? {} : { time }),
    facets: { ...(filter && { filter }), ...(image_type && { image_type }) },
    spans: span === undefined ? {} : { t_exptime: { from: span[0] ?? 0, to: span.at(-1) ?? 0 } },
  }));

/** The columns of rows, in the bytes that the server sends. */
export function columnsBuffer(rows: readonly Row[]): ArrayBuffer {
  const cells = rows.map(({ ra, dec }) =>
    ra === null || dec === null ? 0xffff : healpixNested(6, { ra, dec }),
  );
  const codes = (values: readonly string[], of: (row: Row) => string | null): number[] =>
    rows.map((row) => {
      const value = of(row);
      return value === null ? 0xffff : values.indexOf(value);
    });
  const bin = ({ exposure }: Row): number =>
    exposure === null ? 0xff : EDGES.findLastIndex((edge) => edge <= exposure);
  const blocks = {
    ra: Float64Array.from(rows, ({ ra }) => ra ?? Number.NaN),
    dec: Float64Array.from(rows, ({ dec }) => dec ?? Number.NaN),
    t_min: Float64Array.from(rows, ({ time }) => time ?? Number.NaN),
    cell: Uint16Array.from(cells),
    filter: Uint16Array.from(codes(FILTERS, ({ filter }) => filter)),
    image_type: Uint16Array.from(codes(TYPES, ({ type }) => type)),
    exptime: Uint8Array.from(rows, bin),
  };
  const header = {
    rows: rows.length,
    version: '1',
    facets: [
      { name: 'filter', label: 'Filter', values: FILTERS },
      { name: 'image_type', label: 'Image type', values: TYPES },
    ],
    bins: { exptime: { column: 't_exptime', label: 'Exposure time', unit: 's', edges: EDGES } },
  };
  const pieces = framed(header, blocks);
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes.buffer;
}

/** Whether a row passes each filter: sky, time, filter, image type, exposure. */
function verdicts({ ra, dec, ...row }: Row, { sky, time, facets, spans }: Selection): boolean[] {
  const span = spans['t_exptime'];
  const inCone = (): boolean => {
    if (sky === undefined || sky === 'none') return sky === undefined || ra === null;
    if (ra === null || dec === null) return false;
    // on the very edge, rounding decides: it must be that of the SQL
    return coneTest(sky)(ra, dec);
  };
  return [
    inCone(),
    time === undefined ||
      (time === 'none'
        ? row.time === null
        : row.time !== null && row.time >= time.from && row.time < time.to),
    facets['filter'] === undefined || facets['filter'].includes(row.filter),
    facets['image_type'] === undefined || facets['image_type'].includes(row.type),
    span === undefined || (row.exposure !== null && row.exposure >= span.from && row.exposure < span.to),
  ];
}

/** Counts by looking at each row. */
export function naiveCounts(rows: readonly Row[], selection: Selection) {
  const judged = rows.map((row, number) => ({ row, number, verdict: verdicts(row, selection) }));
  const without = (column: number): Row[] =>
    judged.filter(({ verdict }) => verdict.every((pass, at) => pass || at === column)).map(({ row }) => row);
  const byCode = (column: number, of: (row: Row) => number, size: number): number[] => {
    const counts = Array.from({ length: size }, () => 0);
    for (const row of without(column)) counts[of(row)] = (counts[of(row)] ?? 0) + 1;
    return counts;
  };
  const code = (values: readonly string[], value: string | null): number =>
    value === null ? values.length : values.indexOf(value);
  const sky = new Map<number, number>();
  for (const { ra, dec } of without(0)) {
    const cell = ra === null || dec === null ? 49_152 : healpixNested(6, { ra, dec });
    sky.set(cell, (sky.get(cell) ?? 0) + 1);
  }
  const passing = judged.filter(({ verdict }) => verdict.every(Boolean));
  const timed = passing.filter(({ row }) => row.time !== null).reverse();
  return {
    passing: passing.map(({ row }) => row),
    newest: [...timed, ...passing.filter(({ row }) => row.time === null)].map(({ number }) => number),
    sky: [...sky].sort(([a], [b]) => a - b),
    inTime: without(1).length,
    facets: [
      byCode(2, ({ filter }) => code(FILTERS, filter), FILTERS.length + 1),
      byCode(3, ({ type }) => code(TYPES, type), TYPES.length + 1),
    ],
    histograms: [
      byCode(
        4,
        ({ exposure }) => (exposure === null ? 3 : EDGES.findLastIndex((edge) => edge <= exposure)),
        4,
      ),
    ],
  };
}
