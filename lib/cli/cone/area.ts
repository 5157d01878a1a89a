// What the arguments of cone mean: a position or a target, and a radius.

import { writtenAngle } from '../../sky/written-angle.ts';
import type { Position } from '../../sql/contains-point.ts';
import { UsageError } from '../errors.ts';
import { declination, radius, rightAscension } from './angles.ts';

/** Where to search. */
export interface Area {
  /** A position, or the name of a target of the lake. */
  readonly centre: Position | string;
  /** In degrees. Undefined, which only `--contains` allows: at any distance. */
  readonly radius: number | undefined;
}

/**
 * The area that `RA DEC RADIUS` or `TARGET RADIUS` describe. Throws {@link UsageError}.
 *
 * @param isRadiusOptional whether the radius may be left out
 */
export function areaOf(words: readonly string[], isRadiusOptional = false): Area {
  const given = words.map((word) => word.trim());
  if (given.includes('')) throw new UsageError(`an argument is empty; ${USAGE}`);
  const last = given.at(-1) ?? '';
  const before = given.slice(0, -1);
  if (isRadiusOptional) {
    const centre = given.length === 1 ? centreOf(given) : positionOf(given);
    if (centre !== undefined) return { centre, radius: undefined };
  }
  if (before.length === 0 || isPositionAlone(given)) throw withoutRadius(given.join(' '));
  return { centre: centreOf(before), radius: radiusOf(last) };
}

const USAGE = 'write cone RA DEC RADIUS or cone TARGET RADIUS';

const withoutRadius = (text: string): UsageError =>
  new UsageError(`${JSON.stringify(text)}: the radius is missing; ${USAGE}`);

const incomplete = (text: string): UsageError =>
  new UsageError(`${JSON.stringify(text)} is not a whole position; ${USAGE}`);

/** A position, if the words look like one, otherwise the name of a target. */
function centreOf(words: readonly string[]): Position | string {
  const position = positionOf(words);
  if (position !== undefined) return position;
  if (words.length === 2 && looksLikeAngles(words)) return refusedPosition(words);
  const name = words.join(' ');
  // 0421 may be the name of a field, but 10.68 is a position without its declination or radius
  if (/[.:]/.test(name) && writtenAngle(name) !== undefined) throw incomplete(name);
  return name;
}

/** Whether words are a position without a radius. `042 0.5` is the field 042 and a radius. */
const isPositionAlone = (words: readonly string[]): boolean =>
  positionOf(words) !== undefined && (words.length > 2 || /[.:hd]/i.test(words[0] ?? ''));

/** The position in `10.68 41.27`, `10.68, 41.27` or `00 42 44.3 +41 16 09`, in any number of words. */
function positionOf(words: readonly string[]): Position | undefined {
  const parts =
    words.length === 2 ? words.map((word) => word.replace(/,$/, '')) : words.join(' ').split(/[\s,]+/);
  const half = parts.length / 2;
  if (half !== 1 && half !== 3) return undefined;
  const ra = rightAscension(parts.slice(0, half).join(' '));
  const dec = declination(parts.slice(half).join(' '));
  return ra === undefined || dec === undefined ? undefined : { ra, dec };
}

/** Whether two words are meant as angles: both have digits, and the first begins with one. `47 Tuc` is a target. */
const looksLikeAngles = ([first = '', second = '']: readonly string[]): boolean =>
  /^[-+.\u2212]?\d/.test(first) && /\d/.test(second);

function refusedPosition([ra = '', dec = '']: readonly string[]): never {
  const target = `for a target of this name, write "${ra} ${dec}" as one argument`;
  if (rightAscension(ra) === undefined)
    throw new UsageError(
      `RA ${ra}: not a right ascension, which is 0 to 360 degrees (10.68) or 0 to 24 hours (00:42:44.3, 0h42m44.3s); ${target}`,
    );
  throw new UsageError(
    `DEC ${dec}: not a declination, which is -90 to 90 degrees (41.27, +41:16:09, 41d16m09s); ${target}`,
  );
}

function radiusOf(text: string): number {
  const degrees = radius(text);
  if (degrees !== undefined) return degrees;
  throw new UsageError(
    `RADIUS ${text}: not a radius, which is in degrees (0.5), arcminutes (30m) or arcseconds (10s), above 0 and at most 180 degrees; ${USAGE}`,
  );
}
