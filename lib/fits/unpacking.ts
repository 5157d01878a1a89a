import { setImmediate } from 'node:timers/promises';
import type { Fault } from './fault.ts';
import type { Limits } from './limits.ts';
import { READ } from './ranged.ts';
import type { ByteSource, Chunk } from './source.ts';
import type { Hdu } from './walk.ts';

/** Reads of a compressed file grow up to this many bytes. */
const LARGEST_READ = 4 * 1024 * 1024;

/** A file's bytes in sequence; a compressed file has to be read to its end. */
export async function* inSequence(
  source: ByteSource,
  first: Chunk,
  isOver: () => boolean,
  watch: Stopwatch,
): AsyncGenerator<Uint8Array> {
  yield first.bytes;
  let length = READ;
  for (let offset = first.bytes.length; offset < first.size; ) {
    // compressed bytes may unpack to nothing, and then nothing else checks the clock
    if (isOver()) throw tooLong(offset);
    length = Math.min(2 * length, LARGEST_READ);
    watch.stop();
    const { bytes } = await source.read(offset, length);
    watch.start();
    if (bytes.length === 0) return;
    offset += bytes.length;
    yield bytes;
  }
}

const tooLong = (byte: number): LimitReached =>
  new LimitReached({
    code: 'limit-time',
    hdu: undefined,
    byte,
    reason: `byte ${byte}: unpacking took too long; the rest was not read`,
  });

/** A compressed file exceeds a limit; what was read of it counts. */
export class LimitReached extends Error {
  override readonly name = 'LimitReached';
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(fault.reason);
    this.fault = fault;
  }
}

/** Milliseconds of unpacking after which other work gets a turn: some decoders never yield. */
const BREATH = 20;

/** Measures the unpacking of one file, not counting waiting for its bytes. */
interface Stopwatch {
  readonly start: () => void;
  readonly stop: () => void;
  /** Whether unpacking has taken longer than it may. */
  readonly isOver: () => boolean;
}

export function stopwatch({
  unpackingTime = Number.POSITIVE_INFINITY,
  unpackingClock: now = () => performance.now(),
}: Limits): Stopwatch {
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
    isOver: () => total() > unpackingTime,
  };
}

/** Ends a stream that is too long, takes too long, or continues for too long without another header. */
export function limited(
  unpacked: AsyncGenerator<Uint8Array>,
  { unpackedBytes, unpackedGap = unpackedBytes }: Limits,
  isOver: () => boolean,
  watch: Stopwatch,
) {
  let last = { hdu: 0, dataOffset: 0 };

  const problemAt = (byte: number, end: number): LimitReached | undefined => {
    const { hdu, dataOffset } = last;
    const rest = 'the rest was not read';
    if (end > unpackedBytes) {
      const reason = `byte ${byte}: unpacks to more than ${unpackedBytes} bytes; ${rest}`;
      return new LimitReached({ code: 'limit-unpacked', hdu: undefined, byte, reason });
    }
    if (end - dataOffset > unpackedGap) {
      const reason = `HDU ${hdu}, byte ${byte}: unpacks to more than ${unpackedGap} bytes after its header; ${rest}`;
      return new LimitReached({ code: 'limit-unpacked', hdu, byte, reason });
    }
    return isOver() ? tooLong(byte) : undefined;
  };

  async function* chunks(): AsyncGenerator<Uint8Array> {
    let breath = Date.now() + BREATH;
    try {
      for (let byte = 0; ; ) {
        watch.start();
        const { value: chunk, done } = await unpacked.next();
        watch.stop();
        if (done) return;
        const problem = problemAt(byte, byte + chunk.length);
        if (problem !== undefined) throw problem;
        if (Date.now() > breath) {
          await setImmediate();
          breath = Date.now() + BREATH;
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
    /** Called for each header that is found. */
    from: ({ hdu, dataOffset }: Hdu): void => {
      last = { hdu, dataOffset };
    },
  };
}
