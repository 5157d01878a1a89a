import { CLOCK } from './clock.ts';
import { type Container, containerOf } from './containers/kind.ts';
import { type Fault, type FaultCode, shortReason } from './fault.ts';
import { LIMITS, type Limits } from './limits.ts';
import { READ, ranged } from './ranged.ts';
import type { ByteSource, Chunk } from './source.ts';
import { streamed } from './streamed.ts';
import { inSequence, LimitReached, limited, stopwatch } from './unpacking.ts';
import { type Sink, walk } from './walk.ts';

/** What reading a file came to. */
export interface ReadReport {
  readonly container: Container;
  readonly hdus: number;
  /** Header cards of all HDUs. */
  readonly cards: number;
  /** Size of the file as it lies there, packed or not, in bytes. */
  readonly size: number;
  /** What was read of it: bytes, and in how many requests. */
  readonly bytesRead: number;
  readonly requests: number;
}

/**
 * Reads the headers of one FITS file, plain or compressed, and passes HDUs and faults to `into` in the order of
 * the file. What stands in the file never makes it throw; what the source throws passes through.
 */
export async function readHeaders(
  source: ByteSource,
  into: Sink,
  limits: Limits = LIMITS,
): Promise<ReadReport> {
  const { clock = CLOCK, unpacking = (_, work) => work() } = limits;
  const sink: Sink = {
    hdu: (hdu) => into.hdu(hdu),
    fault: (fault) => into.fault({ ...fault, reason: shortReason(fault.reason) }),
  };
  const tally = { bytes: 0, requests: 0, size: 0 };
  const counted: ByteSource = {
    read: async (offset, length) => {
      const chunk = await source.read(offset, length);
      // a store that answers at once keeps timers from firing
      clock.now();
      tally.requests++;
      tally.bytes += chunk.bytes.length;
      tally.size = chunk.size;
      return chunk;
    },
  };
  const unwatch = clock.watch();
  try {
    const expired = countdown(limits);
    const first = await counted.read(0, READ);
    const container = containerOf(first.bytes);
    const walked =
      container === 'fits'
        ? await walk(ranged(counted, first), sink, limits, expired)
        : await unpacking(first.size, () =>
            walkPacked(container, counted, first, sink, limits, countdown(limits)),
          );
    const { bytes, requests, size } = tally;
    return { container, ...walked, size, bytesRead: bytes, requests };
  } finally {
    unwatch();
  }
}

/** Begins a file's time; the function given says whether it is over, and throws where the reading has to end. */
function countdown({ time, signal, clock = CLOCK }: Limits): () => boolean {
  const deadline = clock.now() + time;
  return () => {
    signal?.throwIfAborted();
    return clock.now() > deadline;
  };
}

async function walkPacked(
  container: Exclude<Container, 'fits'>,
  source: ByteSource,
  first: Chunk,
  sink: Sink,
  limits: Limits,
  expired: () => boolean,
) {
  // loaded only when it is needed: most files are plain
  const { ContainerError, unpack } = await import('./containers/unpack.ts');
  const watch = stopwatch(limits);
  const isOver = (): boolean => expired() || watch.isOver();
  const unpacked = limited(
    unpack(container, inSequence(source, first, isOver, watch)),
    limits,
    isOver,
    watch,
  );
  let failure: unknown;
  const window = streamed(unpacked.chunks, (error) => {
    if (error instanceof ContainerError) sink.fault(containerFault(container, error));
    else if (error instanceof LimitReached) sink.fault(error.fault);
    else failure = error;
  });
  try {
    const noted: Sink = {
      fault: (fault) => sink.fault(fault),
      hdu: (hdu) => {
        unpacked.from(hdu);
        sink.hdu(hdu);
      },
    };
    const walked = await walk(window, noted, limits, expired);
    // the source failed: that says nothing of the file
    if (failure !== undefined) throw failure;
    return walked;
  } finally {
    await unpacked.chunks.return(undefined);
  }
}

const containerFault = (
  container: Container,
  {
    code,
    unpacked,
    message,
  }: { readonly code: FaultCode; readonly unpacked: number; readonly message: string },
): Fault => ({
  code,
  hdu: undefined,
  byte: unpacked,
  reason: `${container}, after ${unpacked} unpacked bytes: ${message}`,
});
