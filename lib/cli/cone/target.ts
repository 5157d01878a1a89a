// The position of a target, from the observations of it.

import { type Answer, rowsOf, type Value } from '../../engines/answer.ts';
import { similarNames } from '../../engines/nearest.ts';
import type { Position } from '../../sql/contains-point.ts';
import { centreSql, placesSql, TARGET_NAMES } from '../../sql/target.ts';
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
/** At most this many names are listed. */
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

const placeText = ([ra, dec, observations]: readonly Value[]): string =>
  `${rounded(Number(ra))} ${rounded(Number(dec))} (${counted(Number(observations), 'observation')})`;

async function unknownTarget(name: string, ask: Ask): Promise<string> {
  const names = (await rowsOf(await ask(TARGET_NAMES))).map(([text]) => String(text));
  const similar = similarNames(name, names, MOST_LISTED);
  const text = `there is no target ${JSON.stringify(name)} in the lake`;
  return similar.length > 0
    ? `${text}; similar: ${similar.join(', ')}`
    : `${text}; write a position instead (RA DEC RADIUS), or list the targets: ` +
        'fits-datalake query "SELECT DISTINCT target_name FROM obscore ORDER BY target_name"';
}
