import { cross, dot, scaled, toPoint, toVector, type Vector } from '../sky/sphere.ts';
import { type Cone, coneCondition, double, type PositionColumns } from './cone.ts';
import type { Position } from './contains-point.ts';
import { angleBetween, type Frame, frameOf, sumOf, within } from './sphere.ts';

// Polygons on the sky whose corners are known before a query runs. Their sides are great circles.

/** A polygon, with a circle around it. */
export interface Polygon {
  readonly corners: readonly Position[];
  readonly circle: Cone;
}

/** Beyond it, the projection that everything here uses would lose its precision. */
const LARGEST_RADIUS = 85;

/**
 * A polygon from its corners, in any order around it.
 *
 * @returns undefined if it has fewer than three corners, or is almost as large as a hemisphere
 */
export function polygonOf(corners: readonly Position[]): Polygon | undefined {
  const vectors = corners.map(toVector);
  const sum = sumOf(vectors);
  const places = new Set(vectors.map((vector) => vector.join()));
  if (places.size < 3 || Math.hypot(...sum) < 1e-9) return undefined;
  const radius = Math.max(...vectors.map((vector) => angleBetween(sum, vector)));
  return radius > LARGEST_RADIUS ? undefined : { corners, circle: { ...toPoint(sum), radius } };
}

/**
 * The polygon of ADQL's BOX: a cross through its centre has arms of half the width and half the height, and the sides meet
 * the ends of the arms at right angles.
 *
 * @returns undefined if it is almost as large as a hemisphere
 */
export function boxOf(centre: Position, width: number, height: number): Polygon | undefined {
  if (!(width < 2 * LARGEST_RADIUS && height < 2 * LARGEST_RADIUS)) return undefined;
  const { east, north, centre: middle } = frameOf(centre);
  const [x, y] = [width, height].map((angle) => Math.tan((angle * Math.PI) / 360)) as [number, number];
  const corner = (right: number, up: number): Position =>
    toPoint(sumOf([middle, scaled(east, right * x), scaled(north, up * y)]));
  return polygonOf([corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)]);
}

/** Corners in the plane that touches the sphere at a centre: great circles are straight lines in it. */
function flatCorners({ corners }: Polygon, frame: Frame): (readonly [x: number, y: number])[] {
  return corners.map((corner) => {
    const [u, v, w] = within(frame, toVector(corner));
    return [u / w, v / w];
  });
}

/**
 * An SQL condition that is true for positions in a polygon. A cone around it comes first.
 *
 * @param columns the columns, or other SQL expressions, with the position to look at
 */
export function inPolygon(polygon: Polygon, columns: PositionColumns): string {
  const [ra, dec] = [`radians(${columns.ra})`, `radians(${columns.dec})`];
  const along = ([x, y, z]: Vector): string =>
    `(cos(${dec}) * (${double(x)} * cos(${ra}) + ${double(y)} * sin(${ra})) + ${double(z)} * sin(${dec}))`;
  const { east, north, centre } = frameOf(polygon.circle);
  const sides = sidesIfConvex(polygon);
  const inside =
    sides === undefined
      ? crossesOddly(polygon, { u: along(east), v: along(north), w: along(centre) })
      : sides.map((side) => `${along(side)} >= 0`).join(' AND ');
  return `${coneCondition(polygon.circle, columns)} AND ${inside}`;
}

/** The normals of the sides, towards the inside. Undefined if a corner of the polygon points inwards. */
function sidesIfConvex({ corners }: Polygon): readonly Vector[] | undefined {
  const vectors = corners.map(toVector);
  const normals = vectors.map((from, at) => cross(from, vectors[(at + 1) % vectors.length] ?? from));
  for (const sign of [1, -1]) {
    const inwards = normals.map((normal) => scaled(normal, sign));
    const isInside = (normal: Vector): boolean => vectors.every((vector) => dot(normal, vector) > -1e-15);
    if (inwards.every(isInside)) return inwards;
  }
  return undefined;
}

/** The SQL of a position in the frame of the centre of a polygon. */
export interface Components {
  readonly u: string;
  readonly v: string;
  readonly w: string;
}

/**
 * Whether a position is in a polygon: a line from it to the right crosses an odd number of sides. It has to be in the
 * hemisphere around the polygon.
 */
export function crossesOddly(polygon: Polygon, { u, v, w }: Components): string {
  const corners = flatCorners(polygon, frameOf(polygon.circle));
  const crossings = corners.flatMap(([x1, y1], at) => {
    const [x2, y2] = corners[(at + 1) % corners.length] ?? [x1, y1];
    if (y1 === y2) return [];
    const slope = (x2 - x1) / (y2 - y1);
    const straddles = `(${double(y1)} * ${w} > ${v}) <> (${double(y2)} * ${w} > ${v})`;
    const isRight = `${u} < ${double(slope)} * (${v} - ${double(y1)} * ${w}) + ${double(x1)} * ${w}`;
    return [`CASE WHEN ${straddles} AND ${isRight} THEN 1 ELSE 0 END`];
  });
  return `mod(${crossings.join(' + ')}, 2) = 1`;
}
