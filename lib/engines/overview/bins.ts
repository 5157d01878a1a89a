// Small histograms: the bins that numbers fall into. A bin contains its lower edge, but not its upper one, so that SQL with
// the edges counts the same.

/** A histogram's bins. */
export interface Bins {
  /** In ascending order: bin i is from edge i to edge i + 1. */
  readonly edges: readonly number[];
}

/** The number of no bin, in an array of bytes. */
export const NO_BIN = 255;

/** The bin of a value; {@link NO_BIN} if it is in none, or not a number. */
export function binOf({ edges }: Bins, value: number): number {
  let [low, high] = [0, edges.length - 1];
  if (!(value >= (edges[low] ?? Number.NaN) && value < (edges[high] ?? Number.NaN))) return NO_BIN;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (value >= (edges[middle] ?? 0)) low = middle;
    else high = middle;
  }
  return low;
}

/** Edges of exposure times, in seconds: zero, then four in each factor of ten from a millisecond to a million seconds. */
export const EXPOSURE_BINS: Bins = {
  edges: [0, ...Array.from({ length: 37 }, (_, step) => Number((10 ** (step / 4 - 3)).toPrecision(3)))],
};

/** Edges of airmasses: steps of 0.05 up to 3, and everything above. */
export const AIRMASS_BINS: Bins = {
  edges: [...Array.from({ length: 41 }, (_, step) => Number((1 + step * 0.05).toFixed(2))), 1000],
};
