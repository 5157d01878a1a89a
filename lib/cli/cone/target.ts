// The position of a target, from the observations of it.

import { type Answer, rowsOf, type Value } from '../../engines/answer.ts';
import { similarNames } from '../../engines/nearest.ts';
import type { Position } from '../../sql/contains-point.ts';
import { literal } from '../../sql/text.ts';
import { RunFailed } from '../errors.ts';
import { printable } from '../terminal/output.ts';
import { counted } from '../terminal/words.ts';

/** Asks the lake. */
export type Ask = (sql: string) => Promise<Answer>;

/** The position of a target. */
export interface TargetPosition extends Position {
  /** How many observations it is the centre of. */
  readonly observations: number;
  /** The distance of the farthest observation from it, in degrees. */
  readonly spread: number;
}

/** The observations of a target are at most this far from their centre, in degrees, whatever the radius. */
const FAR_APART = 1;
/** At most this many places or names are listed. */
const MOST_LISTED = 10;

/**
 * The position of a target: the centre of all observations whose target_name equals the name, ignoring case and blanks.
 * A search around it finds all of them, because it is refused if they are farther apart.
 *
 * @param radius of the search, in degrees
 * @throws RunFailed if there are none, if none has a position, or if one is too far from the centre
 */
export async function targetPosition(
  name: string,
  radius: number | undefined,
  ask: Ask,
): Promise<TargetPosition> {
  const [row] = await rowsOf(await ask(centreSql(name)));
  const [observations = 0, positions = 0, x = 0, y = 0, z = 0, spread = 0] = (row ?? []).map(Number);
  const target = JSON.stringify(name);
  if (observations === 0) throw new RunFailed(await unknownTarget(name, ask));
  if (positions === 0)
    throw new RunFailed(
      `the lake has ${counted(observations, 'observation')} of ${target}, but none with a position; ` +
        'write a position instead (RA DEC RADIUS)',
    );
  const most = Math.min(radius ?? FAR_APART, FAR_APART);
  if (spread > most) {
    const places = (await rowsOf(await ask(placesSql(name, most)))).map(placeText);
    throw new RunFailed(
      `the observations of ${target} are up to ${distanceText(spread)} from their centre, more than ` +
        `${most === radius ? 'RADIUS' : 'a degree'}; give a position instead, such as ${places.join('; ')}`,
    );
  }
  const ra = (Math.atan2(y, x) * 180) / Math.PI;
  const dec = (Math.atan2(z, Math.hypot(x, y)) * 180) / Math.PI;
  return { ra: rounded((ra + 360) % 360), dec: rounded(dec), observations: positions, spread };
}

/** To 0.004 arcsec, which keeps the query readable. */
const rounded = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;

/** `M31 is at 10.684708 41.26875: the centre of 4 observations, which are up to 12 arcsec from it`. */
export function positionText(name: string, { ra, dec, observations, spread }: TargetPosition): string {
  const text = `${printable(name)} is at ${ra} ${dec}: the centre of ${counted(observations, 'observation')}`;
  return spread > ONE_PLACE ? `${text}, which are up to ${distanceText(spread)} from it` : text;
}

/** Positions that are at most this far apart count as one, in degrees: distances are printed in whole arcseconds. */
const ONE_PLACE = 1e-5;

/** `12 arcsec`, `3 arcmin`, `17 degrees`: rounded up. */
function distanceText(degrees: number): string {
  if (degrees < 2 / 60) return `${Math.ceil(degrees * 3600 - 0.01)} arcsec`;
  return degrees < 2 ? `${Math.ceil(degrees * 60)} arcmin` : `${Math.ceil(degrees)} degrees`;
}

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
LIMIT ${MOST_LISTED}`;
}

const placeText = ([ra, dec, observations]: readonly Value[]): string =>
  `${rounded(Number(ra))} ${rounded(Number(dec))} (${counted(Number(observations), 'observation')})`;

/** The names of all targets. */
export const TARGET_NAMES =
  'SELECT DISTINCT target_name FROM obscore WHERE target_name IS NOT NULL ORDER BY target_name';

async function unknownTarget(name: string, ask: Ask): Promise<string> {
  const names = (await rowsOf(await ask(TARGET_NAMES))).map(([text]) => String(text));
  const similar = similarNames(name, names, MOST_LISTED);
  const text = `there is no target ${JSON.stringify(name)} in the lake`;
  return similar.length > 0
    ? `${text}; similar: ${similar.join(', ')}`
    : `${text}; write a position instead (RA DEC RADIUS), or list the targets: ` +
        'fits-datalake query "SELECT DISTINCT target_name FROM obscore ORDER BY target_name"';
}
