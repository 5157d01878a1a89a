import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HduHeader } from '../../../lib/sky/header.ts';
import { ARCSEC, angle, DEGREE, direction } from '../../../lib/sky/sphere.ts';
import { axesOf } from '../../../lib/sky/wcs/axes.ts';
import { celestialAxes } from '../../../lib/sky/wcs/celestial-axes.ts';
import { type DeclaredWcs, declaredWcs, PROJECTIONS } from '../../../lib/sky/wcs/declared-wcs.ts';
import { keywordsOf } from '../../../lib/sky/wcs/keywords.ts';
import { effort } from '../../helpers/effort.ts';
import { skyHeader } from '../../helpers/sky-header.ts';
import { references } from '../astropy/references.ts';
import { FORWARD } from './forward.ts';

function wcsOf(header: HduHeader): DeclaredWcs {
  const axes = celestialAxes(axesOf(header));
  if (axes === undefined || 'reason' in axes) expect.unreachable(axes?.reason);
  const wcs = declaredWcs(keywordsOf(header), axes);
  if ('reason' in wcs) expect.unreachable(wcs.reason);
  return wcs;
}

/** How far a direction is from a longitude and latitude in degrees, in arcsec. */
const away = (actual: ReturnType<DeclaredWcs['direction']>, longitude: number, latitude: number): number =>
  actual === undefined
    ? Number.NaN
    : angle(actual, direction(longitude * DEGREE, latitude * DEGREE)) / ARCSEC;

describe('projections agree with astropy', () => {
  it.each(references('projections.txt'))('$name $text', ({ header, points }) => {
    const wcs = wcsOf(header());
    expect(points).toHaveLength(7);
    for (const [x = 0, y = 0, longitude = 0, latitude = 0] of points) {
      const actual = wcs.direction(x, y);
      if (Number.isNaN(longitude)) expect(actual, `${x} ${y}`).toBeUndefined();
      else expect(away(actual, longitude, latitude), `${x} ${y}`).toBeLessThan(1e-4);
    }
  });
});

describe('published values', () => {
  it('the first example of Paper II (7.1)', () => {
    const wcs = wcsOf(
      skyHeader({
        NAXIS: 2,
        NAXIS1: 512,
        NAXIS2: 512,
        CTYPE1: 'RA---TAN',
        CRPIX1: 256,
        CDELT1: -0.003,
        CRVAL1: 45.83,
        CTYPE2: 'DEC--TAN',
        CRPIX2: 257,
        CDELT2: 0.003,
        CRVAL2: 63.57,
        LONPOLE: 180,
      }),
    );
    expect(away(wcs.direction(1, 2), 47.503264, 62.795111)).toBeLessThan(0.003);
    expect(away(wcs.direction(1, 512), 47.595581, 64.324332)).toBeLessThan(0.003);
    expect(away(wcs.direction(511, 512), 44.064419, 64.324332)).toBeLessThan(0.003);
  });
});

describe('round trips', () => {
  const point = fc.tuple(
    fc.double({ min: -179.9, max: 179.9, noNaN: true }),
    fc.double({ min: -89.9, max: 89.9, noNaN: true }),
  );
  it('are made with every projection', () => {
    expect(Object.keys(FORWARD).sort()).toEqual(Object.keys(PROJECTIONS).sort());
  });
  it.each(Object.entries(FORWARD))('%s', (code, { parameters = {}, lowest = -90, forward }) => {
    const deprojection = PROJECTIONS[code]?.deprojection((m) => parameters[m]);
    fc.assert(
      fc.property(point, ([phi, theta]) => {
        fc.pre(theta > lowest);
        const [x, y] = forward(phi * DEGREE, theta * DEGREE);
        expect(away(deprojection?.(x, y), phi, theta)).toBeLessThan(0.001);
      }),
      { numRuns: effort(100) },
    );
  });
  it.each(Object.entries(PROJECTIONS))(
    '%s gives a unit vector or nothing for any point',
    (_, { deprojection }) => {
      const number = fc.double({ noNaN: true, min: -20, max: 20 });
      fc.assert(
        fc.property(number, number, number, number, (x, y, p1, p2) => {
          const vector = deprojection((m) => (m === 1 ? p1 : m === 2 ? p2 : undefined))?.(x, y);
          if (vector !== undefined) expect(Math.hypot(...vector)).toBeCloseTo(1, 9);
        }),
        { numRuns: effort(200) },
      );
    },
  );
});
