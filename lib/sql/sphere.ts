import { angle, DEGREE, dot, toVector, type Vector } from '../sky/sphere.ts';
import type { Position } from './contains-point.ts';

// Frames on the unit sphere. All angles are in degrees.

/** Unit vectors to the east and to the north of a position, and to the position itself. */
export interface Frame {
  readonly east: Vector;
  readonly north: Vector;
  readonly centre: Vector;
}

/** The frame of a position. */
export function frameOf(position: Position): Frame {
  const [a, d] = [position.ra * DEGREE, position.dec * DEGREE];
  return {
    east: [-Math.sin(a), Math.cos(a), 0],
    north: [-Math.sin(d) * Math.cos(a), -Math.sin(d) * Math.sin(a), Math.cos(d)],
    centre: toVector(position),
  };
}

/** A vector by its components in a frame. */
export const within = ({ east, north, centre }: Frame, vector: Vector): Vector => [
  dot(east, vector),
  dot(north, vector),
  dot(centre, vector),
];

/** The sum of vectors. */
export const sumOf = (vectors: readonly Vector[]): Vector =>
  vectors.reduce<Vector>(
    (sum, vector) => [sum[0] + vector[0], sum[1] + vector[1], sum[2] + vector[2]],
    [0, 0, 0],
  );

/** The angle between two vectors of any length. */
export const angleBetween = (a: Vector, b: Vector): number => angle(a, b) / DEGREE;
