import {
  ARCSEC,
  chained,
  DEGREE,
  dot,
  type Matrix,
  minus,
  plus,
  rotated,
  rotation,
  scaled,
  transposed,
  unit,
  type Vector,
} from '../sphere.ts';
import {
  B1950_TO_J2000,
  B1950_TO_J2000_PER_CENTURY,
  besselianPrecession,
  eTerms,
  julianYear,
} from './fk4.ts';

/** A frame of reference: how its directions become those of ICRS, and its name for the source of a value. */
export interface Frame {
  readonly name: string;
  readonly toIcrs: (direction: Vector) => Vector;
}

/** ICRS itself. */
export const ICRS: Frame = { name: '', toIcrs: (direction) => direction };

const byMatrix = (name: string, matrix: Matrix): Frame => ({
  name,
  toIcrs: (direction) => rotated(matrix, direction),
});

/** FK5 J2000 to ICRS (Mignard & Froeschle 2000): a few hundredths of an arcsecond. */
const FK5_TO_ICRS = transposed(
  chained(rotation('z', -0.0229 * ARCSEC), rotation('y', 0.0091 * ARCSEC), rotation('x', 0.0199 * ARCSEC)),
);

/** FK5 at an equinox, in Julian years. */
export function fk5(equinox: number): Frame {
  if (equinox === 2000) return byMatrix('FK5', FK5_TO_ICRS);
  return byMatrix(`FK5 J${equinox}`, chained(transposed(precession(equinox)), FK5_TO_ICRS));
}

/** Precession from J2000 to another equinox (Capitaine et al. 2003, equations 40). */
function precession(equinox: number): Matrix {
  const t = (equinox - 2000) / 100;
  const series = (...terms: readonly number[]): number =>
    terms.reduceRight((sum, term) => sum * t + term, 0) * ARCSEC;
  const zeta = series(2.650545, 2306.083227, 0.2988499, 0.01801828, -0.000005971, -0.0000003173);
  const z = series(-2.650545, 2306.077181, 1.0927348, 0.01826837, -0.000028596, -0.0000002904);
  const theta = series(0, 2004.191903, -0.4294934, -0.04182264, -0.000007089, -0.0000001274);
  return chained(rotation('z', -zeta), rotation('y', theta), rotation('z', -z));
}

/** Galactic coordinates (Blaauw et al. 1960): the pole and origin of B1950, at J2000. */
const GALACTIC_TO_ICRS = chained(
  transposed(
    chained(
      rotation('z', 192.8594812065348 * DEGREE),
      rotation('y', (90 - 27.12825118085622) * DEGREE),
      rotation('z', (180 - 122.9319185680026) * DEGREE),
    ),
  ),
  FK5_TO_ICRS,
);

export const GALACTIC: Frame = byMatrix('galactic', GALACTIC_TO_ICRS);

/** The mean equator and equinox of J2000 (dynamical, not that of FK5) to ICRS (Hilton et al. 2006). */
const MEAN_J2000_TO_ICRS = transposed(
  chained(
    rotation('z', -0.0146 * ARCSEC),
    rotation('y', -0.016617 * ARCSEC),
    rotation('x', 0.0068192 * ARCSEC),
  ),
);

/** The mean ecliptic and equinox of a date, in Julian years (IAU 2006; Hilton et al. 2006). */
export function ecliptic(equinox: number): Frame {
  const t = (equinox - 2000) / 100;
  const obliquity = 84381.406 + t * (-46.836769 + t * (-0.0001831 + t * 0.0020034));
  const matrix = chained(
    transposed(rotation('x', obliquity * ARCSEC)),
    transposed(precession(equinox)),
    MEAN_J2000_TO_ICRS,
  );
  return byMatrix(`ecliptic J${equinox}`, matrix);
}

/**
 * FK4 at an equinox, in Besselian years, for sources that do not move, observed at the equinox (FITS standard 4.0, 8.3;
 * Murray 1989). Positions of other epochs may be off by 0.005 arcsec per year, as FK4 rotates slowly.
 */
export function fk4(equinox: number, hasETerms: boolean): Frame {
  const centuries = (julianYear(equinox) - 1950) / 100;
  const toJ2000 = B1950_TO_J2000.map((row, i) =>
    plus(row, scaled(B1950_TO_J2000_PER_CENTURY[i]!, centuries)),
  ) as unknown as Matrix;
  const matrix = chained(besselianPrecession(equinox, 1950), toJ2000, FK5_TO_ICRS);
  const terms = eTerms(equinox);
  return {
    name: `FK4${hasETerms ? '' : '-NO-E'} B${equinox}`,
    toIcrs: (direction) => {
      const mean = hasETerms
        ? plus(minus(direction, terms), scaled(direction, dot(terms, direction)))
        : direction;
      return unit(rotated(matrix, mean));
    },
  };
}
