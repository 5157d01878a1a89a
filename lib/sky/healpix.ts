import type { SkyPoint } from './sky-point.ts';
import { DEGREE } from './sphere.ts';

/**
 * The HEALPix pixel of a point, in the nested scheme (Gorski et al. 2005). There are 12 * 4^order pixels: at order 6,
 * 49,152 of 0.92 degrees.
 *
 * @param order 0 to 24
 */
export function healpixNested(order: number, { ra, dec }: SkyPoint): number {
  const side = 2 ** order;
  const z = Math.sin(dec * DEGREE);
  /** The longitude in quarters of the circle, in [0, 4). */
  const quarters = (((ra / 90) % 4) + 4) % 4;
  return Math.abs(z) <= 2 / 3 ? equatorial(side, z, quarters) : polar(side, dec, quarters);
}

/** Around the equator, where the edges of pixels are lines of z and longitude. */
function equatorial(side: number, z: number, quarters: number): number {
  const ascending = Math.floor(side * (0.5 + quarters - z * 0.75));
  const descending = Math.floor(side * (0.5 + quarters + z * 0.75));
  const [a, d] = [Math.floor(ascending / side), Math.floor(descending / side)];
  // base pixels 4 to 7 lie on the equator, 0 to 3 north and 8 to 11 south of it
  const base = a === d ? (a % 4) + 4 : a < d ? a % 4 : (d % 4) + 8;
  return base * side * side + interleaved(descending % side, side - 1 - (ascending % side));
}

/** Around a pole, where the four base pixels meet. */
function polar(side: number, dec: number, quarters: number): number {
  const quarter = Math.min(3, Math.floor(quarters));
  const within = quarters - quarter;
  // sqrt(3 (1 - |z|)), exact near the pole
  const distance = side * Math.sqrt(6) * Math.sin(((90 - Math.abs(dec)) * DEGREE) / 2);
  const x = Math.min(side - 1, Math.floor(within * distance));
  const y = Math.min(side - 1, Math.floor((1 - within) * distance));
  return dec > 0
    ? quarter * side * side + interleaved(side - 1 - y, side - 1 - x)
    : (quarter + 8) * side * side + interleaved(x, y);
}

/** The number whose even bits are those of x, and whose odd bits are those of y. */
export function interleaved(x: number, y: number): number {
  let number = 0;
  for (let bit = 1, at = 1; bit <= x || bit <= y; bit *= 2, at *= 4) {
    if (Math.floor(x / bit) % 2 === 1) number += at;
    if (Math.floor(y / bit) % 2 === 1) number += 2 * at;
  }
  return number;
}
