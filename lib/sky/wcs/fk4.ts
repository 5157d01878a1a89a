import { ARCSEC, chained, DEGREE, type Matrix, rotation, type Vector } from '../sphere.ts';

// What FK4 needs: Newcomb's precession, the E-terms of aberration, and the way to J2000.

/** FK4 (without E-terms) at B1950 to FK5 at J2000, for the epoch B1950 (Murray 1989, equation 28). */
export const B1950_TO_J2000: Matrix = [
  [0.9999256794956877, -0.0111814832204662, -0.0048590038153592],
  [0.0111814832391717, 0.9999374848933135, -0.0000271625947142],
  [0.0048590037723143, -0.000027170293744, 0.9999881946023742],
];

/** What has to be added per Julian century since 1950, as FK4 rotates (Murray 1989, equation 29). */
export const B1950_TO_J2000_PER_CENTURY: Matrix = [
  [-0.0026455262e-6, -1.1539918689e-6, 2.111134619e-6],
  [1.1540628161e-6, -0.0129042997e-6, 0.0236021478e-6],
  [-2.1112979048e-6, -0.0056024448e-6, 0.0102587734e-6],
];

/** The Julian day of a Besselian year (Lieske 1979). */
const dayOf = (besselianYear: number): number => 2415020.31352 + (besselianYear - 1900) * 365.242198781;

/** A Besselian year as a Julian year. */
export const julianYear = (besselianYear: number): number => 2000 + (dayOf(besselianYear) - 2451545) / 365.25;

/** Newcomb's precession between two equinoxes, in Besselian years (Kinoshita 1975; in thousands of tropical years). */
export function besselianPrecession(from: number, to: number): Matrix {
  const t = (from - 1850) / 1000;
  const d = (to - from) / 1000;
  const rate = 23035.545 + (139.72 + 0.06 * t) * t;
  const zeta = d * (rate + d * (30.24 - 0.27 * t + d * 17.995));
  const z = d * (rate + d * (109.48 + 0.39 * t + d * 18.325));
  const theta = d * (20051.12 - (85.29 + 0.37 * t) * t + d * (-42.65 - 0.37 * t - d * 41.8));
  return chained(rotation('z', -zeta * ARCSEC), rotation('y', theta * ARCSEC), rotation('z', -z * ARCSEC));
}

/**
 * The E-terms of aberration, which FK4 positions contain, as a vector (Explanatory Supplement to the Astronomical
 * Almanac, 1992, 3.53; obliquity of IAU 1980).
 */
export function eTerms(equinox: number): Vector {
  const t = (dayOf(equinox) - dayOf(1950)) / 36525;
  const eccentricity = 0.01673011 - (0.00004193 + 0.000000126 * t) * t;
  const perigee = (1015489.951 + (6190.67 + (1.65 + 0.012 * t) * t) * t) * ARCSEC;
  const since2000 = (dayOf(equinox) - 2451545) / 36525;
  const obliquity =
    (84381.448 + (-46.815 + (-0.00059 + 0.001813 * since2000) * since2000) * since2000) * ARCSEC;
  const size = 0.0056932 * DEGREE * eccentricity;
  return [
    size * Math.sin(perigee),
    -size * Math.cos(perigee) * Math.cos(obliquity),
    -size * Math.cos(perigee) * Math.sin(obliquity),
  ];
}
