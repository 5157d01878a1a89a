import { CONE_MARGIN, type Cone, coneCondition, double, haversine } from '../../sql/cone.ts';
import { containsPoint, type Position } from '../../sql/contains-point.ts';
import { footprintAndCircle, footprintAndPolygon, type Relation } from '../../sql/footprints.ts';
import { boxOf, inPolygon, type Polygon, polygonOf } from '../../sql/polygon.ts';

// Positions and regions, and the SQL conditions that compare them.

/** A number in SQL, and its value if that is known before the query runs. */
export interface Scalar {
  readonly sql: string;
  readonly constant: number | undefined;
}

export interface Point {
  readonly kind: 'point';
  readonly ra: Scalar;
  readonly dec: Scalar;
}

export interface Circle {
  readonly kind: 'circle';
  readonly centre: Point;
  readonly radius: Scalar;
}

/** What a query can compare: positions, circles, polygons that are known before it runs, and footprints of the lake. */
export type Geometry =
  | Point
  | Circle
  | { readonly kind: 'polygon'; readonly polygon: Polygon }
  | { readonly kind: 'footprint'; readonly sql: string };

/** Something that is not a region, or that cannot be compared. */
export class GeometryRefused extends Error {
  override readonly name = 'GeometryRefused';
}

const refused = (why: string): never => {
  throw new GeometryRefused(why);
};

/**
 * A position.
 *
 * @throws GeometryRefused
 */
export function pointOf(ra: Scalar, dec: Scalar): Point {
  if (dec.constant !== undefined && Math.abs(dec.constant) > 90)
    return refused(`the latitude ${dec.constant} is not between -90 and 90`);
  return { kind: 'point', ra: turned(ra), dec };
}

/** A longitude from 0 to 360, if it is known. */
function turned(ra: Scalar): Scalar {
  if (ra.constant === undefined || (ra.constant >= 0 && ra.constant <= 360)) return ra;
  const constant = ((ra.constant % 360) + 360) % 360;
  return { sql: double(constant), constant };
}

/**
 * A circle.
 *
 * @throws GeometryRefused
 */
export function circleOf(centre: Point, radius: Scalar): Circle {
  const { constant } = radius;
  if (constant !== undefined && !(constant >= 0 && constant <= 180))
    return refused(`the radius ${constant} is not between 0 and 180`);
  return { kind: 'circle', centre, radius };
}

/** More corners would make the SQL too long. */
const MOST_CORNERS = 500;

/**
 * A polygon.
 *
 * @throws GeometryRefused
 */
export function polygonFrom(corners: readonly Point[]): Geometry {
  if (corners.length > MOST_CORNERS) return refused(`a polygon can have at most ${MOST_CORNERS} corners`);
  const polygon = polygonOf(corners.map((corner) => constantOf(corner, 'the corners of a polygon')));
  if (polygon === undefined)
    return refused('a polygon needs three corners; it must be smaller than a hemisphere');
  return { kind: 'polygon', polygon };
}

/**
 * A box.
 *
 * @throws GeometryRefused
 */
export function boxFrom(centre: Point, width: Scalar, height: Scalar): Geometry {
  const [w, h] = [width.constant, height.constant];
  const position = constantOf(centre, 'the centre of a box');
  if (w === undefined || h === undefined) return refused('the size of a box must be constant');
  if (!(w > 0 && h > 0)) return refused('the sides of a box must be longer than 0');
  const polygon = boxOf(position, w, h);
  return polygon === undefined
    ? refused('a box must be smaller than a hemisphere')
    : { kind: 'polygon', polygon };
}

function constantOf({ ra, dec }: Point, what: string): Position {
  if (ra.constant === undefined || dec.constant === undefined) return refused(`${what} must be constant`);
  return { ra: ra.constant, dec: dec.constant };
}

const isConstant = ({ ra, dec }: Point): boolean => ra.constant !== undefined && dec.constant !== undefined;

const columnsOf = ({ ra, dec }: Point) => ({ ra: ra.sql, dec: dec.sql });

/** The cone of a circle, if it is known. */
function coneOf({ centre, radius }: Circle): Cone | undefined {
  const [ra, dec] = [centre.ra.constant, centre.dec.constant];
  if (ra === undefined || dec === undefined || radius.constant === undefined) return undefined;
  return { ra, dec, radius: radius.constant };
}

/** The SQL condition for two positions at most some degrees apart, cheap parts first. */
export function isWithin(a: Point, b: Point, radius: Scalar): string {
  for (const [centre, point] of [
    [a, b],
    [b, a],
  ] as const) {
    const cone = coneOf({ kind: 'circle', centre, radius });
    if (cone !== undefined) return coneCondition(cone, columnsOf(point));
  }
  const reach = `(${radius.sql} + ${double(CONE_MARGIN)})`;
  return (
    `${a.dec.sql} BETWEEN ${b.dec.sql} - ${reach} AND ${b.dec.sql} + ${reach} AND ` +
    `${haversine(b.ra.sql, b.dec.sql, columnsOf(a))} <= power(sin(radians(least(${radius.sql}, 180e0)) / 2), 2)`
  );
}

/** The SQL of the distance between two positions, in degrees. Rounding can make the haversine larger than 1. */
export const distance = (a: Point, b: Point): string =>
  `(2 * degrees(asin(sqrt(least(1e0, ${haversine(b.ra.sql, b.dec.sql, columnsOf(a))})))))`;

/**
 * The SQL condition for a geometry that is in another one.
 *
 * @throws GeometryRefused if that cannot be computed
 */
export function containsCondition(inner: Geometry, outer: Geometry): string {
  if (inner.kind === 'point') return overlapCondition(inner, outer);
  if (outer.kind === 'point') return refused('a position cannot contain a region');
  if (inner.kind === 'footprint') return footprintCondition('inside', inner.sql, outer);
  if (outer.kind === 'footprint') return footprintCondition('around', outer.sql, inner);
  if (inner.kind === 'circle' && outer.kind === 'circle') {
    const difference = radiusOf(outer) - radiusOf(inner);
    if (difference < 0) return '(1 = 0)';
    return isWithin(inner.centre, outer.centre, { sql: double(difference), constant: difference });
  }
  return refused('two regions of a query cannot be compared if one of them is a polygon');
}

/**
 * The SQL condition for geometries that have a point in common.
 *
 * @throws GeometryRefused if that cannot be computed
 */
export function overlapCondition(a: Geometry, b: Geometry): string {
  if (a.kind !== 'point' && b.kind === 'point') return overlapCondition(b, a);
  if (a.kind === 'point') return pointCondition(a, b);
  if (a.kind === 'footprint') return footprintCondition('overlaps', a.sql, b);
  if (b.kind === 'footprint') return footprintCondition('overlaps', b.sql, a);
  if (a.kind === 'circle' && b.kind === 'circle') {
    const sum = Math.min(radiusOf(a) + radiusOf(b), 180);
    return isWithin(a.centre, b.centre, { sql: double(sum), constant: sum });
  }
  return refused('two regions of a query cannot be compared if one of them is a polygon');
}

const radiusOf = ({ radius }: Circle): number =>
  radius.constant ?? refused('the radii of circles that are compared must be constant');

function pointCondition(point: Point, region: Geometry): string {
  switch (region.kind) {
    case 'point':
      return isWithin(point, region, { sql: '0e0', constant: 0 });
    case 'circle':
      return isWithin(point, region.centre, region.radius);
    case 'polygon':
      return inPolygon(region.polygon, columnsOf(point));
    case 'footprint':
      if (!isConstant(point)) return refused('footprints can be compared only with constant positions');
      return containsPoint(constantOf(point, 'positions'), 'obscore', region.sql);
  }
}

/** Circles and polygons beyond it would reach the opposite side of the sky. */
const LARGEST_CIRCLE = 85;

function footprintCondition(relation: Relation, region: string, other: Geometry): string {
  if (other.kind === 'polygon') return footprintAndPolygon(relation, other.polygon, { region });
  if (other.kind !== 'circle') return refused('two footprints cannot be compared');
  const cone = coneOf(other);
  if (cone === undefined) return refused('footprints can be compared only with constant circles');
  if (cone.radius > LARGEST_CIRCLE)
    return refused(
      `a circle that is compared with footprints can have a radius of at most ${LARGEST_CIRCLE} degrees`,
    );
  return footprintAndCircle(relation, cone, { region });
}
