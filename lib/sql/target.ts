import { literal } from './text.ts';

// Where the observations of a target are, in the SQL that both engines share.

/** At most this many places of a target are listed. */
const MOST_PLACES = 10;

const isTarget = (name: string): string =>
  `lower(replace(target_name, ' ', '')) = lower(replace(${literal(name)}, ' ', ''))`;

/** Counts of observations and positions, the mean direction as a unit vector, and the largest distance from it. */
export const centreSql = (name: string): string => `SELECT count(*) AS observations, count(x) AS positions,
  max(cx / norm) AS x, max(cy / norm) AS y, max(cz / norm) AS z,
  -- for a row without a position, least would be 1 in one engine and NULL in the other
  max(degrees(2 * asin(least(1e0, sqrt(power(x - cx / norm, 2) + power(y - cy / norm, 2) + power(z - cz / norm, 2)) / 2))))
    FILTER (WHERE x IS NOT NULL) AS spread
FROM (
  SELECT *, greatest(1e-9, sqrt(cx * cx + cy * cy + cz * cz)) AS norm
  FROM (
    SELECT x, y, z, avg(x) OVER () AS cx, avg(y) OVER () AS cy, avg(z) OVER () AS cz
    FROM (
      SELECT cos(radians(s_dec)) * cos(radians(s_ra)) AS x,
        cos(radians(s_dec)) * sin(radians(s_ra)) AS y,
        sin(radians(s_dec)) AS z
      FROM obscore
      WHERE ${isTarget(name)}
    ) AS directions
  ) AS with_mean
) AS with_norm`;

/**
 * The places of a target, those with most observations first.
 *
 * @param size of a place, in degrees, to the next smaller power of ten
 */
export function placesSql(name: string, size: number): string {
  const digits = Math.max(0, Math.ceil(-Math.log10(size)));
  return `SELECT avg(s_ra) AS ra, avg(s_dec) AS dec, count(*) AS observations
FROM obscore
WHERE ${isTarget(name)} AND s_ra IS NOT NULL
GROUP BY round(s_ra, ${digits}), round(s_dec, ${digits})
ORDER BY observations DESC, ra, dec
LIMIT ${MOST_PLACES}`;
}

/** The names of all targets. */
export const TARGET_NAMES =
  'SELECT DISTINCT target_name FROM obscore WHERE target_name IS NOT NULL ORDER BY target_name';
