import { cross, toVector, type Vector } from '../sky/sphere.ts';
import { type Cone, double } from './cone.ts';
import { containsPoint } from './contains-point.ts';
import { cornersWhere, isNear, isNearBand } from './footprint-corners.ts';
import { crossesOddly, type Polygon } from './polygon.ts';
import { angleBetween, frameOf, within } from './sphere.ts';
import type { ObscoreName } from './view-columns.ts';

// Conditions on footprints (s_region) and circles or polygons that are known before a query runs, in SQL for both engines.
// Like contains-point.ts, they find the footprints that come near, cut these into corners, and look at each side. Here,
// corners are vectors in the frame of a centre: u to the east, v to the north, w towards the centre.

/** How a footprint and a region are related. */
export type Relation =
  /** They have a point in common. */
  | 'overlaps'
  /** The footprint is in the region. */
  | 'inside'
  /** The region is in the footprint. */
  | 'around';

/** Where the footprints are. */
export interface Footprints {
  /** The expression with the footprint that is looked at; by default s_region. */
  readonly region?: string;
  readonly view?: ObscoreName;
}

/**
 * An SQL condition about footprints and a circle of at most 90 degrees.
 *
 * @throws RangeError if a number is not finite
 */
export function footprintAndCircle(relation: Relation, cone: Cone, footprints: Footprints = {}): string {
  const sine = double(Math.sin((cone.radius * Math.PI) / 180) ** 2);
  const inCircle = `(w >= 0 AND u * u + v * v <= ${sine})`;
  // the great circle of a side comes near, and so does the side itself
  const [nu, nv, nw] = ['(v * bw - w * bv)', '(w * bu - u * bw)', '(u * bv - v * bu)'];
  const crosses =
    `(${nw} * ${nw} <= ${sine} * (${nu} * ${nu} + ${nv} * ${nv} + ${nw} * ${nw})` +
    ` AND ${nu} * v - ${nv} * u >= 0 AND bu * ${nv} - bv * ${nu} >= 0)`;
  const touches = some(`${inCircle} OR ${crosses}`);
  const hasCentre = around('u', 'v', 'bu', 'bv', 'w');
  const having = {
    overlaps: `${touches} OR ${hasCentre}`,
    inside: `NOT ${some(`NOT ${inCircle}`)}`,
    around: `${hasCentre} AND NOT ${touches}`,
  };
  return condition(cone, having[relation], footprints);
}

/**
 * An SQL condition about footprints and a polygon.
 *
 * @throws RangeError if a number is not finite
 */
export function footprintAndPolygon(
  relation: Relation,
  polygon: Polygon,
  footprints: Footprints = {},
): string {
  const frame = frameOf(polygon.circle);
  const corners = polygon.corners.map((corner) => within(frame, toVector(corner)));
  const [first = [0, 0, 1]] = corners;
  const crossings = corners.map((corner, at) =>
    sidesCross(corner, corners[(at + 1) % corners.length] ?? corner),
  );
  const crosses = some(crossings.join(' OR '));
  const isIn = `(w > 0 AND ${crossesOddly(polygon, { u: 'u', v: 'v', w: 'w' })})`;
  const hasFirst = aroundVector(first);
  const having = {
    overlaps: `${crosses} OR ${some(isIn)} OR ${hasFirst}`,
    inside: `NOT ${some(`NOT ${isIn}`)} AND NOT ${crosses}`,
    around: `${hasFirst} AND NOT ${crosses}`,
  };
  return condition(polygon.circle, having[relation], footprints);
}

const some = (what: string): string => `max(CASE WHEN ${what} THEN 1 ELSE 0 END) = 1`;

/**
 * Seen from a point within it, the corners of a polygon turn around once. They also do so seen from the opposite point, but
 * there they are mostly behind the observer.
 */
function around(east: string, north: string, nextEast: string, nextNorth: string, ahead: string): string {
  const turn = `(atan2(${nextEast}, ${nextNorth}) - atan2(${east}, ${north}))`;
  return `(abs(sum(${turn} - 2 * pi() * round(${turn} / (2 * pi())))) > pi() AND sum(${ahead}) > 0)`;
}

/** The component of a corner in a direction. */
const along = (vector: Vector, [u, v, w]: readonly [string, string, string]): string =>
  `(${double(vector[0])} * ${u} + ${double(vector[1])} * ${v} + ${double(vector[2])} * ${w})`;

const FROM = ['u', 'v', 'w'] as const;
const TO = ['bu', 'bv', 'bw'] as const;

function aroundVector(vector: Vector): string {
  // any two directions at right angles will do
  const axis: Vector = Math.abs(vector[0]) < 0.5 ? [1, 0, 0] : [0, 1, 0];
  const east = normalized(cross(axis, vector));
  const north = cross(vector, east);
  return around(
    along(east, FROM),
    along(north, FROM),
    along(east, TO),
    along(north, TO),
    along(vector, FROM),
  );
}

function normalized(vector: Vector): Vector {
  const length = Math.hypot(...vector);
  return [vector[0] / length, vector[1] / length, vector[2] / length];
}

/** Whether a side of the footprint crosses the side from one corner of a polygon to the next. */
function sidesCross(from: Vector, to: Vector): string {
  const normal = cross(from, to);
  const side = ([u, v, w]: Vector): string =>
    `(${double(u)} * (v * bw - w * bv) + ${double(v)} * (w * bu - u * bw) + ${double(w)} * (u * bv - v * bu))`;
  const middle: Vector = [from[0] + to[0], from[1] + to[1], from[2] + to[2]];
  return (
    `((${along(normal, FROM)} > 0) <> (${along(normal, TO)} > 0)` +
    ` AND (${side(from)} > 0) <> (${side(to)} > 0)` +
    ` AND ${along(middle, FROM)} + ${along(middle, TO)} > 0)`
  );
}

function condition({ ra, dec, radius }: Cone, having: string, footprints: Footprints): string {
  const { region = 's_region', view = 'obscore' } = footprints;
  const [a, d] = [`(ra - radians(${double(ra)}))`, `radians(${double(dec)})`];
  const following = (name: string): string =>
    `coalesce(lead(${name}) OVER around, first_value(${name}) OVER around) AS b${name}`;
  return `${region} IN (
  SELECT s_region
  FROM (
    SELECT s_region, u, v, w, ${['u', 'v', 'w'].map(following).join(', ')}
    FROM (
      SELECT
        s_region,
        place,
        cos(decl) * sin${a} AS u,
        cos(${d}) * sin(decl) - sin(${d}) * cos(decl) * cos${a} AS v,
        sin(${d}) * sin(decl) + cos(${d}) * cos(decl) * cos${a} AS w
      FROM (${cornersWhere(isNear({ ra, dec, radius }), view)}
      ) AS corners
    ) AS seen
    WINDOW around AS (PARTITION BY s_region ORDER BY place)
  ) AS sides
  GROUP BY s_region
  HAVING ${having}
)`;
}

/** A part of the sky between two meridians and two parallels, in degrees. */
export interface Range {
  readonly west: number;
  /** At least `west`; more than 360 if the range contains right ascension 0. */
  readonly east: number;
  readonly south: number;
  readonly north: number;
}

/**
 * An SQL condition about footprints that overlap a range of coordinates. Sides are taken for straight lines in right
 * ascension and declination, which is close enough for footprints of a few degrees away from the poles.
 *
 * @throws RangeError if a number is not finite
 */
export function footprintAndRange(range: Range, footprints: Footprints = {}): string {
  const { west, east, south, north } = range;
  const { region = 's_region', view = 'obscore' } = footprints;
  const [middle, half] = [(west + east) / 2, (east - west) / 2];
  const wrapped = (angle: string): string => `(${angle} - 360 * round((${angle}) / 360))`;
  const following = (name: string): string =>
    `coalesce(lead(${name}) OVER around, first_value(${name}) OVER around)`;
  const next = `(a + ${wrapped('ba - a')})`;
  // which side of the line a corner of the range is on
  const offLine = (x: number, y: number): string =>
    `((${next} - a) * (${double(y)} - d) - (bd - d) * (${double(x)} - a))`;
  // the same side may be seen from the west or from the east
  const inLongitude = [-360, 0, 360].map((turn) => {
    const [low, high] = [-half - turn, half - turn];
    const off = [low, high].flatMap((x) => [south, north].map((y) => offLine(x, y))).join(', ');
    return (
      `(least(a, ${next}) <= ${double(high)} AND greatest(a, ${next}) >= ${double(low)}` +
      ` AND least(${off}) <= 0 AND greatest(${off}) >= 0)`
    );
  });
  const inLatitude = `least(d, bd) <= ${double(north)} AND greatest(d, bd) >= ${double(south)}`;
  const isInside = (ra: number, dec: number): string =>
    containsPoint({ ra: ((ra % 360) + 360) % 360, dec }, view, region);
  const corners = [west, east].flatMap((ra) => [south, north].map((dec) => isInside(ra, dec)));
  const sides = `${region} IN (
  SELECT s_region
  FROM (
    SELECT s_region, a, d, ${following('a')} AS ba, ${following('d')} AS bd
    FROM (
      SELECT s_region, place, ${wrapped(`degrees(ra) - ${double(middle)}`)} AS a, degrees(decl) AS d
      FROM (${cornersWhere(isNearRange(range), view)}
      ) AS corners
    ) AS seen
    WINDOW around AS (PARTITION BY s_region ORDER BY place)
  ) AS sides
  GROUP BY s_region
  HAVING ${some(`${inLatitude} AND (${inLongitude.join(' OR ')})`)}
)`;
  // a band around the whole sky has no corners
  return `(${[sides, ...(half >= 180 ? [] : corners)].join(' OR ')})`;
}

/** Whether a footprint may come near a range: a band, and a circle if the range is small. */
function isNearRange({ west, east, south, north }: Range): string {
  const band = isNearBand(south, north);
  const centre = { ra: ((west + east) / 2) % 360, dec: (south + north) / 2 };
  const corners = [south, north].map((dec) => toVector({ ra: west, dec }));
  const radius = Math.max(...corners.map((corner) => angleBetween(toVector(centre), corner)));
  return east - west <= 180 && radius < LARGEST_PART ? `${band} AND ${isNear({ ...centre, radius })}` : band;
}

/** A circle around a larger range would be no use. */
const LARGEST_PART = 60;
