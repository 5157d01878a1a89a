import { ARCSEC, type Matrix, rotated, type Vector } from '../sphere.ts';
import type { CelestialAxes } from './celestial-axes.ts';
import type { Keywords } from './keywords.ts';
import { nativeToCelestial } from './native-sphere.ts';
import { gnomonic } from './projections/zenithal.ts';

// Plate solutions of the Digitized Sky Survey (registry of FITS conventions). They are more exact than the TAN beside them.

/** The coefficients beyond these depend on the star's magnitude. */
const COEFFICIENTS = 13;

/**
 * The direction of a pixel of a scanned plate, as `direction` of a declared WCS. Undefined if the header has no plate
 * solution, or only part of one.
 */
export function plateSolution(
  keywords: Keywords,
  { pair, type }: CelestialAxes,
): ((first: number, second: number) => Vector | undefined) | undefined {
  const isImage = type.pair === 'RA' && type.projection === 'TAN' && pair[0] === 1 && pair[1] === 2;
  if (!isImage || keywords.number('AMDX1') === undefined) return undefined;
  const number = (keyword: string): number => keywords.number(keyword) ?? Number.NaN;
  const [originX, originY] = [number('PPO3'), number('PPO6')];
  const [sizeX, sizeY] = [number('XPIXELSZ'), number('YPIXELSZ')];
  const [cornerX, cornerY] = [number('CNPIX1'), number('CNPIX2')];
  const longitude = 15 * (number('PLTRAH') + number('PLTRAM') / 60 + number('PLTRAS') / 3600);
  const height = Math.abs(number('PLTDECD')) + number('PLTDECM') / 60 + number('PLTDECS') / 3600;
  const latitude = keywords.text('PLTDECSN').startsWith('-') ? -height : height;
  const isComplete = Number.isFinite(
    originX + originY + sizeX + sizeY + cornerX + cornerY + longitude + latitude,
  );
  const matrix = isComplete ? tangentAt(longitude, latitude) : undefined;
  if (matrix === undefined) return undefined;
  const [amdX, amdY] = [coefficients(keywords, 'AMDX'), coefficients(keywords, 'AMDY')];
  return (first, second) => {
    // in mm on the plate, whose pixels are counted from their outer corners
    const x = (originX - sizeX * (first + cornerX - 0.5)) / 1000;
    const y = (sizeY * (second + cornerY - 0.5) - originY) / 1000;
    const native = gnomonic(polynomial(amdX, x, y) * ARCSEC, polynomial(amdY, y, x) * ARCSEC);
    return native && rotated(matrix, native);
  };
}

const coefficients = (keywords: Keywords, name: 'AMDX' | 'AMDY'): number[] =>
  Array.from({ length: COEFFICIENTS }, (_, i) => keywords.number(`${name}${i + 1}`) ?? 0);

/** A coordinate on the sky, in arcsec. The axis that it is nearly parallel to comes first. */
function polynomial(c: readonly number[], x: number, y: number): number {
  const square = x * x + y * y;
  const linear = c[0]! * x + c[1]! * y + c[2]!;
  const quadratic = c[3]! * x * x + c[4]! * x * y + c[5]! * y * y + c[6]! * square;
  const cubic = c[7]! * x ** 3 + c[8]! * x * x * y + c[9]! * x * y * y + c[10]! * y ** 3;
  return linear + quadratic + cubic + x * square * (c[11]! + c[12]! * square);
}

const tangentAt = (longitude: number, latitude: number): Matrix | undefined =>
  nativeToCelestial({ longitude, latitude, phi0: 0, theta0: 90, lonpole: undefined, latpole: undefined });
