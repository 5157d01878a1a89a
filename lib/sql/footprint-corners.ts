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
 * The SQL of the corners of the footprints that come near a circle: their `s_region`, the `place` of each corner, and `ra`
 * and `decl` in radians. The text of footprints is cut into corners only here.
 */
export const cornersNear = (circle: Cone, view: ObscoreName): string => `SELECT
  s_region,
  place,
  radians(${castDerived('double', 'word')}) AS ra,
  radians(${castDerived('double', "split_part(s_region, ' ', place + 1)")}) AS decl
FROM (
  SELECT DISTINCT s_region FROM ${view}
  WHERE s_region LIKE 'POLYGON ICRS %' AND length(s_region) <= ${MOST_CHARACTERS} AND ${isNear(circle)}
) AS near
CROSS JOIN UNNEST(split(s_region, ' ')) WITH ORDINALITY AS words(word, place)
WHERE place >= ${FIRST_CORNER} AND place % 2 = ${FIRST_CORNER % 2}`;

/**
 * Whether a footprint may come near a circle. It is within a circle of the diameter s_fov, which need not have the same
 * centre. From a single point, it never extends beyond 90 degrees, where its mirror image would be.
 */
function isNear({ ra, dec, radius }: Cone): string {
  const distance = `least(coalesce(s_fov, 90e0) + ${double(radius + 1e-6)}, ${radius === 0 ? '90e0' : '180e0'})`;
  return `${haversine(double(ra), double(dec))} <= power(sin(radians(${distance}) / 2), 2)`;
}
