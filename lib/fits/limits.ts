import type { Clock } from './clock.ts';

/**
 * The most that the reader accepts from one file. Beyond a limit it stops with a fault, so no file can hang it or exhaust
 * the memory.
 */
export interface Limits {
  /** Header blocks of 2880 bytes in one HDU. */
  readonly headerBlocks: number;
  /** Header bytes of all HDUs together. */
  readonly headerBytes: number;
  readonly hdus: number;
  /** Bytes that a compressed file may unpack to. */
  readonly unpackedBytes: number;
  /** Bytes that may be unpacked after the last header that was found; as many as `unpackedBytes` by default. */
  readonly unpackedGap?: number;
  /** Milliseconds, not counting time in which the process is suspended. */
  readonly time: number;
  /** Measures `time`; the platform's clock by default. */
  readonly clock?: Clock;
  /** Milliseconds that unpacking may take, not counting waiting for the source; only `time` counts by default. */
  readonly unpackingTime?: number;
  /** The clock for `unpackingTime`; the platform's clock by default. */
  readonly unpackingClock?: () => number;
  /**
   * Schedules the unpacking of a compressed file: starts `work` when it is the file's turn, and returns its result.
   * Waiting for the turn does not count as time. `size` is the size of the compressed file.
   */
  readonly unpacking?: <T>(size: number, work: () => Promise<T>) => Promise<T>;
  /** Bytes of the first read; by default as many as most files need. A file that is not longer needs no other read. */
  readonly firstRead?: number;
  /** Aborts the reading of a file, which then throws the signal's reason. */
  readonly signal?: AbortSignal;
}

/** The default limits. */
export const LIMITS: Limits = {
  headerBlocks: 1024,
  headerBytes: 64 * 1024 * 1024,
  hdus: 20_000,
  unpackedBytes: 16 * 1024 ** 3,
  time: 60_000,
};
