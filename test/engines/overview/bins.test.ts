import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AIRMASS_BINS,
  binOf,
  EXPOSURE_BINS,
  NO_BIN,
  NO_TIME,
  timeBinOf,
  timeBins,
  timeEdge,
} from '../../../lib/engines/overview/bins.ts';

const number = fc.oneof(fc.double(), fc.double({ min: 0, max: 1e6, noNaN: true }));

describe.each([
  ['exposure times', EXPOSURE_BINS],
  ['airmasses', AIRMASS_BINS],
])('the bins of %s', (_, bins) => {
  const { edges } = bins;
  it('are in ascending order, and few enough for a byte', () => {
    expect([...edges].sort((a, b) => a - b)).toEqual(edges);
    expect(new Set(edges).size).toBe(edges.length);
    expect(edges.length - 1).toBeLessThan(NO_BIN);
  });
  it('contain exactly the values between their edges', () => {
    fc.assert(
      fc.property(fc.oneof(number, fc.constantFrom(...edges)), (value) => {
        const bin = binOf(bins, value);
        const expected = edges.slice(1).findIndex((edge, at) => value >= edges[at]! && value < edge);
        expect(bin).toBe(expected === -1 ? NO_BIN : expected);
      }),
    );
  });
});

describe('bins of times', () => {
  const mjd = fc.double({ min: -1e5, max: 1e5, noNaN: true });
  it('contain exactly the times between their edges, from the first to the last', () => {
    fc.assert(
      fc.property(mjd, mjd, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, part) => {
        const [first, last] = [Math.min(a, b), Math.max(a, b)];
        const bins = timeBins(first, last);
        for (const time of [first, last, Math.min(last, first + part * (last - first))]) {
          const bin = timeBinOf(bins, time);
          expect(bin).toBeLessThan(bins.bins);
          expect(timeEdge(bins, bin)).toBeLessThanOrEqual(time);
          expect(bin === bins.bins - 1 ? bins.to : timeEdge(bins, bin + 1)).toBeGreaterThan(time);
        }
      }),
    );
  });
  it('do not contain what is not a time', () => {
    const bins = timeBins(1, 2);
    for (const time of [Number.NaN, 0.9, 3, Number.POSITIVE_INFINITY])
      expect(timeBinOf(bins, time)).toBe(NO_TIME);
  });
});
