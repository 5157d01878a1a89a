import { double } from './cone.ts';
import { cornersWhere, isNear } from './footprint-corners.ts';
import type { ObscoreName } from './view-columns.ts';

/** A position on the sky in ICRS, in degrees. */
export interface Position {
  /** From 0 to 360. */
  readonly ra: number;
  /** From -90 to 90. */
  readonly dec: number;
}

/**
 * An SQL condition on `s_region` that is true if the footprint contains a position, by its exact polygon: its sides are
 * great circles, and it is smaller than a hemisphere.
 *
 * Seen from a point within it, the corners of a polygon turn around once; seen from elsewhere, the turns cancel out. The
 * footprints that come near the position are found first, so few are cut into corners.
 *
 * @param view the view with the footprints
 * @param region the expression with the footprint that is looked at
 * @throws RangeError if a number is not finite
 */
export function containsPoint(
  position: Position,
  view: ObscoreName = 'obscore',
  region = 's_region',
): string {
  return `${region} IN (
  SELECT s_region
  FROM (
    SELECT
      s_region,
      coalesce(lead(bearing) OVER around, first_value(bearing) OVER around) - bearing AS turn
    FROM (
      SELECT s_region, place, ${bearing(position)} AS bearing
      FROM (${cornersWhere(isNear({ ...position, radius: 0 }), view)}
      ) AS corners
    ) AS seen
    WINDOW around AS (PARTITION BY s_region ORDER BY place)
  ) AS sides
  GROUP BY s_region
  HAVING abs(sum(turn - 2 * pi() * round(turn / (2 * pi())))) > pi()
)`;
}

/** The bearing of a corner at `ra` and `decl`, in radians, as seen from a position. */
function bearing({ ra, dec }: Position): string {
  const [from, at] = [`(ra - radians(${double(ra)}))`, `radians(${double(dec)})`];
  return `atan2(sin${from} * cos(decl), cos(${at}) * sin(decl) - sin(${at}) * cos(decl) * cos${from})`;
}
