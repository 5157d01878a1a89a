import { coneCondition, double } from '../../sql/cone.ts';
import {
  footprintAndCircle,
  footprintAndPolygon,
  footprintAndRange,
  type Range,
} from '../../sql/footprints.ts';
import { inPolygon, polygonOf } from '../../sql/polygon.ts';
import { VoError } from '../vo-error.ts';
import { numberOf } from './intervals.ts';

// The parameter POS. Source: SIA 2.0, section 2.1.1 (https://www.ivoa.net/documents/SIA/20151223/).

const COLUMNS = { ra: 's_ra', dec: 's_dec' };

/** Larger circles would reach the opposite side of the sky. */
const LARGEST_CIRCLE = 85;

/**
 * The SQL condition for observations that overlap a region. Those without a footprint count by their position.
 *
 * @throws VoError
 */
export function positionCondition(text: string): string {
  const [shape = '', ...words] = text.trim().split(/\s+/);
  const numbers = words.map(numberOf);
  const parts = conditions(shape.toUpperCase(), numbers) ?? refused(text);
  return `(${parts.footprint}) OR (s_region IS NULL AND ${parts.position})`;
}

const refused = (text: string): never => {
  throw new VoError(
    `UsageFault: POS is ${JSON.stringify(text)}; it must be CIRCLE ra dec radius, RANGE ra1 ra2 dec1 dec2 or POLYGON ra1 dec1 ra2 dec2 ra3 dec3 ...`,
  );
};

interface Conditions {
  readonly footprint: string;
  readonly position: string;
}

function conditions(shape: string, numbers: readonly number[]): Conditions | undefined {
  if (numbers.some(Number.isNaN)) return undefined;
  switch (shape) {
    case 'CIRCLE':
      return circle(numbers);
    case 'RANGE':
      return range(numbers);
    case 'POLYGON':
      return polygon(numbers);
    default:
      return undefined;
  }
}

const isLatitude = (value: number): boolean => Math.abs(value) <= 90;
const isLongitude = (value: number): boolean => value >= 0 && value <= 360;

function circle([ra = -1, dec = 0, radius = 0, ...more]: readonly number[]): Conditions | undefined {
  if (more.length > 0 || !isLongitude(ra) || !isLatitude(dec) || !(radius > 0 && radius <= 180))
    return undefined;
  const cone = { ra, dec, radius };
  const position = coneCondition(cone);
  return { position, footprint: radius > LARGEST_CIRCLE ? position : footprintAndCircle('overlaps', cone) };
}

function polygon(numbers: readonly number[]): Conditions | undefined {
  if (numbers.length < 6 || numbers.length % 2 !== 0 || numbers.length > 1000) return undefined;
  const corners = Array.from({ length: numbers.length / 2 }, (_, at) => ({
    ra: numbers[2 * at] ?? 0,
    dec: numbers[2 * at + 1] ?? 0,
  }));
  if (!corners.every(({ ra, dec }) => isLongitude(ra) && isLatitude(dec))) return undefined;
  const known = polygonOf(corners);
  if (known === undefined) throw new VoError('UsageFault: POS must be smaller than a hemisphere');
  return { position: inPolygon(known, COLUMNS), footprint: footprintAndPolygon('overlaps', known) };
}

function range(numbers: readonly number[]): Conditions | undefined {
  const [a = 0, b = 0, c = 0, d = 0] = numbers;
  if (numbers.length !== 4) return undefined;
  const [west, east] = [Math.max(a, 0), Math.min(b, 360)];
  const [south, north] = [Math.max(c, -90), Math.min(d, 90)];
  if (!(west <= 360 && east >= 0 && south <= north)) return undefined;
  // from 350 to 10 is across right ascension 0
  const whole: Range = { west, east: east < west ? east + 360 : east, south, north };
  const box = `s_dec BETWEEN ${double(south)} AND ${double(north)} AND (${
    east < west
      ? `s_ra >= ${double(west)} OR s_ra <= ${double(east)}`
      : `s_ra BETWEEN ${double(west)} AND ${double(east)}`
  })`;
  return { position: box, footprint: footprintAndRange(whole) };
}
