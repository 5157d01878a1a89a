import { castDerived } from './cast.ts';
import { double, haversine } from './cone.ts';
import type { ObscoreName } from './view-columns.ts';

/** A position on the sky in ICRS, in degrees. */
export interface Position {
  /** From 0 to 360. */
  readonly ra: number;
  /** From -90 to 90. */
  readonly dec: number;
}

/** A footprint is `POLYGON ICRS`, then the corners, all separated by blanks: the first corner is at words 3 and 4. */
const FIRST_CORNER = 3;

/**
 * Longer text is not looked at. A footprint has a few corners, and these are several hundred; the time that text takes
 * grows with the square of its length, and a lake may come from a stranger.
 */
const MOST_CHARACTERS = 20_000;

/**
 * An SQL condition on `s_region` that is true if the footprint contains a position, by its exact polygon: its sides are
 * great circles, and it is smaller than a hemisphere.
 *
 * Seen from a point within it, the corners of a polygon turn around once; seen from elsewhere, the turns cancel out. The
 * footprints that come near the position are found first, so few are cut into corners.
 *
 * @param view the view with the footprints
 * @throws RangeError if a number is not finite
 */
export function containsPoint(position: Position, view: ObscoreName = 'obscore'): string {
  return `s_region IN (
  SELECT s_region
  FROM (
    SELECT
      s_region,
      coalesce(lead(bearing) OVER around, first_value(bearing) OVER around) - bearing AS turn
    FROM (
      SELECT s_region, place, ${bearing(position)} AS bearing
      FROM (
        SELECT
          s_region,
          place,
          radians(${castDerived('double', 'word')}) AS ra,
          radians(${castDerived('double', "split_part(s_region, ' ', place + 1)")}) AS decl
        FROM (
          SELECT DISTINCT s_region FROM ${view}
          WHERE s_region LIKE 'POLYGON ICRS %' AND length(s_region) <= ${MOST_CHARACTERS} AND ${isNear(position)}
        ) AS near
        CROSS JOIN UNNEST(split(s_region, ' ')) WITH ORDINALITY AS words(word, place)
        WHERE place >= ${FIRST_CORNER} AND place % 2 = ${FIRST_CORNER % 2}
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

/**
 * Whether a footprint may contain a position. It is within a circle of the diameter s_fov, which need not have the same
 * centre, and never extends beyond 90 degrees, where its mirror image would be.
 */
const isNear = ({ ra, dec }: Position): string =>
  `${haversine(double(ra), double(dec))} <= power(sin(radians(least(coalesce(s_fov, 90e0) + 1e-6, 90e0)) / 2), 2)`;
