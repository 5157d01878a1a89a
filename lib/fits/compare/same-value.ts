import type { CardType } from '../card-table.ts';

/** The value of a card. */
export interface TypedValue {
  readonly type: CardType;
  readonly value: string;
}

/** How far two numbers may be apart: as in numpy's isclose, |a - b| <= absolute + relative * |b|. */
export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

/**
 * Whether two values mean the same: 1, 1.0 and 1.E0 do, and so do strings that differ in trailing blanks (FITS standard
 * 4.0, 4.2.1), which cards do not keep. The tolerance is for numbers, unless both are integers: those count things.
 */
export function isSameValue(a: TypedValue, b: TypedValue, tolerance: Tolerance): boolean {
  if (isNumber(a) && isNumber(b)) return isSameNumber(a, b, tolerance);
  if (a.type !== b.type) return false;
  if (a.value === b.value) return true;
  if (a.type !== 'complex') return false;
  const [partsA, partsB] = [partsOf(a.value), partsOf(b.value)];
  return partsA.every((part, index) => isClose(Number(part), Number(partsB[index]), tolerance));
}

const isNumber = ({ type }: TypedValue): boolean => type === 'integer' || type === 'float';

const isSameNumber = (a: TypedValue, b: TypedValue, tolerance: Tolerance): boolean =>
  a.value === b.value ||
  // integers are normalised, and may be too long for a number
  (!(a.type === 'integer' && b.type === 'integer') && isClose(Number(a.value), Number(b.value), tolerance));

const isClose = (a: number, b: number, { relative, absolute }: Tolerance): boolean =>
  a === b || Math.abs(a - b) <= absolute + relative * Math.abs(b);

/** The real and the imaginary part of `(re,im)`. */
const partsOf = (complex: string): string[] => complex.slice(1, -1).split(',');
