// What CTYPE says about an axis (FITS standard 4.0, 8.2 to 8.5).

/** The kinds of coordinates that celestial axes count. */
export type CelestialSystem = 'equatorial' | 'galactic' | 'ecliptic' | 'other';

/** A celestial CTYPE. */
export interface CelestialType {
  readonly kind: 'longitude' | 'latitude';
  readonly system: CelestialSystem;
  /** What both axes of a pair have in common: `RA`, `GLON`, `HPLN`. */
  readonly pair: string;
  /** The code of the projection, such as `TAN`; empty if there is none. */
  readonly projection: string;
  /** The code of a distortion, such as `SIP`; empty if there is none. */
  readonly distortion: string;
}

const SYSTEMS: Readonly<Record<string, readonly [CelestialType['kind'], CelestialSystem, string]>> = {
  RA: ['longitude', 'equatorial', 'RA'],
  DEC: ['latitude', 'equatorial', 'RA'],
  GLON: ['longitude', 'galactic', 'GLON'],
  GLAT: ['latitude', 'galactic', 'GLON'],
  ELON: ['longitude', 'ecliptic', 'ELON'],
  ELAT: ['latitude', 'ecliptic', 'ELON'],
  // an old way to write helioprojective coordinates
  'SOLAR-X': ['longitude', 'other', 'SOLAR-X'],
  'SOLAR-Y': ['latitude', 'other', 'SOLAR-X'],
  SOLAR_X: ['longitude', 'other', 'SOLAR-X'],
  SOLAR_Y: ['latitude', 'other', 'SOLAR-X'],
  SOLARX: ['longitude', 'other', 'SOLAR-X'],
  SOLARY: ['latitude', 'other', 'SOLAR-X'],
};
/** xLON and xLAT, yzLN and yzLT: any other sphere (Paper II, 2.4.1 and Thompson 2006). */
const OTHER_SPHERE = /^([A-Z]|[A-Z]{2})(LON|LAT|LN|LT)$/;
const WITH_CODE = /^([A-Z]+)-+([A-Z0-9]+)(?:-+(.*))?$/;

/** What a CTYPE (in upper case) says about a celestial axis. Undefined for other axes. */
export function celestialType(ctype: string): CelestialType | undefined {
  const coded = SYSTEMS[ctype] === undefined ? WITH_CODE.exec(ctype) : null;
  const name = coded?.[1] ?? ctype;
  const [kind, system, pair] = SYSTEMS[name] ?? otherSphere(name) ?? [];
  if (kind === undefined || system === undefined || pair === undefined) return undefined;
  return { kind, system, pair, projection: coded?.[2] ?? '', distortion: coded?.[3] ?? '' };
}

function otherSphere(name: string): (typeof SYSTEMS)[string] | undefined {
  if (name.length !== 4) return undefined;
  const match = OTHER_SPHERE.exec(name);
  if (match === null) return undefined;
  const kind = match[2] === 'LON' || match[2] === 'LN' ? 'longitude' : 'latitude';
  return [kind, 'other', `${match[1]}${match[2]?.length === 3 ? 'LON' : 'LN'}`];
}

/** The spectral types of Paper III, and names of wavelengths and velocities that came before it. */
const SPECTRAL = new Set(
  'FREQ ENER WAVN VRAD WAVE VOPT ZOPT AWAV VELO BETA FELO LAMBDA WAVELENGTH VELOCITY'.split(' '),
);
/** Time scales (FITS standard 4.0, 9.2.1). */
const TIME = new Set('TIME TAI TT TDT ET IAT UT1 UTC GMT TCG TCB TDB LOCAL'.split(' '));

/** What a CTYPE begins with, up to a dash or a parenthesis. */
const nameOf = (ctype: string): string => {
  const end = ctype.search(/[-(]/);
  return end < 0 ? ctype : ctype.slice(0, end);
};

/** Whether a CTYPE (in upper case) is of a spectral axis, whatever its algorithm. */
export const isSpectral = (ctype: string): boolean => SPECTRAL.has(nameOf(ctype));
/** Whether a CTYPE (in upper case) is of a time axis. */
export const isTime = (ctype: string): boolean => TIME.has(nameOf(ctype));
