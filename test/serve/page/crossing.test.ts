import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Look, lookerOf } from '../../../lib/serve/page/cross/looker.ts';
import { healpixNested } from '../../../lib/sky/healpix.ts';
import { effort } from '../../helpers/effort.ts';
import { anyRows, anySelection, columnsBuffer, naiveCounts } from './any-rows.ts';

describe('a looker', () => {
  it('counts, after any sequence of selections, what looking at each row counts', () => {
    fc.assert(
      fc.property(anyRows, fc.array(anySelection, { minLength: 1, maxLength: 6 }), (rows, selections) => {
        const looker = lookerOf(columnsBuffer(rows));
        for (const selection of selections) {
          const seen = looker.look({ selection, newest: 1000 });
          const naive = naiveCounts(rows, selection);
          expect(seen.total).toBe(naive.passing.length);
          expect([...seen.sky.entries()].filter(([, count]) => count > 0)).toEqual(naive.sky);
          expect(seen.facets.map((counts) => [...counts])).toEqual(naive.facets);
          expect(seen.histograms.map((counts) => [...counts])).toEqual(naive.histograms);
          expect(seen.time.reduce((sum, count) => sum + count, 0)).toBe(naive.inTime);
          expect(seen.rows).toEqual(naive.newest);
        }
      }),
      { numRuns: effort(60) },
    );
  });
  it('counts the bins of the time that is shown', () => {
    fc.assert(
      fc.property(
        anyRows,
        anySelection,
        fc.tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 1, max: 100 })),
        (rows, selection, [from, length]) => {
          const looker = lookerOf(columnsBuffer(rows));
          const time = { from: 50_000 + from, to: 50_000 + from + length };
          looker.look({ selection, newest: 0 });
          const { time: bins } = looker.look({ selection, time, newest: 0 });
          const inside = naiveCounts(rows, { ...selection, time: undefined }).passing.filter(
            ({ time: at }) => at !== null && at >= time.from && at < time.to,
          );
          expect(bins.slice(0, -1).reduce((sum, count) => sum + count, 0)).toBe(inside.length);
        },
      ),
      { numRuns: effort(40) },
    );
  });
  it('touches only the rows that change', () => {
    const rows = Array.from({ length: 1000 }, (_, i) => ({
      ra: 0,
      dec: 0,
      cell: healpixNested(6, { ra: 0, dec: 0 }),
      time: 50_000 + i,
      filter: 'R',
      type: null,
      exposure: 1,
    }));
    const looker = lookerOf(columnsBuffer(rows));
    const look = (from: number, to: number): number =>
      looker.look({ selection: { facets: {}, spans: {}, time: { from, to } }, newest: 0 } satisfies Look)
        .touched;
    expect(look(50_100, 50_200)).toBe(900);
    expect(look(50_100, 50_205)).toBe(5);
    expect(look(50_103, 50_205)).toBe(3);
  });
});
