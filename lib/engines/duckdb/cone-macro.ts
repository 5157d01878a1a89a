import { CONE_MARGIN, haversine } from '../../sql/cone.ts';

/** The half-width of the box around a cone, in degrees of right ascension. Rounding can make the quotient exceed 1. */
const HALF = `degrees(asin(least(1e0, sin(radians(radius)) / cos(radians("dec"))))) + ${CONE_MARGIN}`;

/**
 * The statement that creates the table macro `cone(ra, dec, radius)`: the rows of `obscore` in a circle on the sky, all in
 * degrees. It asks what `coneCondition` of lib/sql does, for values that are known only when the query runs, such as those
 * of a table in a join.
 */
export const CONE = `CREATE MACRO cone(ra, "dec", radius) AS TABLE
SELECT * FROM obscore
WHERE radius >= 0
  AND s_dec BETWEEN "dec" - radius - ${CONE_MARGIN} AND "dec" + radius + ${CONE_MARGIN}
  AND (abs("dec") + radius + ${CONE_MARGIN} >= 90 OR least(abs(s_ra - ra), 360 - abs(s_ra - ra)) <= ${HALF})
  AND ${haversine('ra', '"dec"')} <= power(sin(radians(least(radius, 180)) / 2), 2)`;
