import { CONE_MARGIN, haversine } from '../../sql/cone.ts';

// literals such as 0.5 are decimals, with which DuckDB would not compute all of this
const [RA, DEC, RADIUS] = ['ra', '"dec"', 'radius'].map((name) => `CAST(${name} AS DOUBLE)`) as [
  string,
  string,
  string,
];

/** The half-width of the box around a cone, in degrees of right ascension. Rounding can make the quotient exceed 1. */
const HALF = `degrees(asin(least(1e0, sin(radians(${RADIUS})) / cos(radians(${DEC}))))) + ${CONE_MARGIN}`;

/**
 * The statement that creates the table macro `cone(ra, dec, radius)`: the rows of `obscore` in a circle on the sky, all in
 * degrees. It asks what `coneCondition` of lib/sql does, for values that are known only when the query runs, such as those
 * of a table in a join.
 */
export const CONE = `CREATE MACRO cone(ra, "dec", radius) AS TABLE
SELECT * FROM obscore
WHERE ${RADIUS} >= 0
  AND s_dec BETWEEN ${DEC} - ${RADIUS} - ${CONE_MARGIN} AND ${DEC} + ${RADIUS} + ${CONE_MARGIN}
  AND (abs(${DEC}) + ${RADIUS} + ${CONE_MARGIN} >= 90
    OR least(abs(s_ra - ${RA}), 360 - abs(s_ra - ${RA})) <= ${HALF})
  AND ${haversine(RA, DEC)} <= CASE WHEN ${RADIUS} < 180 THEN power(sin(radians(${RADIUS}) / 2), 2) ELSE 2 END`;
