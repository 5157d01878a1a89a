import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { healpixNested } from '../../lib/sky/healpix.ts';
import { effort } from '../helpers/effort.ts';
import { references } from './astropy/references.ts';

const ra = fc.double({ min: 0, max: 360, noNaN: true, maxExcluded: true });
const dec = fc.double({ min: -90, max: 90, noNaN: true });
const order = fc.integer({ min: 0, max: 20 });

describe('healpixNested', () => {
  it('agrees with astropy-healpix', () => {
    const cases = references('healpix.txt');
    expect(cases).toHaveLength(70);
    for (const { name, points } of cases) {
      const [longitude = 0, latitude = 0] = name.split(' ').map(Number);
      const pixels = [0, 6, 12].map((at) => healpixNested(at, { ra: longitude, dec: latitude }));
      expect(pixels, name).toEqual(points[0]);
    }
  });
  it('gives one of the pixels', () => {
    fc.assert(
      fc.property(order, ra, dec, (at, longitude, latitude) => {
        const pixel = healpixNested(at, { ra: longitude, dec: latitude });
        expect(Number.isSafeInteger(pixel)).toBe(true);
        expect(pixel).toBeGreaterThanOrEqual(0);
        expect(pixel).toBeLessThan(12 * 4 ** at);
      }),
      { numRuns: effort(500) },
    );
  });
  it('nests: a quarter of the number is the pixel one order up', () => {
    fc.assert(
      fc.property(order, ra, dec, (at, longitude, latitude) => {
        const point = { ra: longitude, dec: latitude };
        expect(Math.floor(healpixNested(at + 1, point) / 4)).toBe(healpixNested(at, point));
      }),
      { numRuns: effort(500) },
    );
  });
  it('is the same for right ascensions that differ by full turns', () => {
    expect(healpixNested(6, { ra: 360, dec: 10 })).toBe(healpixNested(6, { ra: 0, dec: 10 }));
    expect(healpixNested(6, { ra: -1, dec: 10 })).toBe(healpixNested(6, { ra: 359, dec: 10 }));
  });
  it('fills the sphere evenly: each pixel of order 2 has its share of points', () => {
    const counts = new Map<number, number>();
    const [rings, around] = [400, 400];
    for (let i = 0; i < rings; i++) {
      for (let j = 0; j < around; j++) {
        const latitude = (Math.asin((2 * i + 1) / rings - 1) * 180) / Math.PI;
        const pixel = healpixNested(2, { ra: ((j + 0.5) * 360) / around, dec: latitude });
        counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
      }
    }
    expect(counts.size).toBe(192);
    const share = (rings * around) / 192;
    for (const count of counts.values()) expect(Math.abs(count / share - 1)).toBeLessThan(0.06);
  });
});
