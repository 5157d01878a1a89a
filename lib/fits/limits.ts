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
  /** Bytes that may be unpacked since the last header that was found; without it as many as `unpackedBytes`. */
  readonly unpackedGap?: number;
  /** Milliseconds in which the process runs. */
  readonly time: number;
  /** Measures them; without it the clock of this process. */
  readonly clock?: Clock;
  /** Milliseconds that unpacking itself may take, without the waiting for the source; without it only `time` counts. */
  readonly unpackingTime?: number;
  /** Milliseconds as `unpackingTime` counts them; without it those of the wall clock. */
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
