import type { Vector } from '../../sphere.ts';

/**
 * From the plane of projection to the native sphere (Paper II, section 5). x and y are in radians; the result is a unit
 * vector. Undefined for a point of the plane that is not the image of a point of the sphere.
 */
export type Deprojection = (x: number, y: number) => Vector | undefined;

/** The parameters PVi_m of the latitude axis, by m. */
export type Parameters = (m: number) => number | undefined;

/** A projection. */
export interface Projection {
  /** Native latitude of the reference point, in degrees. */
  readonly theta0: 0 | 90;
  /** Undefined for impossible parameters. */
  readonly deprojection: (parameters: Parameters) => Deprojection | undefined;
}

/** How far outside its domain an argument may be, for rounding errors. */
const ROUNDING = 1e-12;

/** An argument of asin or acos, forgiving rounding errors. Undefined beyond [-1, 1]. */
export function sine(value: number): number | undefined {
  if (Math.abs(value) <= 1) return value;
  return Math.abs(value) <= 1 + ROUNDING ? Math.sign(value) : undefined;
}
