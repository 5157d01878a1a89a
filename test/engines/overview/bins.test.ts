import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AIRMASS_BINS, binOf, EXPOSURE_BINS, NO_BIN } from '../../../lib/engines/overview/bins.ts';

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
