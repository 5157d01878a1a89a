import { castDerived } from './cast.ts';
import { type Cone, double, haversine } from './cone.ts';
import type { ObscoreName } from './view-columns.ts';

/** A footprint is `POLYGON ICRS`, then the corners, all separated by blanks: the first corner is at words 3 and 4. */
const FIRST_CORNER = 3;

/**
 * Longer text is not looked at. A footprint has a few corners, and these are several hundred; the time that text takes
 * grows with the square of its length, and a lake may come from a stranger.
 */
const MOST_CHARACTERS = 20_000;

/**
 * The SQL of the corners of footprints: their `s_region`, the `place` of each corner, and `ra` and `decl` in radians. The text
 * of footprints is cut into corners only here.
 *
 * @param near the SQL condition for the rows whose footprints matter
 */
export const cornersWhere = (near: string, view: ObscoreName): string => `SELECT
  s_region,
  place,
  radians(${castDerived('double', 'word')}) AS ra,
  radians(${castDerived('double', "split_part(s_region, ' ', place + 1)")}) AS decl
FROM (
  SELECT DISTINCT s_region FROM ${view}
  WHERE ${near} AND s_region LIKE 'POLYGON ICRS %' AND length(s_region) <= ${MOST_CHARACTERS}
) AS near
CROSS JOIN UNNEST(split(s_region, ' ')) WITH ORDINALITY AS words(word, place)
WHERE place >= ${FIRST_CORNER} AND place % 2 = ${FIRST_CORNER % 2}`;

/**
 * Whether a footprint may come near a circle. It is within a circle of the diameter s_fov, which need not have the same
 * centre. From a single point, it never extends beyond 90 degrees, where its mirror image would be.
 */
export function isNear({ ra, dec, radius }: Cone): string {
  const reach = `coalesce(s_fov, 90e0) + ${double(radius + MARGIN)}`;
  const distance = `least(${reach}, ${radius === 0 ? '90e0' : '180e0'})`;
  // most rows are in another band of declinations, which is cheap to see
  return (
    `abs(s_dec - ${double(dec)}) <= ${reach}` +
    ` AND ${haversine(double(ra), double(dec))} <= power(sin(radians(${distance}) / 2), 2)`
  );
}

/** Whether a footprint may come near a band of declinations. */
export const isNearBand = (south: number, north: number): string =>
  `s_dec + coalesce(s_fov, 90e0) >= ${double(south - MARGIN)} AND s_dec - coalesce(s_fov, 90e0) <= ${double(north + MARGIN)}`;

/** Far more than rounding, in degrees. */
const MARGIN = 1e-6;
