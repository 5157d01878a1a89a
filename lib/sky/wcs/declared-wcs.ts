import { DEGREE, direction, rotated, type Vector } from '../sphere.ts';
import type { CelestialAxes, Unsupported } from './celestial-axes.ts';
import { plateSolution } from './dss.ts';
import { type Keywords, parameterNames } from './keywords.ts';
import { nativeToCelestial } from './native-sphere.ts';
import { type Plane, planeOf, unitOf } from './plane.ts';
import { CYLINDRICAL } from './projections/cylindrical.ts';
import type { Deprojection, Projection } from './projections/projection.ts';
import { ZENITHAL } from './projections/zenithal.ts';

/** The sky as the header declares it, before any change of frame. */
export interface DeclaredWcs {
  /**
   * The direction of a pixel, by its coordinates on the two celestial axes, the axis with the lower number first. All
   * other axes are at CRPIX. Undefined if the pixel is not on the sky.
   */
  readonly direction: (first: number, second: number) => Vector | undefined;
  /** Whether pixels have a size on the sky. */
  readonly isExtended: boolean;
  /** The projection with its distortion: `TAN-SIP`. Empty if there is none. */
  readonly projection: string;
}

/** In degrees, positive or negative: two turns. */
const LARGEST_LONGITUDE = 720;

/** CRVAL, in degrees. */
interface Reference {
  readonly longitude: number;
  readonly latitude: number;
}

/** All projections, by code. */
export const PROJECTIONS: Readonly<Record<string, Projection>> = { ...ZENITHAL, ...CYLINDRICAL };

/** Reads the WCS of a pair of celestial axes. The caller checks {@link Keywords.bad}. */
export function declaredWcs(keywords: Keywords, axes: CelestialAxes): DeclaredWcs | Unsupported {
  const plate = plateSolution(keywords, axes);
  if (plate !== undefined) return { direction: plate, isExtended: true, projection: 'DSS plate' };
  const [longitude, latitude] = axes.pair;
  const [valueX, valueY] = [keywords.number(`CRVAL${longitude}`), keywords.number(`CRVAL${latitude}`)];
  if (valueX === undefined) return { reason: `CRVAL${longitude} is missing` };
  if (valueY === undefined) return { reason: `CRVAL${latitude} is missing` };
  const [scaleX, scaleY] = [unitOf(keywords, longitude), unitOf(keywords, latitude)];
  if (scaleX === undefined) return { reason: `CUNIT${longitude} is not an angle` };
  if (scaleY === undefined) return { reason: `CUNIT${latitude} is not an angle` };
  const plane = planeOf(keywords, axes, [scaleX, scaleY]);
  if ('reason' in plane) return plane;
  const reference = { longitude: valueX * scaleX, latitude: valueY * scaleY };
  // such as degrees that were multiplied by 15 as if they were hours
  if (Math.abs(reference.longitude) > LARGEST_LONGITUDE) return { reason: `CRVAL${longitude} is too large` };
  const sphere =
    plane.code === '' ? plainSphere(reference, axes) : sphereOf(keywords, axes, reference, plane);
  if (typeof sphere !== 'function') return sphere;
  return {
    direction: (first, second) => {
      const [x, y] = plane.point(first, second);
      return sphere(x * DEGREE, y * DEGREE);
    },
    // without a projection, the sizes are often placeholders
    isExtended: plane.isExtended && plane.code !== '',
    projection: plane.name,
  };
}

/** Axes without a projection are linear: that is a position only for a single pixel, as in visibilities and spectra. */
function plainSphere(
  { longitude, latitude }: Reference,
  { lengths }: CelestialAxes,
): Deprojection | Unsupported {
  if (lengths[0] !== 1 || lengths[1] !== 1) return { reason: 'CTYPE names no projection' };
  return (x, y) => {
    const theta = latitude * DEGREE + y;
    return Math.abs(theta) <= Math.PI / 2 ? direction(longitude * DEGREE + x, theta) : undefined;
  };
}

function sphereOf(
  keywords: Keywords,
  { pair: [longitude, latitude] }: CelestialAxes,
  reference: Reference,
  { code, hasParameters }: Plane,
): Deprojection | Unsupported {
  const projection = Object.hasOwn(PROJECTIONS, code) ? PROJECTIONS[code] : undefined;
  if (projection === undefined) return { reason: `the projection ${code} is not supported` };
  const parameter = (axis: number, m: number): number | undefined =>
    hasParameters ? keywords.number(parameterNames(axis)[m]!) : undefined;
  // an offset of the plane; and TAN, which has no parameters of latitude: they may be meant as TPV
  if ((parameter(longitude, 0) ?? 0) !== 0) return { reason: `PV${longitude}_0 is not supported` };
  const doubtful =
    code === 'TAN' ? [0, 1, 2, 3, 4].find((m) => (parameter(latitude, m) ?? 0) !== 0) : undefined;
  if (doubtful !== undefined) return { reason: `PV${latitude}_${doubtful} has no meaning for TAN` };
  const deprojection = projection.deprojection((m) => parameter(latitude, m));
  if (deprojection === undefined) return { reason: `the parameters of ${code} are impossible` };
  const matrix = nativeToCelestial({
    ...reference,
    phi0: parameter(longitude, 1) ?? 0,
    theta0: parameter(longitude, 2) ?? projection.theta0,
    lonpole: parameter(longitude, 3) ?? keywords.number('LONPOLE'),
    latpole: parameter(longitude, 4) ?? keywords.number('LATPOLE'),
  });
  if (matrix === undefined) return { reason: 'CRVAL, LONPOLE and LATPOLE are impossible' };
  return (x, y) => {
    const native = deprojection(x, y);
    return native && rotated(matrix, native);
  };
}
