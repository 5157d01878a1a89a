import type { Parameters } from './projection.ts';

// ZPN, the zenithal polynomial projection (Paper II, 5.1.7): radius = P0 + P1 z + ... + P20 z^20.

const HIGHEST = 20;

/** The value of a polynomial; coefficients begin with the constant. */
const polynomialAt = (coefficients: readonly number[], z: number): number =>
  coefficients.reduceRight((sum, coefficient) => sum * z + coefficient, 0);

const derived = (coefficients: readonly number[]): number[] =>
  coefficients.slice(1).map((coefficient, i) => coefficient * (i + 1));

/**
 * The angle from the pole (radians) for a radius, where the polynomial rises from the pole on. Undefined if it does not rise
 * there.
 */
export function polynomialRadius(pv: Parameters): ((radius: number) => number | undefined) | undefined {
  const coefficients = Array.from({ length: HIGHEST + 1 }, (_, m) => pv(m) ?? 0);
  const degree = coefficients.findLastIndex((coefficient) => coefficient !== 0);
  if (degree < 1) return undefined;
  const polynomial = coefficients.slice(0, degree + 1);
  const slope = derived(polynomial);
  const last = endOfRise(slope);
  if (last === 0) return undefined;
  const [least, most] = [polynomialAt(polynomial, 0), polynomialAt(polynomial, last)];
  return (radius) => {
    if (radius < least - 1e-12 || radius > most + 1e-12) return undefined;
    return solved(polynomial, slope, radius, last);
  };
}

/** How far from the pole, up to pi, the slope is positive. */
function endOfRise(slope: readonly number[]): number {
  if (polynomialAt(slope, 0) < 0) return 0;
  const steps = 720;
  for (let step = 1; step <= steps; step++) {
    const z = (step * Math.PI) / steps;
    if (polynomialAt(slope, z) > 0) continue;
    let [below, above] = [z - Math.PI / steps, z];
    for (let i = 0; i < 60; i++) {
      const middle = (below + above) / 2;
      if (polynomialAt(slope, middle) > 0) below = middle;
      else above = middle;
    }
    return step === 1 && below === 0 ? 0 : below;
  }
  return Math.PI;
}

/** Where a rising polynomial has a value in [0, last]: Newton's method, kept between bounds by bisection. */
function solved(
  polynomial: readonly number[],
  slope: readonly number[],
  value: number,
  last: number,
): number {
  let [below, above, z] = [0, last, Math.min(last, Math.max(0, value))];
  for (let i = 0; i < 100; i++) {
    const excess = polynomialAt(polynomial, z) - value;
    if (excess === 0) return z;
    if (excess > 0) above = z;
    else below = z;
    const next = z - excess / polynomialAt(slope, z);
    const inside = next > below && next < above;
    const step = (inside ? next : (below + above) / 2) - z;
    z += step;
    if (Math.abs(step) <= 1e-15) return z;
  }
  return z;
}
