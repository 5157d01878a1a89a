import { type Keywords, parameterNames } from './keywords.ts';

// Distortions: SIP, of pixels (Shupe et al. 2005), and TPV, of intermediate world coordinates (registry of FITS conventions).

/** Moves a point of a plane. */
export type Distortion = (x: number, y: number) => readonly [number, number];

/** The highest order of SIP polynomials. */
const HIGHEST_ORDER = 9;

/** Whether a header has SIP polynomials. CTYPE should say so too, but some writers forget. */
export const hasSip = (keywords: Keywords): boolean => keywords.number('A_ORDER') !== undefined;

/** The SIP distortion of pixels relative to CRPIX1 and CRPIX2. Undefined if a polynomial is missing or impossible. */
export function sip(keywords: Keywords): Distortion | undefined {
  const [f, g] = [sipPolynomial(keywords, 'A'), sipPolynomial(keywords, 'B')];
  return f && g && ((u, v) => [u + f(u, v), v + g(u, v)]);
}

type Polynomial = (u: number, v: number) => number;

function sipPolynomial(keywords: Keywords, name: 'A' | 'B'): Polynomial | undefined {
  const order = keywords.number(`${name}_ORDER`);
  if (order === undefined || !Number.isInteger(order) || order < 0 || order > HIGHEST_ORDER) return undefined;
  /** By power of u, then of v. */
  const rows = Array.from({ length: order + 1 }, (_, p) =>
    Array.from({ length: order + 1 - p }, (_, q) => keywords.number(`${name}_${p}_${q}`) ?? 0),
  );
  return (u, v) =>
    horner(
      rows.map((row) => horner(row, v)),
      u,
    );
}

const horner = (coefficients: readonly number[], x: number): number =>
  coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);

/** The terms of TPV, by m: the powers of x and y, or the power of r. */
const TPV_TERMS: readonly (readonly [x: number, y: number] | number)[] = Array.from({ length: 8 }, (_, n) => [
  ...Array.from({ length: n + 1 }, (_, y) => [n - y, y] as const),
  ...(n % 2 === 1 ? [n] : []),
]).flat();

/** From this m on, PVi_m makes TAN mean TPV; those before have another meaning too. */
const TPV_ONLY = 5;

/** Whether TAN has polynomials, which makes it TPV: a habit of SCAMP that came before TPV had a name. */
export const isTpvInDisguise = (keywords: Keywords, axes: readonly number[]): boolean =>
  axes.some((axis) =>
    parameterNames(axis).some((name, m) => m >= TPV_ONLY && keywords.number(name) !== undefined),
  );

/** The TPV distortion of intermediate world coordinates, in degrees. For latitude, x and y change places. */
export function tpv(keywords: Keywords, [longitude, latitude]: readonly [number, number]): Distortion {
  const [f, g] = [tpvPolynomial(keywords, longitude), tpvPolynomial(keywords, latitude)];
  return (x, y) => [f(x, y), g(y, x)];
}

function tpvPolynomial(keywords: Keywords, axis: number): Polynomial {
  const names = parameterNames(axis);
  const terms = TPV_TERMS.map((powers, m) => ({
    powers,
    coefficient: keywords.number(names[m]!) ?? (m === 1 ? 1 : 0),
  })).filter(({ coefficient }) => coefficient !== 0);
  return (x, y) =>
    terms.reduce(
      (sum, { powers, coefficient }) =>
        sum +
        coefficient *
          (typeof powers === 'number' ? Math.hypot(x, y) ** powers : x ** powers[0] * y ** powers[1]),
      0,
    );
}
