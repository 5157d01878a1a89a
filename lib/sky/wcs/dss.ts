import { DEGREE, rotated, type Vector } from '../sphere.ts';
import type { CelestialAxes } from './celestial-axes.ts';
import type { Keywords } from './keywords.ts';
import { nativeToCelestial } from './native-sphere.ts';
import { ZENITHAL } from './projections/zenithal.ts';

// Plate solutions of the Digitized Sky Survey (registry of FITS conventions). They are exact where the TAN beside them is not.

/** Coefficients beyond this one depend on a star's magnitude. */
const LAST = 13;

/**
 * The direction of a pixel of a scanned plate. Undefined if the header has no plate solution, or part of one.
 *
 * @returns as `direction` of DeclaredWcs
 */
export function plateSolution(
  keywords: Keywords,
  { pair, type }: CelestialAxes,
): ((first: number, second: number) => Vector | undefined) | undefined {
  const isImage = type.system === 'equatorial' && type.projection === 'TAN' && pair[0] === 1 && pair[1] === 2;
  if (!isImage || keywords.number('AMDX1') === undefined) return undefined;
  const numbers = (...names: readonly string[]): number[] =>
    names.flatMap((name) => keywords.number(name) ?? []);
  const scan = numbers('PPO3', 'PPO6', 'XPIXELSZ', 'YPIXELSZ', 'CNPIX1', 'CNPIX2');
  const centre = numbers('PLTRAH', 'PLTRAM', 'PLTRAS', 'PLTDECD', 'PLTDECM', 'PLTDECS');
  const [amdX, amdY] = ['AMDX', 'AMDY'].map((name) =>
    Array.from({ length: LAST }, (_, i) => keywords.number(`${name}${i + 1}`) ?? 0),
  );
  const matrix = plateMatrix(centre, keywords.text('PLTDECSN').startsWith('-'));
  if (scan.length < 6 || matrix === undefined) return undefined;
  const [originX, originY, sizeX, sizeY, cornerX, cornerY] = scan as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const deproject = ZENITHAL['TAN']!.deprojection(() => undefined)!;
  return (first, second) => {
    // in mm on the plate; a pixel's number is that of its outer corner
    const x = (originX - sizeX * (first + cornerX - 0.5)) / 1000;
    const y = (sizeY * (second + cornerY - 0.5) - originY) / 1000;
    const native = deproject((plate(amdX!, x, y) / 3600) * DEGREE, (plate(amdY!, y, x) / 3600) * DEGREE);
    return native && rotated(matrix, native);
  };
}

/** The polynomial of one coordinate, in arcsec. Its own axis comes first. */
function plate(c: readonly number[], x: number, y: number): number {
  const r2 = x * x + y * y;
  const terms = [
    x, y, 1, x * x, x * y, y * y, r2,
    x ** 3, x * x * y, x * y * y, y ** 3, x * r2, x * r2 * r2,
  ]; // biome-ignore format: the order of AMDXn
  return terms.reduce((sum, term, i) => sum + c[i]! * term, 0);
}

function plateMatrix(centre: readonly number[], isSouth: boolean): ReturnType<typeof nativeToCelestial> {
  if (centre.length < 6) return undefined;
  const [hours, minutes, seconds, degrees, arcminutes, arcseconds] = centre as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const latitude = Math.abs(degrees) + arcminutes / 60 + arcseconds / 3600;
  return nativeToCelestial({
    longitude: 15 * (hours + minutes / 60 + seconds / 3600),
    latitude: isSouth ? -latitude : latitude,
    phi0: 0,
    theta0: 90,
    lonpole: undefined,
    latpole: undefined,
  });
}
