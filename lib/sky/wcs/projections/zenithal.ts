import { DEGREE, type Vector } from '../../sphere.ts';
import { type Deprojection, type Projection, sine } from './projection.ts';
import { polynomialRadius } from './zpn.ts';

// Zenithal projections (Paper II, 5.1). All but AZP and slant SIN are symmetric about the native pole.

/** This close to the pole, dividing by the distance would overflow. */
const TINY = 1e-150;

/** A projection that is symmetric about the pole: `distance` gives the angle from the pole, in radians, for a radius. */
function round(distance: (radius: number) => number | undefined): Deprojection {
  return (x, y) => {
    const radius = Math.hypot(x, y);
    const z = distance(radius);
    if (z === undefined || !(z >= 0 && z <= Math.PI + 1e-12)) return undefined;
    return radius < TINY ? [0, 0, 1] : polar(x, y, Math.sin(z) / radius, Math.cos(z));
  };
}

/** The native vector of a point in the plane: its longitude is arg(-y, x). */
const polar = (x: number, y: number, scale: number, z: number): Vector => [-y * scale, x * scale, z];

/** TAN. */
export const gnomonic: Deprojection = (x, y) => {
  const scale = 1 / Math.sqrt(1 + x * x + y * y);
  return polar(x, y, scale, scale);
};

/** SIN, also slant (5.1.5). With t = 1 - sin(theta), the equation is a t^2 - 2 b t + c = 0. */
function sin(xi: number, eta: number): Deprojection {
  const a = 1 + xi * xi + eta * eta;
  return (x, y) => {
    const b = 1 + xi * x + eta * y;
    const c = x * x + y * y;
    const discriminant = b * b - a * c;
    // on the limb, where rounding errors count most
    if (discriminant < -1e-12) return undefined;
    const t = c / (b + Math.sqrt(Math.max(0, discriminant)));
    return t >= 0 && t <= 2 ? [eta * t - y, x - xi * t, 1 - t] : undefined;
  };
}

/** AZP: perspective from a distance of mu radii, onto a plane tilted by gamma (5.1.1). */
function azp(mu: number, gamma: number): Deprojection | undefined {
  const [cos, sinGamma] = [Math.cos(gamma * DEGREE), Math.sin(gamma * DEGREE)];
  if (Math.abs(cos) < 1e-12 || mu === -1) return undefined;
  return (x, y) => {
    const [right, up] = [x, y * cos];
    const radius = Math.hypot(right, up);
    const rho = radius / (mu + 1 + y * sinGamma);
    const s = sine((rho * mu) / Math.sqrt(rho * rho + 1));
    if (s === undefined || !Number.isFinite(rho)) return undefined;
    const psi = Math.atan2(1, rho);
    const omega = Math.asin(s);
    const theta = Math.max(wrapped(psi - omega), wrapped(psi + omega + Math.PI));
    if (Math.abs(theta) > Math.PI / 2 + 1e-12) return undefined;
    return radius < TINY ? [0, 0, 1] : polar(right, up, Math.cos(theta) / radius, Math.sin(theta));
  };
}

/** The same angle, at most pi / 2. */
const wrapped = (angle: number): number => (angle > Math.PI / 2 ? angle - 2 * Math.PI : angle);

const asin = (value: number): number | undefined => {
  const s = sine(value);
  return s === undefined ? undefined : Math.asin(s);
};

/** The zenithal projections, by code. */
export const ZENITHAL: Readonly<Record<string, Projection>> = {
  TAN: { theta0: 90, deprojection: () => gnomonic },
  SIN: { theta0: 90, deprojection: (pv) => sin(pv(1) ?? 0, pv(2) ?? 0) },
  STG: { theta0: 90, deprojection: () => round((radius) => 2 * Math.atan(radius / 2)) },
  ARC: { theta0: 90, deprojection: () => round((radius) => radius) },
  ZEA: {
    theta0: 90,
    deprojection: () =>
      round((radius) => {
        const half = asin(radius / 2);
        return half === undefined ? undefined : 2 * half;
      }),
  },
  ZPN: {
    theta0: 90,
    deprojection: (pv) => {
      const distance = polynomialRadius(pv);
      return distance === undefined ? undefined : round(distance);
    },
  },
  AZP: { theta0: 90, deprojection: (pv) => azp(pv(1) ?? 0, pv(2) ?? 0) },
};
