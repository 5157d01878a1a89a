import type { Clock } from './clock.ts';

/** What the reader takes from one file before it stops with a fault: no file may hang or fill the memory. */
export interface Limits {
  /** Header blocks of 2880 bytes in one HDU. */
  readonly headerBlocks: number;
  /** Header bytes of all HDUs together. */
  readonly headerBytes: number;
  readonly hdus: number;
  /** Bytes that a compressed file may unpack to. */
  readonly unpackedBytes: number;
  /** Bytes that may be unpacked after the last header that was found; by default as many as `unpackedBytes`. */
  readonly unpackedGap?: number;
  /** Milliseconds, not counting time in which the process is suspended. */
  readonly time: number;
  /** Measures `time`; by default the clock of this process. */
  readonly clock?: Clock;
  /** Milliseconds that unpacking may take, not counting waiting for the source; by default only `time` counts. */
  readonly unpackingTime?: number;
  /** The clock for `unpackingTime`; by default the wall clock. */
  readonly unpackingClock?: () => number;
  /**
   * Where files that have to be unpacked wait for their turn, which does not count as their time: begins
   * `work`, and gives what it gives. `size` is that of the packed file.
   */
  readonly unpacking?: <T>(size: number, work: () => Promise<T>) => Promise<T>;
  /** Ends the reading of a file by throwing its reason: nobody waits for the answer any more. */
  readonly signal?: AbortSignal;
}

export const LIMITS: Limits = {
  headerBlocks: 1024,
  headerBytes: 64 * 1024 * 1024,
  hdus: 20_000,
  unpackedBytes: 16 * 1024 ** 3,
  time: 60_000,
};
