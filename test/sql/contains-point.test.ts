import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { containsPoint } from '../../lib/sql/contains-point.ts';
import { rowsOf, sharedLake } from '../helpers/ask.ts';
import { effort } from '../helpers/effort.ts';
import { observation } from '../helpers/observation.ts';
import { around, POLYGONS, regionOf } from '../helpers/polygons.ts';

describe('containsPoint', () => {
  const lake = sharedLake(
    POLYGONS.map(({ center, radius, corners }, i) =>
      observation(
        `a/${i}.fits`,
        {
          s_ra: String(center.ra),
          s_dec: String(center.dec),
          s_fov: String(2 * radius),
          s_region: regionOf(corners),
        },
        { 1: { s_ra: String(center.ra), s_dec: String(center.dec) } },
      ),
    ),
  );
  const found = async (ra: number, dec: number, view: 'obscore' | 'obscore_hdus' = 'obscore') =>
    (await rowsOf(lake(), `SELECT source_key FROM ${view} WHERE ${containsPoint({ ra, dec }, view)}`))
      .map(([key]) => Number(/\d+/.exec(String(key))?.[0]))
      .sort((a, b) => a - b);

  it('finds the footprints that a point is in, and no others', async () => {
    const near = fc.record({
      polygon: fc.constantFrom(...POLYGONS),
      angle: fc.double({ min: 0, max: 360, noNaN: true }),
      share: fc.double({ min: 0, max: 1.5, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(near, async ({ polygon, angle, share }) => {
        const { ra, dec } = around(polygon.center, angle, share * polygon.radius);
        const sides = POLYGONS.map(({ side }) => side({ ra, dec }));
        // on a side, either answer is right
        fc.pre(sides.every((value) => Math.abs(value) > 1e-12));
        expect(await found(ra, dec)).toEqual(sides.flatMap((value, i) => (value > 0 ? [i] : [])));
      }),
      { numRuns: effort(60) },
    );
  });
  it('finds footprints around the poles and across right ascension 0', async () => {
    const centers = POLYGONS.map(({ center }, i) => ({ ...center, i })).filter(
      ({ ra, dec }) => ra === 0 || Math.abs(dec) > 85,
    );
    expect(centers.length).toBeGreaterThan(3);
    for (const { ra, dec, i } of centers) expect(await found(ra, dec)).toContain(i);
  });
  it('does not find the opposite point', async () => {
    for (const [i, { center }] of POLYGONS.slice(0, 5).entries())
      expect(await found((center.ra + 180) % 360, -center.dec)).not.toContain(i);
  });
  it('works for HDUs, and does not fail for text that is not a polygon', async () => {
    const { center } = POLYGONS[0]!;
    expect(await found(center.ra, center.dec, 'obscore_hdus')).toEqual(await found(center.ra, center.dec));
    expect(() => containsPoint({ ra: Number.NaN, dec: 0 })).toThrow(RangeError);
  });
});

describe('containsPoint, for text of a stranger', () => {
  const center = { ra: 10, dec: 41 };
  const circle = (corners: number): string =>
    regionOf(Array.from({ length: corners }, (_, i) => around(center, (i * 360) / corners, 1)));
  const lake = sharedLake(
    [500, 1000, 10_000].map((corners) =>
      observation(`a/${corners}.fits`, { s_ra: '10', s_dec: '41', s_region: circle(corners) }),
    ),
  );
  it('leaves out what has thousands of corners, instead of taking minutes', async () => {
    const sql = `SELECT source_key FROM obscore WHERE ${containsPoint({ ra: 10.1, dec: 41 })}`;
    expect(await rowsOf(lake(), sql)).toEqual([['a/500.fits']]);
  });
});
