import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundingCircle, centroid, contains, hull, polygon } from '../../lib/sky/region.ts';
import type { SkyPoint } from '../../lib/sky/sky-point.ts';
import { angle, DEGREE, plus, scaled, toPoint, toVector } from '../../lib/sky/sphere.ts';
import { effort } from '../helpers/effort.ts';

/** Points from `ra dec, ra dec`. */
const points = (text: string): SkyPoint[] =>
  text.split(', ').map((pair) => {
    const [ra = 0, dec = 0] = pair.split(' ').map(Number);
    return { ra, dec };
  });
const apart = (a: SkyPoint, b: SkyPoint): number => angle(toVector(a), toVector(b)) / DEGREE;

const SQUARE = points('11 -1, 9 -1, 9 1, 11 1');

describe('polygon', () => {
  it('goes around counter-clockwise as seen from inside the sphere: north, east, south, west', () => {
    const text =
      'POLYGON ICRS 9.00000000 -1.00000000 9.00000000 1.00000000 11.00000000 1.00000000 11.00000000 -1.00000000';
    expect(polygon(points('9 -1, 9 1, 11 1, 11 -1'), 8)).toBe(text);
    expect(polygon(points('11 -1, 11 1, 9 1, 9 -1'), 8)).toBe(text);
  });
  it('has right ascensions below 360, and no negative zero', () => {
    expect(polygon(points('359.9999999999 -0.0000000001, 359 1, 0 1'), 7)).toBe(
      'POLYGON ICRS 0.0000000 0.0000000 359.0000000 1.0000000 0.0000000 1.0000000',
    );
  });
  it.each([
    ['the same point', '1 1, 1 1, 1 1, 1 1'],
    ['points on a great circle', '1 0, 2 0, 3 0, 4 0'],
    ['two points', '1 1, 2 2'],
  ])('is undefined for %s', (_, text) => {
    expect(polygon(points(text), 8)).toBeUndefined();
  });
  it('is undefined without points', () => {
    expect(polygon([], 8)).toBeUndefined();
  });
  it('keeps the tiniest image', () => {
    // a hundredth of an arcsecond
    expect(polygon(points('10 60, 10.0000056 60, 10.0000056 60.0000028, 10 60.0000028'), 8)).toBeDefined();
  });
});

describe('contains', () => {
  it.each([
    [10, 0, true],
    [9.0001, 0.9, true],
    [8.9999, 0, false],
    [10, 1.01, false],
    [11, 1, true],
    [190, 0, false],
  ])('(%d, %d): %s', (ra, dec, inside) => {
    expect(contains(SQUARE, { ra, dec })).toBe(inside);
    expect(contains(SQUARE.toReversed(), { ra, dec })).toBe(inside);
  });
  it('knows that edges are great circles', () => {
    const wide = points('0 60, 90 60, 90 50, 0 50');
    expect(contains(wide, { ra: 45, dec: 61 })).toBe(true);
    expect(contains(wide, { ra: 45, dec: 52 })).toBe(false);
  });
  it('works at a pole and across right ascension 0', () => {
    expect(contains(points('0 89, 90 89, 180 89, 270 89'), { ra: 123, dec: 90 })).toBe(true);
    expect(contains(points('359 -1, 1 -1, 1 1, 359 1'), { ra: 0, dec: 0 })).toBe(true);
    expect(contains([], { ra: 0, dec: 0 })).toBe(false);
  });
});

describe('hull', () => {
  it('is the outline of a mosaic, across right ascension 0', () => {
    const outline = hull(points('359 -1, 0 -0.9, 0 0.9, 359 1, 0.1 -0.9, 1 -1, 1 1, 0.1 0.9, 0.5 0'));
    const byPosition = (a: SkyPoint, b: SkyPoint): number => a.ra - b.ra || a.dec - b.dec;
    expect([...outline!].sort(byPosition)).toEqual(points('1 -1, 1 1, 359 -1, 359 1'));
  });
  it('goes around a pole', () => {
    expect(hull(points('0 89, 90 89, 180 89, 270 89, 45 89.5, 10 90'))).toHaveLength(4);
  });
  it('keeps the ends of an edge through the pole, where rounding errors decide the order of its points', () => {
    const [one, other] = points('0 87.60140220118788, 180 87.60140220118788');
    const outline = hull([one!, other!, ...points('270.0000000000002 89.20005198195929, 0 90')]);
    expect(outline).toHaveLength(3);
    expect(outline).toEqual(expect.arrayContaining([one, other]));
  });
  it.each([
    ['the whole sky', '0 0, 120 0, 240 0, 0 90'],
    ['opposite points', '0 0, 180 0, 90 0'],
    ['one point', '1 1, 1 1, 1 1'],
    ['a line', '1 0, 2 0, 3 0'],
  ])('is undefined for %s', (_, text) => {
    expect(hull(points(text))).toBeUndefined();
  });
});

describe('boundingCircle', () => {
  it('is the smallest circle', () => {
    expect(boundingCircle(points('10 0, 12 0, 11 0.5'))).toEqual({
      centre: { ra: expect.closeTo(11, 9), dec: expect.closeTo(0, 9) },
      diameter: expect.closeTo(2, 9),
    });
    expect(boundingCircle(points('0 89, 120 89, 240 89'))?.diameter).toBeCloseTo(2, 9);
    expect(boundingCircle(points('5 5'))?.diameter).toBe(0);
  });
  it('is found for points that are a few milliarcseconds apart, more than once', () => {
    const far = '0.00015999999999958409 0.0006399999999708868';
    const near = '0 -0.00001999999999999919, 0.00017999999999940782 -0.000019999999999900492';
    expect(boundingCircle(points(`0 0, ${far}, 0 0, ${far}, 0 0, ${near}`))?.diameter).toBeCloseTo(
      0.000679,
      6,
    );
  });
  it('is undefined without points, and for more than a hemisphere', () => {
    expect(boundingCircle([])).toBeUndefined();
    expect(boundingCircle(points('0 0, 120 0, 240 0'))).toBeUndefined();
  });
});

/** Points within `size` degrees of a centre anywhere. */
const cluster = fc
  .tuple(
    fc.double({ min: 0, max: 360, noNaN: true, maxExcluded: true }),
    fc.double({ min: -90, max: 90, noNaN: true }),
    fc.constantFrom(40, 1, 0.001),
    // on a grid: points are on a line, or enclose an area that is much larger than rounding errors
    fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })), {
      minLength: 4,
      maxLength: 30,
    }),
  )
  .map(([ra, dec, size, offsets]) => {
    const centre = toVector({ ra, dec });
    const [east, north] = [toVector({ ra: ra + 90, dec: 0 }), toVector({ ra, dec: dec + 90 })];
    const reach = (size * DEGREE) / 50;
    return offsets.map(([a, b]) =>
      toPoint(plus(centre, plus(scaled(east, a * reach), scaled(north, b * reach)))),
    );
  });

describe('any points', () => {
  it('are in their circle, which two of them reach', () => {
    fc.assert(
      fc.property(cluster, (found) => {
        const circle = boundingCircle(found)!;
        const distances = found.map((point) => apart(circle.centre, point)).sort((a, b) => b - a);
        expect(distances[0]).toBeCloseTo(circle.diameter / 2, 7);
        expect(distances[1]).toBeCloseTo(circle.diameter / 2, 6);
      }),
      { numRuns: effort(200) },
    );
  });
  it('are in their hull, as is its centroid; the hull is counter-clockwise', () => {
    fc.assert(
      fc.property(cluster, (found) => {
        const outline = hull(found);
        if (outline === undefined) return;
        const centre = centroid(outline);
        if (centre === undefined) return;
        expect(contains(outline, centre)).toBe(true);
        const slightly = 1e-6;
        for (const point of found) {
          // towards the centre, as corners themselves are on the edge
          const [p, c] = [toVector(point), toVector(centre)];
          const inner = toPoint([
            p[0] + slightly * (c[0] - p[0]),
            p[1] + slightly * (c[1] - p[1]),
            p[2] + slightly * (c[2] - p[2]),
          ]);
          expect(contains(outline, inner)).toBe(true);
        }
        expect(hull(outline)).toHaveLength(outline.length);
        const [ra = 0, dec = 0] = (polygon(outline, 8) ?? '').split(' ').slice(2, 4).map(Number);
        expect(apart({ ra, dec }, outline[0]!)).toBeLessThan(1e-7);
      }),
      { numRuns: effort(200) },
    );
  });
});
