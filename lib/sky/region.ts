import type { SkyPoint } from './sky-point.ts';
import { smallestCap } from './smallest-cap.ts';
import {
  angle,
  cross,
  DEGREE,
  dot,
  minus,
  plus,
  scaled,
  toPoint,
  toVector,
  unit,
  type Vector,
} from './sphere.ts';

// Polygons with great circles as edges, and circles around points.

/** A circle on the sky. */
export interface SkyCircle {
  readonly centre: SkyPoint;
  /** In degrees. */
  readonly diameter: number;
}

/** About (0.006 arcsec) squared, in steradians: below that, rounding errors decide which way round a polygon is. */
const SMALLEST_AREA = 1e-15;
/** In radians. Closer points are the same. */
const SMALLEST_ANGLE = 1e-14;

/**
 * The text of a polygon: `POLYGON ICRS ra dec ra dec ...` in degrees, counter-clockwise as seen from inside the sphere, with
 * east on the left (STC-S 1.33, DALI 1.1). Undefined for points that do not enclose an area.
 *
 * @param decimals of the degrees
 */
export function polygon(corners: readonly SkyPoint[], decimals: number): string | undefined {
  const area = signedArea(corners.map(toVector));
  if (!(Math.abs(area) > SMALLEST_AREA)) return undefined;
  const ordered = area > 0 ? corners : corners.toReversed();
  const zero = (0).toFixed(decimals);
  const circle = (360).toFixed(decimals);
  const texts = ordered.map(({ ra, dec }) => {
    const [raText, decText] = [ra.toFixed(decimals), dec.toFixed(decimals)];
    return `${raText === circle ? zero : raText} ${decText === `-${zero}` ? zero : decText}`;
  });
  return `POLYGON ICRS ${texts.join(' ')}`;
}

/** The area between the chords of a polygon; positive if it is counter-clockwise as seen from inside the sphere. */
function signedArea(vectors: readonly Vector[]): number {
  const [first] = vectors;
  if (first === undefined) return 0;
  const middle = unit(sum(vectors));
  let area = 0;
  for (let i = 1; i + 1 < vectors.length; i++) {
    // differences from one corner keep small polygons exact
    area -= dot(middle, cross(minus(vectors[i]!, first), minus(vectors[i + 1]!, first)));
  }
  return area / 2;
}

const sum = (vectors: readonly Vector[]): Vector => vectors.reduce(plus, [0, 0, 0]);

/**
 * The smallest circle around points. Undefined without points, and for points that do not fit in a circle of less than
 * 180 degrees.
 */
export function boundingCircle(points: readonly SkyPoint[]): SkyCircle | undefined {
  const cap = smallestCap(points.map(toVector));
  return cap && { centre: toPoint(cap.centre), diameter: (2 * cap.radius) / DEGREE };
}

/**
 * The convex hull of points, counter-clockwise as seen from inside the sphere. Undefined for points that do not fit in a
 * circle of less than 180 degrees, or do not enclose an area.
 */
export function hull(points: readonly SkyPoint[]): readonly SkyPoint[] | undefined {
  const vectors = points.map(toVector);
  const cap = smallestCap(vectors);
  if (cap === undefined || cap.radius === 0) return undefined;
  // on the tangential plane, great circles are lines
  const toPlane = tangentialPlane(cap.centre);
  const flat = vectors
    .map((vector, i) => ({ ...toPlane(vector), point: points[i]! }))
    .sort((a, b) => a.x - b.x || a.y - b.y);
  const around = withoutMiddles([...chain(flat), ...chain(flat.toReversed())], cap.radius);
  return around.length < 3 ? undefined : around.map(({ point }) => point);
}

/** The lower half of the hull of points from left to right, or the upper half from right to left, without its last point. */
function chain<Point extends Flat>(sorted: readonly Point[]): Point[] {
  const kept: Point[] = [];
  for (const next of sorted) {
    while (kept.length > 1 && turn(kept.at(-2)!, kept.at(-1)!, next) <= 0) kept.pop();
    kept.push(next);
  }
  return kept.slice(0, -1);
}

/**
 * A hull without the points that are between their neighbours, apart from rounding errors. Where those decide the order of
 * points, a point that is not between them may be the end of a line, and stays.
 */
function withoutMiddles<Point extends Flat>(around: readonly Point[], radius: number): readonly Point[] {
  const least = radius * (radius * 1e-12 + 1e-15);
  const isMiddle = (point: Point, i: number, all: readonly Point[]): boolean => {
    const [before, after] = [all.at(i - 1)!, all[(i + 1) % all.length]!];
    const onward = (point.x - before.x) * (after.x - point.x) + (point.y - before.y) * (after.y - point.y);
    return onward >= 0 && turn(before, point, after) <= least;
  };
  const kept = [...around];
  for (let at = kept.findIndex(isMiddle); at >= 0; at = kept.findIndex(isMiddle)) kept.splice(at, 1);
  return kept;
}

interface Flat {
  /** To the right, which is west. */
  readonly x: number;
  readonly y: number;
}

/** Twice the area of a triangle, positive if it is counter-clockwise. */
const turn = (a: Flat, b: Flat, c: Flat): number => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);

/** Two directions at right angles to a direction: seen from inside the sphere, to the right and up. */
function tangents(centre: Vector): { readonly west: Vector; readonly north: Vector } {
  const pole: Vector = Math.abs(centre[2]) < 0.9 ? [0, 0, 1] : [1, 0, 0];
  const west = unit(cross(centre, pole));
  return { west, north: cross(west, centre) };
}

/** The gnomonic projection about a direction. */
function tangentialPlane(centre: Vector): (vector: Vector) => Flat {
  const { west, north } = tangents(centre);
  return (vector) => {
    const depth = dot(vector, centre);
    return { x: dot(vector, west) / depth, y: dot(vector, north) / depth };
  };
}

/** The centre of the area of a convex polygon; always inside. Undefined for a polygon without an area. */
export function centroid(corners: readonly SkyPoint[]): SkyPoint | undefined {
  const vectors = corners.map(toVector);
  const [first] = vectors;
  if (first === undefined || !(Math.abs(signedArea(vectors)) > SMALLEST_AREA)) return undefined;
  let weighted: Vector = [0, 0, 0];
  for (let i = 1; i + 1 < vectors.length; i++) {
    const [a, b] = [vectors[i]!, vectors[i + 1]!];
    const area = dot(first, cross(minus(a, first), minus(b, first)));
    weighted = plus(weighted, scaled(unit(plus(plus(first, a), b)), area));
  }
  return toPoint(scaled(weighted, Math.sign(dot(weighted, sum(vectors)))));
}

/** Whether a point is in a polygon that fits in a hemisphere. Its edges belong to it, apart from rounding errors. */
export const contains = (corners: readonly SkyPoint[], point: SkyPoint): boolean =>
  surrounds(corners.map(toVector), toVector(point));

/** As {@link contains}, of directions. */
export function surrounds(corners: readonly Vector[], target: Vector): boolean {
  if (corners.length === 0) return false;
  const { west, north } = tangents(target);
  // how often the corners go around the target
  let turned = 0;
  let before = corners.at(-1)!;
  for (const corner of corners) {
    if (angle(corner, target) < SMALLEST_ANGLE) return true;
    const [x0, y0, x1, y1] = [dot(before, west), dot(before, north), dot(corner, west), dot(corner, north)];
    const by = Math.atan2(x0 * y1 - y0 * x1, x0 * x1 + y0 * y1);
    // on the edge, or opposite to it
    if (Math.abs(by) > Math.PI - 1e-9) return dot(target, plus(before, corner)) > 0;
    turned += by;
    before = corner;
  }
  // from the opposite point of the sphere, the corners go around the other way
  return Math.abs(turned) > Math.PI && turned > 0 === signedArea(corners) > 0;
}
