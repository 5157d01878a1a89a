// From values to shades of grey.

/** The values that become black and white. */
export interface Cut {
  readonly low: number;
  readonly high: number;
}

/** The part of the values below black, and above white. */
const CUT = { below: 0.01, above: 0.005 };

/** The cut of values by percentiles, without those that are NaN; undefined if no value is left. */
export function cutOf(values: Float64Array): Cut | undefined {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return undefined;
  const at = (part: number): number => sorted[Math.round(part * (sorted.length - 1))] ?? 0;
  const [low, high] = [at(CUT.below), at(1 - CUT.above)];
  // an image of one value, with a few exceptions that matter
  return low < high ? { low, high } : { low: at(0), high: at(1) };
}

/** How much faint values are raised. */
const SOFTENING = 10;

/**
 * Shades of grey from 1 to 255, by the inverse hyperbolic sine, which shows faint and bright values together. 0 stands for
 * no value.
 */
export function shadesOf(values: Float64Array, { low, high }: Cut): Uint8Array {
  const range = high > low ? high - low : 1;
  return Uint8Array.from(values, (value) => {
    if (Number.isNaN(value)) return 0;
    const part = Math.min(1, Math.max(0, (value - low) / range));
    return 1 + Math.round((254 * Math.asinh(SOFTENING * part)) / Math.asinh(SOFTENING));
  });
}
