import type { CelestialAxes, Unsupported } from './celestial-axes.ts';
import { type Distortion, hasSip, isTpvInDisguise, sip, tpv } from './distortion.ts';
import type { Keywords } from './keywords.ts';
import { hasScale, type Linear, linearOf } from './linear.ts';

/** From pixels to the plane of projection: intermediate world coordinates, in degrees. */
export interface Plane {
  /** From the pixel coordinates of the two axes, by number, to x (longitude) and y (latitude). */
  readonly point: Distortion;
  /** Whether the pixels of both axes have a size. */
  readonly isExtended: boolean;
  /** The code of the projection: TAN, if it is TPV. */
  readonly code: string;
  /** The projection with its distortion: `TAN-SIP`. */
  readonly name: string;
  /** Whether PVi_m are parameters of the projection, and not of a distortion. */
  readonly hasParameters: boolean;
}

/** What CUNIT may be, in degrees. */
const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  DEG: 1,
  DEGREE: 1,
  DEGREES: 1,
  ARCMIN: 1 / 60,
  ARCSEC: 1 / 3600,
  MAS: 1 / 3_600_000,
  RAD: 180 / Math.PI,
};

/** The unit of an axis (CUNIT), in degrees. Undefined if it is not an angle. */
export const unitOf = (keywords: Keywords, axis: number): number | undefined =>
  UNITS[keywords.text(`CUNIT${axis}`)];

/** The plane of a pair of axes, without their CRVAL. `scales` are their units, in degrees. */
export function planeOf(
  keywords: Keywords,
  axes: CelestialAxes,
  scales: readonly [number, number],
): Plane | Unsupported {
  const { pair, lengths } = axes;
  const isPoint = lengths[0] === 1 && lengths[1] === 1;
  // CDELT is 1 degree if it is absent (FITS standard 4.0, 8.2): nobody means that
  if (!isPoint && !hasScale(keywords, pair)) return { reason: 'no CD, PC or CDELT' };
  const matrix = linearOf(keywords, pair);
  if (matrix === undefined) return { reason: 'CD and PC differ' };
  const linear = {
    a: matrix.a * scales[0],
    b: matrix.b * scales[0],
    c: matrix.c * scales[1],
    d: matrix.d * scales[1],
  };
  const isExtended = isInvertible(linear);
  if (!isExtended && !isPoint) return { reason: 'the matrix is singular' };
  const distorted = distortedPlane(keywords, axes, linear);
  return 'reason' in distorted ? distorted : { ...distorted, isExtended };
}

/** Square degrees. Products of smaller scales lose their digits, and no pixel is that small. */
const SMALLEST_PIXEL = 1e-100;

const isInvertible = ({ a, b, c, d }: Linear): boolean =>
  Math.abs(a * d - b * c) > Math.max(SMALLEST_PIXEL, 1e-12 * (Math.abs(a * d) + Math.abs(b * c)));

function distortedPlane(
  keywords: Keywords,
  { pair, type: { projection, distortion } }: CelestialAxes,
  { a, b, c, d }: Linear,
): Omit<Plane, 'isExtended'> | Unsupported {
  if (distortion !== '' && distortion !== 'SIP') return unsupported(distortion);
  const other = otherDistortion(keywords, pair);
  if (other !== undefined) return unsupported(other);
  const [first, second] = pair[0] < pair[1] ? pair : [pair[1], pair[0]];
  const [pixelX, pixelY] = [keywords.number(`CRPIX${first}`) ?? 0, keywords.number(`CRPIX${second}`) ?? 0];
  const point: Distortion = (u, v) => [a * u + b * v, c * u + d * v];
  if (projection !== 'TPV' && hasSip(keywords)) {
    const move = first === 1 && second === 2 ? sip(keywords) : undefined;
    if (move === undefined) return { reason: 'the SIP polynomials are incomplete' };
    return {
      point: (x, y) => point(...move(x - pixelX, y - pixelY)),
      code: projection,
      name: `${projection}-SIP`,
      hasParameters: projection !== 'TAN',
    };
  }
  const relative: Distortion = (x, y) => point(x - pixelX, y - pixelY);
  if (projection === 'TPV' || (projection === 'TAN' && isTpvInDisguise(keywords, pair))) {
    const move = tpv(keywords, pair);
    return { point: (x, y) => move(...relative(x, y)), code: 'TAN', name: 'TPV', hasParameters: false };
  }
  return { point: relative, code: projection, name: projection, hasParameters: true };
}

const unsupported = (distortion: string): Unsupported => ({
  reason: `the distortion ${distortion} is not supported`,
});

/** A distortion by other means than SIP and TPV. Lookup tables are small corrections, and are left out. */
function otherDistortion(keywords: Keywords, pair: readonly number[]): string | undefined {
  return pair
    .flatMap((axis) => [keywords.text(`CPDIS${axis}`), keywords.text(`CQDIS${axis}`)])
    .find((text) => text !== '' && text !== 'LOOKUP');
}
