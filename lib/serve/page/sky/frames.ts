import { DEGREE, direction, dot, toPoint, toVector, type Vector } from '../../../sky/sphere.ts';
import { GALACTIC, ICRS } from '../../../sky/wcs/frame.ts';
import type { View } from '../state/view.ts';

/** Longitude and latitude, in degrees. */
export type LonLat = readonly [longitude: number, latitude: number];

/** The axes of a frame, as directions in ICRS. */
type Axes = readonly [x: Vector, y: Vector, z: Vector];

const axesOf = (toIcrs: (v: Vector) => Vector): Axes => [
  toIcrs([1, 0, 0]),
  toIcrs([0, 1, 0]),
  toIcrs([0, 0, 1]),
];
const AXES: Readonly<Record<View['frame'], Axes>> = {
  equatorial: axesOf(ICRS.toIcrs),
  galactic: axesOf(GALACTIC.toIcrs),
};

/** A position in ICRS as longitude and latitude of a frame. */
export function toFrame(frame: View['frame'], [ra, dec]: LonLat): LonLat {
  if (frame === 'equatorial') return [ra, dec];
  const [x, y, z] = AXES[frame];
  const v = toVector({ ra, dec });
  const { ra: longitude, dec: latitude } = toPoint([dot(v, x), dot(v, y), dot(v, z)]);
  return [longitude, latitude];
}

/** Longitude and latitude of a frame as a position in ICRS. */
export function fromFrame(frame: View['frame'], [longitude, latitude]: LonLat): LonLat {
  const { ra, dec } = toPoint(inIcrs(frame, direction(longitude * DEGREE, latitude * DEGREE)));
  return [ra, dec];
}

/** A direction of a frame as a direction in ICRS. */
export function inIcrs(frame: View['frame'], v: Vector): Vector {
  const [x, y, z] = AXES[frame];
  return [
    x[0] * v[0] + y[0] * v[1] + z[0] * v[2],
    x[1] * v[0] + y[1] * v[1] + z[1] * v[2],
    x[2] * v[0] + y[2] * v[1] + z[2] * v[2],
  ];
}

/** The direction, in ICRS, of longitude and latitude of a frame. */
export const vectorAt = (frame: View['frame'], [longitude, latitude]: LonLat): Vector =>
  inIcrs(frame, direction(longitude * DEGREE, latitude * DEGREE));
