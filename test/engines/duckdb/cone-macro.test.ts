import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coneCondition } from '../../../lib/sql/cone.ts';
import { rowsOf, sharedLake } from '../../helpers/ask.ts';
import { effort } from '../../helpers/effort.ts';
import { observation } from '../../helpers/observation.ts';

/** Positions all over the sky, and some at its edges. */
const POSITIONS: readonly (readonly [ra: number, dec: number])[] = [
  ...Array.from({ length: 300 }, (_, i): [number, number] => [
    (i * 97.33) % 360,
    (Math.asin((2 * i) / 299 - 1) * 180) / Math.PI,
  ]),
  ...[0, 1e-9, 180, 359.999_999].flatMap((ra) =>
    [-90, -89.5, 0, 60, 89.5, 90].map((dec): [number, number] => [ra, dec]),
  ),
];

const FILES = POSITIONS.map(([ra, dec], i) =>
  observation(`a/${i}.fits`, { s_ra: String(ra), s_dec: String(dec) }),
);

const radians = (angle: number): number => (angle * Math.PI) / 180;

/** The distance in degrees, from the vectors. */
function distance([ra, dec]: readonly [number, number], [ra2, dec2]: readonly [number, number]): number {
  const vector = (a: number, d: number): number[] => [
    Math.cos(radians(d)) * Math.cos(radians(a)),
    Math.cos(radians(d)) * Math.sin(radians(a)),
    Math.sin(radians(d)),
  ];
  const [a, b] = [vector(ra, dec), vector(ra2, dec2)];
  const chord = Math.hypot(...a.map((value, i) => value - b[i]!));
  return (2 * Math.asin(Math.min(1, chord / 2)) * 180) / Math.PI;
}

const center = fc.tuple(
  fc.oneof(fc.double({ min: 0, max: 360, noNaN: true }), fc.constantFrom(0, 1e-7, 359.9, 360)),
  fc.oneof(fc.double({ min: -90, max: 90, noNaN: true }), fc.constantFrom(-90, 90, 89.9, 0)),
);
const radius = fc.oneof(
  fc.double({ min: 0, max: 180, noNaN: true }),
  fc.double({ min: 0, max: 2, noNaN: true }),
);

describe('cone', () => {
  const lake = sharedLake([...FILES, observation('a/nowhere.fits')]);
  const keys = async (sql: string): Promise<string[]> =>
    (await rowsOf(lake(), `SELECT source_key FROM ${sql}`)).map(([key]) => String(key)).sort();

  it('finds what is within its radius, as does coneCondition', async () => {
    await fc.assert(
      fc.asyncProperty(center, radius, async ([ra, dec], r) => {
        const distances = POSITIONS.map(
          (position, i) => [`a/${i}.fits`, distance([ra, dec], position)] as const,
        );
        // near the antipode, a distance has few digits
        fc.pre(distances.every(([, found]) => Math.abs(found - r) > 1e-7));
        const expected = distances.flatMap(([key, found]) => (found <= r ? [key] : [])).sort();
        expect(await keys(`cone(${ra}, ${dec}, ${r})`)).toEqual(expected);
        expect(await keys(`obscore WHERE ${coneCondition({ ra, dec, radius: r })}`)).toEqual(expected);
      }),
      { numRuns: effort(60) },
    );
  });
  it('finds exactly the position itself with the radius 0', async () => {
    const [ra, dec] = POSITIONS[123]!;
    expect(await keys(`cone(${ra}, ${dec}, 0)`)).toEqual(['a/123.fits']);
    expect(await keys(`obscore WHERE ${coneCondition({ ra, dec, radius: 0 })}`)).toEqual(['a/123.fits']);
  });
  it('can be joined with positions', async () => {
    const sql = `(VALUES ('x', 10.5, 60), ('y', 0, 90)) AS t(name, ra, dec), cone(t.ra, t.dec, 10.0)`;
    const joined = await rowsOf(lake(), `SELECT name, count(*) FROM ${sql} GROUP BY name ORDER BY name`);
    const counts = await Promise.all(
      ['10.5, 60', '0, 90'].map(async (at) => (await keys(`cone(${at}, 10)`)).length),
    );
    expect(joined).toEqual([
      ['x', BigInt(counts[0]!)],
      ['y', BigInt(counts[1]!)],
    ]);
  });
  it('is not that of another catalog', async () => {
    await expect(rowsOf(lake(), 'SELECT * FROM cache.cone(1, 2, 3)')).rejects.toThrow(/cone/);
  });
});

describe('coneCondition', () => {
  it('writes numbers that both engines read as doubles', () => {
    expect(coneCondition({ ra: 10.6847, dec: -5, radius: 1e-7 }, { ra: 'o.s_ra', dec: 'o.s_dec' })).toMatch(
      /^o\.s_dec BETWEEN -5\.\d+e0 AND -4\.\d+e0 AND o\.s_ra BETWEEN 10\.68\d+e0 AND 10\.68\d+e0 AND power\(.*1e-7\) \/ 2\), 2\)$/,
    );
  });
  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses %d', (ra) => {
    expect(() => coneCondition({ ra, dec: 0, radius: 1 })).toThrow(RangeError);
  });
});
