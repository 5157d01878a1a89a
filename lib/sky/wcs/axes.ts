import type { HduHeader } from '../header.ts';
import { celestialType, isSpectral, isTime } from './ctype.ts';
import { type Keywords, keywordsOf, sourceText } from './keywords.ts';
import { hasCd, linearElement } from './linear.ts';

/** What an axis of an image counts. */
export type AxisKind = 'longitude' | 'latitude' | 'spectral' | 'time' | 'stokes' | 'other';

/** An axis of an image. */
export interface Axis {
  /** 1, 2, ... */
  readonly number: number;
  readonly kind: AxisKind;
  /** CTYPEn, in upper case; empty if there is none. */
  readonly ctype: string;
  /** In pixels; of a compressed image, those of the image. 1 for an axis beyond NAXIS. 0 for NAXIS1 of random groups. */
  readonly length: number;
}

/** More axes than any image has. */
const MOST_AXES = 99;

/**
 * The axes of an image HDU, compressed or not, or of random groups (FITS standard 4.0, 4.4.1, 8.2 and 10.1). Empty for
 * other HDUs, and if there are no pixels.
 */
export function axesOf(header: HduHeader): readonly Axis[] {
  const prefix = sizePrefix(header);
  if (prefix === undefined) return [];
  const keywords = keywordsOf(header);
  const naxis = count(keywords.number(prefix));
  if (naxis === 0) return [];
  const named = Math.max(naxis, count(keywords.number('WCSAXES')));
  const axes: Axis[] = [];
  for (let number = 1; number <= MOST_AXES; number++) {
    const ctype = keywords.text(`CTYPE${number}`);
    // WCS axes beyond NAXIS are often written without WCSAXES
    if (number > named && ctype === '') break;
    const length = number <= naxis ? count(keywords.number(`${prefix}${number}`)) : 1;
    if (length === 0 && !(number === 1 && header.type === 'RANDOM GROUPS')) return [];
    axes.push({ number, kind: kindOf(ctype), ctype, length });
  }
  return axes;
}

/** The keyword with the number of axes. Undefined if the HDU is not an image. */
function sizePrefix(header: HduHeader): string | undefined {
  if (header.type === 'PRIMARY' || header.type === 'IMAGE' || header.type === 'RANDOM GROUPS') return 'NAXIS';
  return header.type === 'BINTABLE' && header.card('ZIMAGE')?.value === 'true' ? 'ZNAXIS' : undefined;
}

const count = (number: number | undefined): number =>
  number !== undefined && Number.isSafeInteger(number) && number > 0 ? number : 0;

function kindOf(ctype: string): AxisKind {
  if (ctype === '') return 'other';
  if (ctype === 'STOKES') return 'stokes';
  const celestial = celestialType(ctype);
  if (celestial !== undefined) return celestial.kind;
  return isSpectral(ctype) ? 'spectral' : isTime(ctype) ? 'time' : 'other';
}

/** The polarization states along a STOKES axis. */
export interface Polarization {
  /** `/I/Q/U/V/`, in the order of ObsCore 1.1, B.6.6. */
  readonly states: string;
  /** How many. */
  readonly xel: number;
  readonly source: string;
}

/** In the order of ObsCore; the numbers are those of the FITS standard 4.0, table 29. */
const STATES: readonly (readonly [number, string])[] = [
  [1, 'I'],
  [2, 'Q'],
  [3, 'U'],
  [4, 'V'],
  [-1, 'RR'],
  [-2, 'LL'],
  [-3, 'RL'],
  [-4, 'LR'],
  [-5, 'XX'],
  [-6, 'YY'],
  [-7, 'XY'],
  [-8, 'YX'],
];

/**
 * The polarization states of an image HDU or of random groups. Undefined without a STOKES axis, or if it has a value
 * that the standard does not define.
 */
export function polarization(header: HduHeader): Polarization | undefined {
  const axis = axesOf(header).find(({ kind }) => kind === 'stokes');
  if (axis === undefined || axis.length > STATES.length) return undefined;
  const keywords = keywordsOf(header);
  keywords.text(`CTYPE${axis.number}`);
  const codes = new Set(stokesCodes(keywords, axis));
  const states = STATES.filter(([code]) => codes.has(code)).map(([, state]) => state);
  if (keywords.bad !== undefined || states.length !== axis.length) return undefined;
  return { states: `/${states.join('/')}/`, xel: states.length, source: sourceText(keywords) };
}

function stokesCodes(keywords: Keywords, { number, length }: Axis): number[] {
  const value = keywords.number(`CRVAL${number}`);
  if (value === undefined) return [];
  const pixel = keywords.number(`CRPIX${number}`) ?? 0;
  const step = linearElement(keywords, number, number, hasCd(keywords, [number]));
  return Array.from({ length }, (_, at) => Math.round((value + (at + 1 - pixel) * step) * 1e6) / 1e6);
}
