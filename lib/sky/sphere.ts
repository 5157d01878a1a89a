import type { SkyPoint } from './sky-point.ts';

// Directions as unit vectors: x towards longitude 0, y towards longitude 90, z towards the north pole.

/** A direction or, where it says so, any vector. */
export type Vector = readonly [number, number, number];

/** A rotation: three rows. */
export type Matrix = readonly [Vector, Vector, Vector];

/** One degree, in radians. */
export const DEGREE = Math.PI / 180;
/** One arcsecond, in radians. */
export const ARCSEC = DEGREE / 3600;

export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

export const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

export const plus = (a: Vector, b: Vector): Vector => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];

export const minus = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];

export const scaled = (a: Vector, factor: number): Vector => [a[0] * factor, a[1] * factor, a[2] * factor];

/** The unit vector in the direction of a vector. Not a number for the null vector. */
export const unit = (a: Vector): Vector => scaled(a, 1 / Math.hypot(a[0], a[1], a[2]));

/** The angle between two directions, in radians. It is exact for small angles too. */
export const angle = (a: Vector, b: Vector): number => {
  const c = cross(a, b);
  return Math.atan2(Math.hypot(c[0], c[1], c[2]), dot(a, b));
};

/** The direction with this longitude and latitude, in radians. */
export const direction = (longitude: number, latitude: number): Vector => {
  const cos = Math.cos(latitude);
  return [cos * Math.cos(longitude), cos * Math.sin(longitude), Math.sin(latitude)];
};

/** The direction of a point. */
export const toVector = ({ ra, dec }: SkyPoint): Vector => direction(ra * DEGREE, dec * DEGREE);

/** The point in the direction of a vector of any length. */
export function toPoint([x, y, z]: Vector): SkyPoint {
  const ra = Math.atan2(y, x) / DEGREE;
  // a tiny negative angle plus 360 is 360
  return { ra: (ra < 0 ? ra + 360 : ra) % 360 || 0, dec: Math.atan2(z, Math.hypot(x, y)) / DEGREE };
}

export const rotated = (m: Matrix, a: Vector): Vector => [dot(m[0], a), dot(m[1], a), dot(m[2], a)];

export const transposed = ([a, b, c]: Matrix): Matrix => [
  [a[0], b[0], c[0]],
  [a[1], b[1], c[1]],
  [a[2], b[2], c[2]],
];

/** The rotation that applies `first`, then the matrices of `next` in turn. */
export function chained(first: Matrix, ...next: Matrix[]): Matrix {
  return next.reduce((before, m) => {
    const [a, b, c] = transposed(before);
    return transposed([rotated(m, a), rotated(m, b), rotated(m, c)]);
  }, first);
}

/** The matrix that rotates the axes by an angle (radians) about the x, y or z axis. */
export function rotation(axis: 'x' | 'y' | 'z', by: number): Matrix {
  const [s, c] = [Math.sin(by), Math.cos(by)];
  if (axis === 'x')
    return [
      [1, 0, 0],
      [0, c, s],
      [0, -s, c],
    ];
  if (axis === 'y')
    return [
      [c, 0, -s],
      [0, 1, 0],
      [s, 0, c],
    ];
  return [
    [c, s, 0],
    [-s, c, 0],
    [0, 0, 1],
  ];
}
