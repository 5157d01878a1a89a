import { double } from '../../sql/cone.ts';
import { VoError } from '../vo-error.ts';

/** An interval. Its ends may be infinite. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/**
 * An interval as DALI writes it: two numbers, of which one can be infinite, or one number.
 *
 * @throws VoError
 */
export function intervalOf(name: string, text: string): Interval {
  const numbers = text.trim().split(/\s+/).map(numberOf);
  const [from = Number.NaN, to = from] = numbers;
  if (numbers.length > 2 || Number.isNaN(from) || Number.isNaN(to) || from > to)
    throw new VoError(
      `UsageFault: ${name} is ${JSON.stringify(text)}; it must be one number, or two in order`,
    );
  return { from, to };
}

/** A number; NaN if it is not one. */
export function numberOf(text: string): number {
  const [, sign] = /^([+-]?)inf(?:inity)?$/i.exec(text) ?? [];
  if (sign !== undefined) return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,4})?$/i.test(text) ? finite(Number(text)) : Number.NaN;
}

const finite = (value: number): number => (Number.isFinite(value) ? value : Number.NaN);

/** The SQL condition for values, or intervals of values, that overlap an interval. */
export function overlaps({ from, to }: Interval, low: string, high = low): string {
  const parts = [
    ...(to === Number.POSITIVE_INFINITY ? [] : [`${low} <= ${bound(to)}`]),
    ...(from === Number.NEGATIVE_INFINITY ? [] : [`${high} >= ${bound(from)}`]),
  ];
  return parts.length === 0 ? `${low} IS NOT NULL` : parts.join(' AND ');
}

/** The end of an interval. No value is beyond the largest number. */
const bound = (value: number): string =>
  double(Number.isFinite(value) ? value : Math.sign(value) * Number.MAX_VALUE);
