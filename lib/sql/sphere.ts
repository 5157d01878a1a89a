import type { Position } from './contains-point.ts';

// Geometry on the unit sphere. All angles are in degrees.

/** A vector: x towards ra 0, y towards ra 90, z towards the north pole. */
export type Vector = readonly [x: number, y: number, z: number];

const RADIAN = Math.PI / 180;

/** The unit vector of a position. */
export function vectorOf({ ra, dec }: Position): Vector {
  const [a, d] = [ra * RADIAN, dec * RADIAN];
  return [Math.cos(d) * Math.cos(a), Math.cos(d) * Math.sin(a), Math.sin(d)];
}

/** The position of a vector of any length. */
export function positionOf([x, y, z]: Vector): Position {
  const ra = Math.atan2(y, x) / RADIAN;
  return { ra: ra < 0 ? ra + 360 : ra, dec: Math.atan2(z, Math.hypot(x, y)) / RADIAN };
}

/** Unit vectors to the east and to the north of a position, and to the position itself. */
export interface Frame {
  readonly east: Vector;
  readonly north: Vector;
  readonly centre: Vector;
}

/** The frame of a position. */
export function frameOf(position: Position): Frame {
  const [a, d] = [position.ra * RADIAN, position.dec * RADIAN];
  return {
    east: [-Math.sin(a), Math.cos(a), 0],
    north: [-Math.sin(d) * Math.cos(a), -Math.sin(d) * Math.sin(a), Math.cos(d)],
    centre: vectorOf(position),
  };
}

/** A vector by its components in a frame. */
export const within = ({ east, north, centre }: Frame, vector: Vector): Vector => [
  dot(east, vector),
  dot(north, vector),
  dot(centre, vector),
];

export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

export const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

/** The sum of vectors. */
export const sumOf = (vectors: readonly Vector[]): Vector =>
  vectors.reduce<Vector>(
    (sum, vector) => [sum[0] + vector[0], sum[1] + vector[1], sum[2] + vector[2]],
    [0, 0, 0],
  );

/** The angle between two vectors of any length. */
export const angleBetween = (a: Vector, b: Vector): number =>
  Math.atan2(Math.hypot(...cross(a, b)), dot(a, b)) / RADIAN;
