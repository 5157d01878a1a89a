import { angle, DEGREE, toPoint, type Vector } from '../../../sky/sphere.ts';
import type { Cone } from '../../../sql/cone.ts';

/** Rounded as the page writes it, so that the SQL shows the very circle that was counted. */
const rounded = (degrees: number): number => Number(degrees.toFixed(4));

/** The circle around one direction through another one. */
export function circleThrough(centre: Vector, edge: Vector): Cone {
  const { ra, dec } = toPoint(centre);
  return {
    ra: rounded(ra) % 360,
    dec: rounded(dec),
    radius: Math.min(180, Math.max(0.0001, rounded(angle(centre, edge) / DEGREE))),
  };
}

/** A circle of a certain radius around a position, in degrees. */
export const circleAround = ([ra, dec]: readonly [number, number], radius: number): Cone => ({
  ra: rounded(ra) % 360,
  dec: rounded(dec),
  radius,
});
