import type { Position } from '../../lib/sql/contains-point.ts';

// Convex polygons all over the sky, and whether they contain a point, by another method than the SQL.

/** A footprint. */
export interface Polygon {
  readonly center: Position;
  /** Of a circle around it, in degrees. */
  readonly radius: number;
  readonly corners: readonly Position[];
  /** Positive if a point is inside: the sine of its distance from the nearest side. */
  readonly side: (point: Position) => number;
}

type Vector = readonly [number, number, number];

const radians = (angle: number): number => (angle * Math.PI) / 180;
const degrees = (angle: number): number => (angle * 180) / Math.PI;

const vectorOf = ({ ra, dec }: Position): Vector => [
  Math.cos(radians(dec)) * Math.cos(radians(ra)),
  Math.cos(radians(dec)) * Math.sin(radians(ra)),
  Math.sin(radians(dec)),
];

const cross = ([a, b, c]: Vector, [x, y, z]: Vector): Vector => [b * z - c * y, c * x - a * z, a * y - b * x];
const dot = ([a, b, c]: Vector, [x, y, z]: Vector): number => a * x + b * y + c * z;

/** The position at an angle (from north through east) and a distance from another one, in degrees. */
export function around({ ra, dec }: Position, angle: number, distance: number): Position {
  const [d, r, a] = [radians(dec), radians(distance), radians(angle)];
  const sine = Math.sin(d) * Math.cos(r) + Math.cos(d) * Math.sin(r) * Math.cos(a);
  const east = Math.atan2(
    Math.sin(a) * Math.sin(r),
    Math.cos(d) * Math.cos(r) - Math.sin(d) * Math.sin(r) * Math.cos(a),
  );
  return {
    ra: (((ra + degrees(east)) % 360) + 360) % 360,
    dec: degrees(Math.asin(Math.max(-1, Math.min(1, sine)))),
  };
}

/** A polygon whose corners are on a circle, counter-clockwise as seen from inside the sphere: from north through east. */
function polygon(center: Position, radius: number, angles: readonly number[]): Polygon {
  const corners = angles.map((angle) => {
    const { ra, dec } = around(center, angle, radius);
    return { ra: Number(ra.toFixed(7)), dec: Number(dec.toFixed(7)) };
  });
  const vectors = corners.map(vectorOf);
  const inside = vectorOf(center);
  const sides = vectors.map((from, i) => cross(from, vectors[(i + 1) % vectors.length]!));
  const side = (point: Position): number =>
    Math.min(
      ...sides.map(
        (normal) => (dot(normal, vectorOf(point)) / Math.hypot(...normal)) * Math.sign(dot(normal, inside)),
      ),
    );
  return { center, radius, corners, side };
}

const turn = (count: number, shift: number): number[] =>
  Array.from({ length: count }, (_, i) => (i * 360) / count + shift);

/** Footprints: rectangles, hulls with many corners, around the poles and across right ascension 0, small and large. */
export const POLYGONS: readonly Polygon[] = [
  polygon({ ra: 0, dec: 0 }, 1, turn(4, 45)),
  polygon({ ra: 0, dec: 90 }, 2, turn(5, 10)),
  polygon({ ra: 123, dec: -90 }, 5, turn(3, 33)),
  polygon({ ra: 200, dec: 89.5 }, 1, turn(4, 20)),
  polygon({ ra: 359.9, dec: 60 }, 0.5, turn(300, 0.3)),
  polygon({ ra: 83.6, dec: 22 }, 0.001, turn(4, 5)),
  ...Array.from({ length: 30 }, (_, i) =>
    polygon(
      { ra: (i * 222.5) % 360, dec: degrees(Math.asin((i % 15) / 7.5 - 0.95)) },
      0.01 * 1.35 ** i,
      turn(3 + (i % 7), i * 7),
    ),
  ),
];

/** The text of s_region. */
export const regionOf = (corners: readonly Position[]): string =>
  `POLYGON ICRS ${corners.map(({ ra, dec }) => `${ra.toFixed(7)} ${dec.toFixed(7)}`).join(' ')}`;
