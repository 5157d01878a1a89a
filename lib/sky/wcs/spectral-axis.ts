import type { HduHeader } from '../header.ts';
import { type Axis, axesOf } from './axes.ts';
import { type Keywords, keywordsOf, sourceText } from './keywords.ts';
import { hasCd, linearElement } from './linear.ts';
import { LIGHT, SAMPLED, SPECTRAL_TYPES, type Spectral } from './spectral-types.ts';

/** What the spectral axis of an image covers. */
export interface SpectralAxis {
  /** Vacuum wavelengths in m, from the outer edge of one pixel to the outer edge of the last; min < max. */
  readonly min: number;
  readonly max: number;
  /** The number of pixels. */
  readonly xel: number;
  /** The resolving power, as ESO's products give it (SPEC_RES). It cannot be computed from the size of a pixel. */
  readonly resPower: number | undefined;
  readonly source: string;
}

/**
 * The spectral axis of an image HDU or of random groups (FITS standard 4.0, 8.4; Paper III). Undefined if it has none,
 * or more than one, or one that is not understood. The cards never make it throw.
 */
export function spectralAxis(
  header: HduHeader,
  axes: readonly Axis[] = axesOf(header),
): SpectralAxis | undefined {
  const [axis, second] = axes.filter(({ kind }) => kind === 'spectral');
  if (axis === undefined || second !== undefined) return undefined;
  const keywords = keywordsOf(header);
  const wavelength = wavelengths(keywords, axis, axes);
  if (wavelength === undefined || keywords.bad !== undefined) return undefined;
  const edges = [wavelength(0.5), wavelength(axis.length + 0.5)];
  const [min, max] = [Math.min(...edges), Math.max(...edges)];
  if (!(min > 0 && max < Number.POSITIVE_INFINITY && min < max)) return undefined;
  const power = keywords.number('SPEC_RES') ?? 0;
  return {
    min,
    max,
    xel: axis.length,
    resPower: power > 0 ? power : undefined,
    source: sourceText(keywords),
  };
}

/** The algorithm of CTYPE: linear in the type itself, logarithmic, or linear in another quantity. */
interface Algorithm {
  readonly type: Spectral;
  readonly code: string;
}

const CTYPE = /^([A-Z]{4})(?:-([A-Z0-9]{3,4}))?$/;
/** Rest frames that AIPS wrote where an algorithm belongs. */
const AIPS_FRAME = /^(LSR|LSRK|LSRD|HEL|BAR|OBS|GEO|TOP|GAL|CMB)$/;
/** From here on, VELREF says that velocities follow the radio definition. */
const RADIO_VELREF = 256;

function algorithmOf(keywords: Keywords, axis: number): Algorithm | undefined {
  const [, name = '', code = ''] = CTYPE.exec(keywords.text(`CTYPE${axis}`)) ?? [];
  if (!AIPS_FRAME.test(code)) return named(name, code);
  if (name === 'FREQ') return named('FREQ', '');
  if (name === 'FELO') return named('VOPT', 'F2W');
  if (name !== 'VELO') return undefined;
  return named((keywords.number('VELREF') ?? 0) > RADIO_VELREF ? 'VRAD' : 'VOPT', '');
}

function named(name: string, code: string): Algorithm | undefined {
  const type = SPECTRAL_TYPES.get(name);
  return type && { type, code };
}

/** The vacuum wavelength in m of a pixel coordinate. Undefined if the axis is not understood. */
function wavelengths(
  keywords: Keywords,
  { number }: Axis,
  axes: readonly Axis[],
): ((pixel: number) => number) | undefined {
  const algorithm = algorithmOf(keywords, number);
  const value = keywords.number(`CRVAL${number}`);
  if (algorithm === undefined || value === undefined) return undefined;
  const cd = hasCd(keywords, [number]);
  const isAlone = axes.every(
    (other) =>
      other.number === number || other.length <= 1 || linearElement(keywords, number, other.number, cd) === 0,
  );
  const step = linearElement(keywords, number, number, cd);
  const unit = algorithm.type.units.get(keywords.text(`CUNIT${number}`));
  const rest = algorithm.type.needsRest ? restWavelength(keywords) : 0;
  if (!isAlone || step === 0 || unit === undefined || rest === undefined) return undefined;
  const origin = keywords.number(`CRPIX${number}`) ?? 0;
  const sample = sampling(algorithm, value * unit, rest, keywords);
  return sample && ((pixel) => sample((pixel - origin) * step * unit));
}

/** RESTWAV (m) or RESTFRQ (Hz) as a wavelength in m. */
function restWavelength(keywords: Keywords): number | undefined {
  const wavelength = keywords.number('RESTWAV') ?? 0;
  if (wavelength > 0) return wavelength;
  const frequency = keywords.number('RESTFRQ') ?? keywords.number('RESTFREQ') ?? 0;
  return frequency > 0 ? LIGHT / frequency : undefined;
}

/** The wavelength for a distance from the reference value, in the unit of the type. */
function sampling(
  { type, code }: Algorithm,
  value: number,
  rest: number,
  keywords: Keywords,
): ((distance: number) => number) | undefined {
  if (code === '') return (distance) => type.wavelength(value + distance, rest);
  // Paper III, equation 5
  if (code === 'LOG')
    return value === 0 ? undefined : (distance) => type.wavelength(value * Math.exp(distance / value), rest);
  const sampled = SAMPLED.get(code.slice(0, 2));
  if (sampled === undefined || code !== `${code.slice(0, 2)}${type.basis}`) return undefined;
  const restOfSampled = sampled.needsRest ? rest || restWavelength(keywords) : rest;
  if (restOfSampled === undefined) return undefined;
  const wavelength = type.wavelength(value, rest);
  const from = sampled.value(wavelength, restOfSampled);
  const slope = type.slope(value, rest) * sampled.slope(wavelength, restOfSampled);
  return (distance) => sampled.wavelength(from + distance * slope, restOfSampled);
}
