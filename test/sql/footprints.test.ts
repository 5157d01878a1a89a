import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toPoint, toVector } from '../../lib/sky/sphere.ts';
import type { Position } from '../../lib/sql/contains-point.ts';
import {
  footprintAndCircle,
  footprintAndPolygon,
  footprintAndRange,
  type Relation,
} from '../../lib/sql/footprints.ts';
import { inPolygon, polygonOf } from '../../lib/sql/polygon.ts';
import { angleBetween, sumOf } from '../../lib/sql/sphere.ts';
import { rowsOf } from '../helpers/ask.ts';
import { effort } from '../helpers/effort.ts';
import { polygonLake } from '../helpers/polygon-lake.ts';
import { around, POLYGONS, type Polygon } from '../helpers/polygons.ts';

// Footprints and regions, compared with points along their outlines and in them.

const lake = polygonLake();
const found = async (condition: string) =>
  (await rowsOf(lake(), `SELECT source_key FROM obscore WHERE ${condition}`))
    .map(([key]) => Number(/\d+/.exec(String(key))?.[0]))
    .sort((a, b) => a - b);

const angle = fc.double({ min: 0, max: 360, noNaN: true });
const STEPS = 400;

/** Points along the outline of a polygon. */
const outline = (corners: readonly Position[]): Position[] =>
  corners.flatMap((from, at) => {
    const to = corners[(at + 1) % corners.length] ?? from;
    const [a, b] = [toVector(from), toVector(to)];
    const steps = Math.ceil(STEPS / corners.length);
    return Array.from({ length: steps }, (_, step) => {
      const t = step / steps;
      const [x = 0, y = 0, z = 0] = a.map((value, axis) => value * (1 - t) + (b[axis] ?? 0) * t);
      const ra = (Math.atan2(y, x) * 180) / Math.PI;
      return { ra: (ra + 360) % 360, dec: (Math.atan2(z, Math.hypot(x, y)) * 180) / Math.PI };
    });
  });
const OUTLINES = POLYGONS.map(({ corners }) => outline(corners));

const distance = (a: Position, b: Position): number => angleBetween(toVector(a), toVector(b));

/** What holds for a footprint and a circle; undefined where the points along an outline are too far apart to say. */
function circleRelations(polygon: Polygon, points: readonly Position[], center: Position, radius: number) {
  const distances = points.map((point) => distance(point, center));
  const [least, most] = [Math.min(...distances), Math.max(...distances)];
  const tolerance = (2 * polygon.radius) / 100;
  if (Math.abs(least - radius) < tolerance || Math.abs(most - radius) < tolerance) return undefined;
  const hasCentre = polygon.side(center) > 0;
  return {
    overlaps: least < radius || hasCentre,
    inside: most < radius,
    around: hasCentre && least > radius,
  };
}

describe('footprints and a circle', () => {
  const circles = fc.record({
    polygon: fc.constantFrom(...POLYGONS),
    angle,
    share: fc.double({ min: 0, max: 3, noNaN: true }),
    size: fc.double({ min: 0.01, max: 3, noNaN: true }),
  });
  it.each<Relation>(['overlaps', 'inside', 'around'])('%s', async (relation) => {
    await fc.assert(
      fc.asyncProperty(circles, async ({ polygon, angle, share, size }) => {
        const radius = Math.min(size * polygon.radius, 89);
        const center = around(polygon.center, angle, Math.min(share * polygon.radius, 179));
        const expected = POLYGONS.map((other, i) =>
          circleRelations(other, OUTLINES[i] ?? [], center, radius),
        );
        const rows = await found(footprintAndCircle(relation, { ...center, radius }));
        for (const [i, relations] of expected.entries())
          if (relations !== undefined) expect([i, rows.includes(i)]).toEqual([i, relations[relation]]);
      }),
      { numRuns: effort(25) },
    );
  });
});

describe('footprints and a polygon', () => {
  const shapes = fc.record({
    polygon: fc.constantFrom(...POLYGONS),
    angle,
    share: fc.double({ min: 0, max: 3, noNaN: true }),
    size: fc.double({ min: 0.05, max: 3, noNaN: true }),
    corners: fc.integer({ min: 3, max: 7 }),
  });
  /** Counts how much of one outline is in another polygon. */
  const relationsOf = (other: Polygon, points: readonly Position[], shape: Polygon) => {
    const near = [
      ...points.map((point) => shape.side(point)),
      ...outline(shape.corners).map((point) => other.side(point)),
    ];
    const tolerance = 0.02 * Math.min(other.radius, shape.radius) * (Math.PI / 180);
    if (near.some((side) => Math.abs(side) < tolerance * 0.2) || distance(other.center, shape.center) > 80)
      return undefined;
    const [mine, theirs] = [
      points.filter((point) => shape.side(point) > 0).length,
      outline(shape.corners).filter((point) => other.side(point) > 0).length,
    ];
    if ((mine > 0 && mine < 3) || (theirs > 0 && theirs < 3)) return undefined;
    return {
      overlaps: mine > 0 || theirs > 0,
      inside: mine === points.length,
      around: theirs === outline(shape.corners).length,
    };
  };
  it.each<Relation>(['overlaps', 'inside', 'around'])('%s', async (relation) => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(shapes, async ({ polygon, angle, share, size, corners }) => {
        const radius = Math.min(size * polygon.radius, 60);
        const center = around(polygon.center, angle, Math.min(share * polygon.radius, 179));
        const turns = Array.from({ length: corners }, (_, i) => angle + (i * 360) / corners);
        const positions = turns.map((turn) => around(center, turn, radius));
        const shape = shapeOf(center, radius, positions);
        const known = polygonOf(positions);
        if (known === undefined) throw new Error('the polygon is too large');
        const rows = await found(footprintAndPolygon(relation, known));
        for (const [i, other] of POLYGONS.entries()) {
          const relations = relationsOf(other, OUTLINES[i] ?? [], shape);
          if (relations === undefined) continue;
          compared++;
          expect([i, rows.includes(i)]).toEqual([i, relations[relation]]);
        }
      }),
      { numRuns: effort(10) },
    );
    expect(compared).toBeGreaterThan(50);
  });
  it('a position in a polygon', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...POLYGONS.filter(hasFewCorners)), async (polygon) => {
        const known = polygonOf(polygon.corners);
        if (known === undefined) throw new Error('the polygon is too large');
        const rows = await found(inPolygon(known, { ra: 's_ra', dec: 's_dec' }));
        expect(rows).toEqual(POLYGONS.flatMap(({ center }, i) => (polygon.side(center) > 1e-12 ? [i] : [])));
      }),
      { numRuns: effort(40) },
    );
  });

  it('a position in a polygon whose corners point inwards', async () => {
    const center = { ra: 359.5, dec: 5 };
    const star = Array.from({ length: 10 }, (_, i) => around(center, i * 36, i % 2 === 0 ? 40 : 15));
    const known = polygonOf(star);
    if (known === undefined) throw new Error('the polygon is too large');
    // a star with five points is five triangles around a pentagon
    const parts = [
      ...[0, 2, 4, 6, 8].map((i) => [star[(i + 9) % 10]!, star[i]!, star[i + 1]!]),
      [1, 3, 5, 7, 9].map((i) => star[i]!),
    ].map((corners) => shapeOf(middleOf(corners), 0, corners));
    const expected = POLYGONS.flatMap((polygon, i) =>
      parts.some(({ side }) => side(polygon.center) > 0) ? [i] : [],
    );
    expect(expected.length).toBeGreaterThan(2);
    expect(await found(inPolygon(known, { ra: 's_ra', dec: 's_dec' }))).toEqual(expected);
  });
});

/** Sides of others are not straight in right ascension and declination. */
const isSmall = ({ radius, center }: Polygon): boolean => radius < 3 && Math.abs(center.dec) < 75;
const hasFewCorners = ({ corners }: Polygon): boolean => corners.length < 50;
const middleOf = (corners: readonly Position[]): Position => toPoint(sumOf(corners.map(toVector)));

describe('footprints and a range of coordinates', () => {
  const ranges = fc.record({
    polygon: fc.constantFrom(...POLYGONS),
    angle,
    share: fc.double({ min: 0, max: 2, noNaN: true }),
    width: fc.double({ min: 0.01, max: 400, noNaN: true }),
    height: fc.double({ min: 0.01, max: 200, noNaN: true }),
  });
  it('overlap', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(ranges, async ({ polygon, angle, share, width, height }) => {
        const { ra, dec } = around(polygon.center, angle, Math.min(share * polygon.radius, 179));
        const west = Math.max(0, ra - Math.min(width * polygon.radius, 360) / 2);
        const range = {
          west,
          east: west + Math.min(width * polygon.radius, 360),
          south: Math.max(-90, dec - height * polygon.radius),
          north: Math.min(90, dec + height * polygon.radius),
        };
        const rows = await found(footprintAndRange(range));
        const isIn = (point: Position, margin: number): boolean =>
          point.dec >= range.south + margin &&
          point.dec <= range.north - margin &&
          [0, 360].some(
            (turn) => point.ra + turn >= range.west + margin && point.ra + turn <= range.east - margin,
          );
        for (const [i, other] of POLYGONS.entries()) {
          const points = OUTLINES[i] ?? [];
          // an outline that enters the range overlaps it; one that stays far away does not, unless it is around it
          if (isSmall(other) && points.some((point) => isIn(point, 0.02 * other.radius)))
            expect([i, rows]).toEqual([i, expect.arrayContaining([i])]);
          else if (isSmall(other) && !points.some((point) => isIn(point, -0.02 * other.radius))) {
            const corner = { ra: range.west % 360, dec: range.south };
            if (Math.abs(other.side(corner)) < 1e-9) continue;
            expect([i, rows.includes(i)]).toEqual([i, other.side(corner) > 0]);
          } else continue;
          compared++;
        }
      }),
      { numRuns: effort(40) },
    );
    expect(compared).toBeGreaterThan(500);
  });
});

/** A convex polygon with these corners. */
function shapeOf(center: Position, radius: number, corners: readonly Position[]): Polygon {
  const vectors = corners.map(toVector);
  const inside = toVector(center);
  const side = (point: Position): number => {
    const p = toVector(point);
    return Math.min(
      ...vectors.map((from, i) => {
        const to = vectors[(i + 1) % vectors.length] ?? from;
        const normal = [
          from[1] * to[2] - from[2] * to[1],
          from[2] * to[0] - from[0] * to[2],
          from[0] * to[1] - from[1] * to[0],
        ] as const;
        const along = (v: readonly [number, number, number]) =>
          (normal[0] * v[0] + normal[1] * v[1] + normal[2] * v[2]) / Math.hypot(...normal);
        return along(p) * Math.sign(along(inside));
      }),
    );
  };
  return { center, radius, corners, side };
}
