import { type Fault, faultAt } from './fault.ts';
import type { Limits } from './limits.ts';
import type { Platform } from './platform.ts';
import { REASONS } from './reasons.ts';
import type { Hdu } from './walk.ts';

/** A compressed file exceeds a limit. What was read before is kept. */
export class LimitReached extends Error {
  override readonly name = 'LimitReached';
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(fault.reason);
    this.fault = fault;
  }
}

/** Unpacking took too long. `byte` is an offset into what was being read at the time. */
export const unpackingTookTooLong = (byte: number): LimitReached =>
  new LimitReached(faultAt('limit-time', undefined, byte, REASONS.unpackingTooLong));

/** Measures the unpacking of one file, not counting waiting for its bytes. */
export interface Stopwatch {
  readonly start: () => void;
  readonly stop: () => void;
  /** Whether unpacking has taken longer than it may. */
  readonly isOver: () => boolean;
}

/**
 * A stopwatch that has not been started.
 *
 * @param most milliseconds after which it is over
 * @param now the current time in milliseconds
 */
export function stopwatch(most: number, now: () => number): Stopwatch {
  let spent = 0;
  let since: number | undefined;
  const total = (): number => spent + (since === undefined ? 0 : now() - since);
  return {
    start: () => {
      since = now();
    },
    stop: () => {
      spent = total();
      since = undefined;
    },
    isOver: () => total() > most,
  };
}

/** Milliseconds of unpacking after which other work gets a turn: some decoders never wait for anything. */
const LONGEST_TURN = 20;

/** What {@link limited} needs. */
interface LimitedBy {
  readonly limits: Limits;
  readonly watch: Stopwatch;
  /** Whether the time of the file or of its unpacking is over. */
  readonly isOver: () => boolean;
  readonly letOthersRun: Platform['letOthersRun'];
}

/** An unpacked file that ends with LimitReached if it exceeds a limit. */
export interface LimitedStream {
  readonly chunks: AsyncGenerator<Uint8Array>;
  /** To be called for each header that is found. */
  readonly headerFound: (hdu: Hdu) => void;
}

/**
 * Passes on the chunks of a stream. Throws LimitReached if the stream is too long, takes too long, or continues for
 * too long without another header.
 */
export function limited(
  unpacked: AsyncGenerator<Uint8Array>,
  { limits, watch, isOver, letOthersRun }: LimitedBy,
): LimitedStream {
  const { unpackedBytes, unpackedGap = unpackedBytes } = limits;
  let last = { hdu: 0, dataOffset: 0 };

  const problemAt = (byte: number, end: number): LimitReached | undefined => {
    if (end > unpackedBytes)
      return new LimitReached(
        faultAt('limit-unpacked', undefined, byte, REASONS.unpacksToMore(unpackedBytes)),
      );
    if (end - last.dataOffset > unpackedGap)
      return new LimitReached(
        faultAt('limit-unpacked', last.hdu, byte, REASONS.unpacksToMoreAfterHeader(unpackedGap)),
      );
    return isOver() ? unpackingTookTooLong(byte) : undefined;
  };

  async function* chunks(): AsyncGenerator<Uint8Array> {
    let turnEnds = Date.now() + LONGEST_TURN;
    try {
      for (let byte = 0; ; ) {
        watch.start();
        const { value: chunk, done } = await unpacked.next();
        watch.stop();
        if (done) return;
        const problem = problemAt(byte, byte + chunk.length);
        if (problem !== undefined) throw problem;
        if (Date.now() > turnEnds) {
          await letOthersRun();
          turnEnds = Date.now() + LONGEST_TURN;
        }
        yield chunk;
        byte += chunk.length;
      }
    } finally {
      await unpacked.return(undefined);
    }
  }
  return {
    chunks: chunks(),
    headerFound: ({ hdu, dataOffset }) => {
      last = { hdu, dataOffset };
    },
  };
}
