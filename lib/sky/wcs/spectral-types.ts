// Spectral coordinates as wavelengths in vacuum (Paper III, section 3 and table 3). All in SI units.

/** The speed of light. */
export const LIGHT = 299_792_458;
const PLANCK = 6.626_070_15e-34;
const ELECTRON_VOLT = 1.602_176_634e-19;

/** A spectral type of CTYPE. */
export interface Spectral {
  /** The basic quantity that is linear in this one: F(requency), W(avelength), A(ir wavelength) or V(elocity). */
  readonly basis: 'F' | 'W' | 'A' | 'V';
  /** By CUNIT in upper case: the factor to SI units. */
  readonly units: ReadonlyMap<string, number>;
  /** Whether the wavelength depends on that of a line at rest. */
  readonly needsRest: boolean;
  readonly wavelength: (value: number, rest: number) => number;
  /** How the wavelength changes with the value. */
  readonly slope: (value: number, rest: number) => number;
}

/** A quantity in which pixels are equally far apart: the X of an algorithm X2P. */
export interface Sampled {
  readonly needsRest: boolean;
  readonly value: (wavelength: number, rest: number) => number;
  /** How the value changes with the wavelength. */
  readonly slope: (wavelength: number, rest: number) => number;
  readonly wavelength: (value: number, rest: number) => number;
}

/** Units, as in `M NM|NANOMETER`: names of one unit are separated by `|`. */
const units = (table: Readonly<Record<string, number>>): ReadonlyMap<string, number> =>
  new Map(Object.entries(table).flatMap(([names, factor]) => names.split('|').map((name) => [name, factor])));

// a blank CUNIT means SI units where that is what people write; a wavelength without a unit may be anything
const FREQUENCY = units({ '|HZ': 1, KHZ: 1e3, MHZ: 1e6, GHZ: 1e9, THZ: 1e12 });
const ENERGY = units({
  J: 1,
  ERG: 1e-7,
  EV: ELECTRON_VOLT,
  KEV: 1e3 * ELECTRON_VOLT,
  MEV: 1e6 * ELECTRON_VOLT,
  GEV: 1e9 * ELECTRON_VOLT,
  TEV: 1e12 * ELECTRON_VOLT,
});
const WAVENUMBER = units({ '/M|1/M|M-1|M^-1|M**-1': 1, '/CM|1/CM|CM-1|CM^-1|CM**-1': 100 });
const LENGTH = units({
  'M|METER|METERS': 1,
  CM: 1e-2,
  MM: 1e-3,
  'UM|MICRON|MICRONS|MICROMETER': 1e-6,
  'NM|NANOMETER|NANOMETERS': 1e-9,
  'ANGSTROM|ANGSTROMS': 1e-10,
  PM: 1e-12,
});
const VELOCITY = units({
  '|M/S|M S-1|M.S-1|M S^-1|M*S-1': 1,
  'KM/S|KM S-1|KM.S-1|KM S^-1|KM*S-1': 1000,
  'CM/S|CM S-1': 0.01,
});
const PURE = units({ '': 1 });

/** Shorter wavelengths are never those in air. In m. */
const SHORTEST_IN_AIR = 2e-7;

/**
 * The refractive index of air at 15 degrees Celsius (Ciddor 1996), for which published wavelengths in air hold, and its
 * slope. The formula in Paper III is for 0 degrees: that is 0.1 angstrom off in the red.
 */
function air(wavelength: number): { readonly index: number; readonly slope: number } {
  if (wavelength < SHORTEST_IN_AIR) return { index: 1, slope: 0 };
  const square = (wavelength * 1e6) ** -2;
  const [one, other] = [1 / (238.0185 - square), 1 / (57.362 - square)];
  return {
    index: 1 + 0.05792105 * one + 0.00167917 * other,
    slope: (-2 * square * (0.05792105 * one * one + 0.00167917 * other * other)) / wavelength,
  };
}

/** Relativistic: the ratio of observed and rest wavelengths at a velocity in units of that of light. */
const doppler = (beta: number): number => Math.sqrt((1 + beta) / (1 - beta));
const dopplerSlope = (beta: number): number => 1 / ((1 - beta) * Math.sqrt(1 - beta * beta));

const type = (
  basis: Spectral['basis'],
  unitMap: Spectral['units'],
  needsRest: boolean,
  wavelength: Spectral['wavelength'],
  slope: Spectral['slope'],
): Spectral => ({ basis, units: unitMap, needsRest, wavelength, slope });

/** The spectral types, by the first four letters of CTYPE. */
export const SPECTRAL_TYPES: ReadonlyMap<string, Spectral> = new Map([
  [
    'FREQ',
    type(
      'F',
      FREQUENCY,
      false,
      (f) => LIGHT / f,
      (f) => -LIGHT / (f * f),
    ),
  ],
  [
    'ENER',
    type(
      'F',
      ENERGY,
      false,
      (e) => (LIGHT * PLANCK) / e,
      (e) => (-LIGHT * PLANCK) / (e * e),
    ),
  ],
  [
    'WAVN',
    type(
      'F',
      WAVENUMBER,
      false,
      (k) => 1 / k,
      (k) => -1 / (k * k),
    ),
  ],
  [
    'WAVE',
    type(
      'W',
      LENGTH,
      false,
      (w) => w,
      () => 1,
    ),
  ],
  [
    'AWAV',
    type(
      'A',
      LENGTH,
      false,
      (w) => w * air(w).index,
      (w) => air(w).index + w * air(w).slope,
    ),
  ],
  [
    'VRAD',
    type(
      'F',
      VELOCITY,
      true,
      (v, w) => w / (1 - v / LIGHT),
      (v, w) => w / LIGHT / (1 - v / LIGHT) ** 2,
    ),
  ],
  [
    'VOPT',
    type(
      'W',
      VELOCITY,
      true,
      (v, w) => w * (1 + v / LIGHT),
      (_, w) => w / LIGHT,
    ),
  ],
  [
    'ZOPT',
    type(
      'W',
      PURE,
      true,
      (z, w) => w * (1 + z),
      (_, w) => w,
    ),
  ],
  [
    'VELO',
    type(
      'V',
      VELOCITY,
      true,
      (v, w) => w * doppler(v / LIGHT),
      (v, w) => (w / LIGHT) * dopplerSlope(v / LIGHT),
    ),
  ],
  [
    'BETA',
    type(
      'V',
      PURE,
      true,
      (b, w) => w * doppler(b),
      (b, w) => w * dopplerSlope(b),
    ),
  ],
]);

/** The X of algorithms X2P, by `X2`. Air wavelengths are not among them. */
export const SAMPLED: ReadonlyMap<string, Sampled> = new Map([
  [
    'F2',
    {
      needsRest: false,
      value: (w) => LIGHT / w,
      slope: (w) => -LIGHT / (w * w),
      wavelength: (f) => LIGHT / f,
    },
  ],
  ['W2', { needsRest: false, value: (w) => w, slope: () => 1, wavelength: (w) => w }],
  [
    'V2',
    {
      needsRest: true,
      value: (w, rest) => (LIGHT * (w * w - rest * rest)) / (w * w + rest * rest),
      slope: (w, rest) => (4 * LIGHT * w * rest * rest) / (w * w + rest * rest) ** 2,
      wavelength: (v, rest) => rest * doppler(v / LIGHT),
    },
  ],
] satisfies [string, Sampled][]);
