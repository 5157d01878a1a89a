import { DEGREE, type Matrix } from '../sphere.ts';

// From native to celestial coordinates (Paper II, 2.4).

/** How the native sphere lies on the celestial one. All in degrees. */
export interface Orientation {
  /** Celestial coordinates of the reference point: CRVAL. */
  readonly longitude: number;
  readonly latitude: number;
  /** Native coordinates of the reference point. */
  readonly phi0: number;
  readonly theta0: number;
  /** Native longitude of the celestial pole: LONPOLE. */
  readonly lonpole: number | undefined;
  /** Celestial latitude of the native pole, where it is not determined otherwise: LATPOLE. */
  readonly latpole: number | undefined;
}

const TINY = 1e-10;

/** The rotation from native to celestial directions. Undefined if there is none with this orientation. */
export function nativeToCelestial(orientation: Orientation): Matrix | undefined {
  const { longitude, phi0, theta0 } = orientation;
  if (!(Math.abs(orientation.latitude) <= 90 + TINY && Math.abs(theta0) <= 90)) return undefined;
  // a pole in radians is 90.00000000000001 degrees
  const latitude = Math.min(90, Math.max(-90, orientation.latitude));
  const lonpole = orientation.lonpole ?? phi0 + (latitude < theta0 ? 180 : 0);
  const pole =
    theta0 === 90
      ? [longitude, latitude]
      : poleOf({ longitude, latitude, phi0, theta0, lonpole, latpole: orientation.latpole ?? 90 });
  const [poleLongitude, poleLatitude] = pole ?? [];
  if (poleLongitude === undefined || poleLatitude === undefined) return undefined;
  return eulerMatrix(poleLongitude * DEGREE, poleLatitude * DEGREE, lonpole * DEGREE);
}

/** Equations 2 of Paper II as a matrix. */
function eulerMatrix(longitude: number, latitude: number, lonpole: number): Matrix {
  const [sa, ca] = [Math.sin(longitude), Math.cos(longitude)];
  const [sd, cd] = [Math.sin(latitude), Math.cos(latitude)];
  const [sp, cp] = [Math.sin(lonpole), Math.cos(lonpole)];
  return [
    [-ca * sd * cp - sa * sp, -ca * sd * sp + sa * cp, ca * cd],
    [-sa * sd * cp + ca * sp, -sa * sd * sp - ca * cp, sa * cd],
    [cd * cp, cd * sp, sd],
  ];
}

/** Celestial coordinates of the native pole, in degrees (equations 8 to 10, with their exceptions). */
function poleOf(orientation: { readonly [K in keyof Orientation]: number }): [number, number] | undefined {
  const { longitude, phi0, lonpole } = orientation;
  const [sin0, cos0] = sinCos(orientation.latitude);
  const [sinTheta, cosTheta] = sinCos(orientation.theta0);
  const [sinPhi, cosPhi] = sinCos(lonpole - phi0);
  // the reference point and LONPOLE say nothing about the native pole: in the paper LATPOLE decides, in wcslib it is +-90
  if (Math.hypot(sinTheta, cosTheta * cosPhi) < TINY)
    return Math.abs(sin0) < TINY && Math.abs(orientation.latpole) >= 90
      ? [longitude - Math.sign(sinPhi) * 90, Math.sign(orientation.latpole) * 90]
      : undefined;
  // the square of sin(acos(...)) in equation 8, without the acos, which is inexact near the poles
  const square = cos0 * cos0 - (cosTheta * sinPhi) ** 2;
  if (square < -TINY) return undefined;
  const half = Math.atan2(Math.sqrt(Math.max(0, square)), sin0);
  const latitude = poleLatitude(Math.atan2(sinTheta, cosTheta * cosPhi), half, orientation.latpole);
  if (latitude === undefined) return undefined;
  const [sinPole, cosPole] = sinCos(latitude);
  // the reference point or the native pole is a celestial pole
  if (cos0 < TINY) return [longitude, latitude];
  if (cosPole < TINY)
    return [latitude > 0 ? longitude + lonpole - phi0 - 180 : longitude - lonpole + phi0, latitude];
  const y = (sinPhi * cosTheta) / cos0;
  const x = (sinTheta - sinPole * sin0) / (cosPole * cos0);
  return [longitude - Math.atan2(y, x) / DEGREE, latitude];
}

/** The solution of equation 8 that is nearest to LATPOLE, in degrees. */
function poleLatitude(middle: number, half: number, latpole: number): number | undefined {
  const [nearest] = [middle + half, middle - half]
    .map((angle) => Math.atan2(Math.sin(angle), Math.cos(angle)) / DEGREE)
    .filter((angle) => Math.abs(angle) <= 90 + 1e-9)
    .sort((a, b) => Math.abs(latpole - a) - Math.abs(latpole - b));
  return nearest === undefined ? undefined : Math.min(90, Math.max(-90, nearest));
}

const sinCos = (degrees: number): [number, number] => [
  Math.sin(degrees * DEGREE),
  Math.cos(degrees * DEGREE),
];
