import type { Position } from '../../lib/sql/contains-point.ts';

// Footprints as they are in s_region, and where their corners are.

const radians = (degrees: number): number => (degrees * Math.PI) / 180;
const degrees = (radians: number): number => (radians * 180) / Math.PI;

/** The corners in the text of s_region. */
export function cornersOf(region: string): Position[] {
  const numbers = region.split(' ').slice(2).map(Number);
  return numbers.flatMap((ra, i) => (i % 2 === 0 ? [{ ra, dec: numbers[i + 1]! }] : []));
}

/** The direction from one position to another one, in degrees, from north through east. */
export function bearing(from: Position, to: Position): number {
  const [a, b, turn] = [radians(from.dec), radians(to.dec), radians(to.ra - from.ra)];
  const east = Math.sin(turn) * Math.cos(b);
  return degrees(Math.atan2(east, Math.cos(a) * Math.sin(b) - Math.sin(a) * Math.cos(b) * Math.cos(turn)));
}

/** The distance of two positions, in degrees. */
export function distance(from: Position, to: Position): number {
  const half = (one: number, other: number): number => Math.sin(radians(one - other) / 2) ** 2;
  const across = Math.cos(radians(from.dec)) * Math.cos(radians(to.dec)) * half(from.ra, to.ra);
  return degrees(2 * Math.asin(Math.min(1, Math.sqrt(half(from.dec, to.dec) + across))));
}
