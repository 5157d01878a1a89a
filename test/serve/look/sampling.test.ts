import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averaged, MOST_BYTES, runsOf, samplingOf } from '../../../lib/serve/look/sampling.ts';
import { cutOf, shadesOf } from '../../../lib/serve/look/stretch.ts';

const size = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 100_000 }));

describe('a sampling', () => {
  it('costs no more than it may, stays within its rows, and is as wide and high as it may be', () => {
    fc.assert(
      fc.property(
        size,
        size,
        fc.constantFrom(1, 2, 4, 8),
        fc.integer({ min: 16, max: 1024 }),
        (width, height, bytes, most) => {
          fc.pre(width * bytes <= MOST_BYTES);
          const sampling = samplingOf({ width, height }, width * bytes, most);
          expect(sampling.rows.length * width * bytes).toBeLessThanOrEqual(MOST_BYTES);
          expect(Math.max(sampling.width, sampling.height)).toBeLessThanOrEqual(most);
          expect(Math.min(sampling.width, sampling.height)).toBeGreaterThanOrEqual(1);
          expect(sampling.rows.every((row, at) => row > (sampling.rows[at - 1] ?? -1) && row < height)).toBe(
            true,
          );
          expect(Math.ceil(sampling.rows.length / sampling.rowsEach)).toBe(sampling.height);
        },
      ),
    );
  });

  it('has runs with exactly its rows', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(50)), (unsorted) => {
        const rows = unsorted.sort((a, b) => a - b);
        const runs = runsOf(rows);
        expect(
          runs.flatMap(({ first, count }) => Array.from({ length: count }, (_, at) => first + at)),
        ).toEqual(rows);
        expect(
          runs.every(({ first }, at) => at === 0 || first > runs[at - 1]!.first + runs[at - 1]!.count),
        ).toBe(true);
      }),
    );
  });

  it('averages what has a value', () => {
    const rows = [
      [1, 3, Number.NaN, 8],
      [5, 7, Number.NaN, Number.NaN],
      [2, 2, 4, 4],
    ].map((row) => Float64Array.from(row));
    const picture = averaged(rows, 4, { width: 2, height: 2, rows: [0, 1, 2], rowsEach: 2 });
    expect([...picture]).toEqual([4, 8, 2, 4]);
    expect([
      ...averaged([Float64Array.of(Number.NaN)], 1, { width: 1, height: 1, rows: [0], rowsEach: 1 }),
    ]).toEqual([Number.NaN]);
  });
});

describe('shades', () => {
  it('grow with the values, and leave 0 to what has none', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e30, max: 1e30 }), { minLength: 1 }), (list) => {
        const values = Float64Array.from(list);
        const cut = cutOf(values);
        if (cut === undefined) {
          expect(list.every(Number.isNaN)).toBe(true);
          return;
        }
        expect(cut.low).toBeLessThanOrEqual(cut.high);
        const shades = shadesOf(values, cut);
        const pairs = list.map((value, at) => [value, shades[at]!] as const);
        expect(pairs.every(([value, shade]) => (shade === 0) === Number.isNaN(value))).toBe(true);
        const sorted = pairs.filter(([value]) => !Number.isNaN(value)).sort(([a], [b]) => a - b);
        expect(sorted.every(([, shade], at) => at === 0 || shade >= sorted[at - 1]![1])).toBe(true);
      }),
    );
  });

  it('do not depend on a few extreme values', () => {
    const values = Float64Array.from({ length: 10_000 }, (_, at) => at % 100);
    values[77] = 1e30;
    values[78] = -1e30;
    const { low, high } = cutOf(values) ?? { low: Number.NaN, high: Number.NaN };
    expect([low >= 0 && low <= 1, high >= 98 && high <= 99]).toEqual([true, true]);
  });
});
