import { DEGREE } from '../sphere.ts';
import type { Keywords } from './keywords.ts';

// From pixels to intermediate world coordinates (FITS standard 4.0, 8.1): CD, PC with CDELT, or CROTA with CDELT.

/** The pixel on a plane: x = a * first + b * second, y = c * first + d * second, where both count from CRPIX. */
export interface Linear {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
}

/** The longitude and latitude axes, in this order. */
export type Pair = readonly [longitude: number, latitude: number];

const element = (keywords: Keywords, name: 'CD' | 'PC', i: number, j: number): number | undefined =>
  // a draft of the standard wrote CD001002
  keywords.number(`${name}${i}_${j}`) ?? keywords.number(`${name}00${i}00${j}`);

/** Whether a header has CD for any of these axes. */
export const hasCd = (keywords: Keywords, axes: readonly number[]): boolean => hasAny(keywords, 'CD', axes);

/** Whether a header says anything about the size of pixels. */
export const hasScale = (keywords: Keywords, axes: readonly number[]): boolean =>
  hasCd(keywords, axes) ||
  hasAny(keywords, 'PC', axes) ||
  axes.some((axis) => keywords.number(`CDELT${axis}`) !== undefined);

const hasAny = (keywords: Keywords, name: 'CD' | 'PC', axes: readonly number[]): boolean =>
  axes.some((i) => axes.some((j) => element(keywords, name, i, j) !== undefined));

/** The matrix element of world axis `i` and pixel axis `j`, in units of the world axis per pixel. CROTA is not included. */
export function linearElement(keywords: Keywords, i: number, j: number, cd: boolean): number {
  if (cd) return element(keywords, 'CD', i, j) ?? 0;
  const pc = element(keywords, 'PC', i, j) ?? (i === j ? 1 : 0);
  return pc === 0 ? 0 : pc * (keywords.number(`CDELT${i}`) ?? 1);
}

/**
 * The matrix of a pair of axes, in the units of CUNIT. Undefined if the header has both CD and PC (which the standard
 * forbids, but programs that update headers do) and they differ.
 */
export function linearOf(keywords: Keywords, pair: Pair): Linear | undefined {
  const cd = hasCd(keywords, pair);
  const pc = hasAny(keywords, 'PC', pair);
  if (cd && pc) {
    const [one, other] = [matrixOf(keywords, pair, true), matrixOf(keywords, pair, false)];
    return areEqual(one, other) ? one : undefined;
  }
  // CROTA belongs to the latitude axis
  const angle = cd || pc ? 0 : (keywords.number(`CROTA${pair[1]}`) ?? 0);
  return angle === 0 ? matrixOf(keywords, pair, cd) : turned(keywords, pair, angle);
}

function matrixOf(keywords: Keywords, [longitude, latitude]: Pair, cd: boolean): Linear {
  const [first, second] = longitude < latitude ? [longitude, latitude] : [latitude, longitude];
  return {
    a: linearElement(keywords, longitude, first, cd),
    b: linearElement(keywords, longitude, second, cd),
    c: linearElement(keywords, latitude, first, cd),
    d: linearElement(keywords, latitude, second, cd),
  };
}

function areEqual(one: Linear, other: Linear): boolean {
  const largest = Math.max(Math.abs(one.a), Math.abs(one.b), Math.abs(one.c), Math.abs(one.d));
  return (['a', 'b', 'c', 'd'] as const).every((at) => Math.abs(one[at] - other[at]) <= 1e-9 * largest);
}

/** CDELT and CROTA (degrees) as a matrix (Paper II, 6.1). */
function turned(keywords: Keywords, [longitude, latitude]: Pair, angle: number): Linear {
  const [cos, sin] = [Math.cos(angle * DEGREE), Math.sin(angle * DEGREE)];
  const [stepX, stepY] = [
    keywords.number(`CDELT${longitude}`) ?? 1,
    keywords.number(`CDELT${latitude}`) ?? 1,
  ];
  const [xx, xy, yx, yy] = [stepX * cos, -stepY * sin, stepX * sin, stepY * cos];
  return longitude < latitude ? { a: xx, b: xy, c: yx, d: yy } : { a: xy, b: xx, c: yy, d: yx };
}
