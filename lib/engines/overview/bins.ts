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

/** The bins of times. They are many, so they are all equally wide. */
export interface TimeBins {
  /** MJD. Edge i is `from + (i * (to - from)) / bins`. */
  readonly from: number;
  readonly to: number;
  readonly bins: number;
}

/** The number of no time bin, in an array of 16-bit integers. */
export const NO_TIME = 65_535;
const TIME_BINS = 4096;
/** Days: the bins of a shorter time would be too narrow for the digits of an MJD. */
const SHORTEST = 0.001;

/** The bins of all times from the first to the last. */
export function timeBins(first: number, last: number): TimeBins {
  // the last time is within the last bin; times that are almost the same share one
  const to = last - first > SHORTEST ? last + (last - first) / 1e6 : first + 1;
  return { from: first, to, bins: TIME_BINS };
}

/** The lower edge of a time bin. */
export const timeEdge = ({ from, to, bins }: TimeBins, bin: number): number =>
  from + (bin * (to - from)) / bins;

/** The time bin of a time, exactly by its edges; {@link NO_TIME} if it is in none. */
export function timeBinOf(bins: TimeBins, time: number): number {
  if (!(time >= bins.from && time < bins.to)) return NO_TIME;
  let bin = Math.min(bins.bins - 1, Math.floor(((time - bins.from) / (bins.to - bins.from)) * bins.bins));
  while (bin > 0 && time < timeEdge(bins, bin)) bin--;
  while (bin < bins.bins - 1 && time >= timeEdge(bins, bin + 1)) bin++;
  return bin;
}
