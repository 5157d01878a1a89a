import { type Container, containerOf } from './containers/container.ts';
import { shortReason } from './fault.ts';
import { LIMITS, type Limits } from './limits.ts';
import { BARE_PLATFORM, type Platform } from './platform.ts';
import { READ, rangedWindow } from './ranged-window.ts';
import type { ByteSource, Chunk } from './source.ts';
import { type Sink, type Totals, walk } from './walk.ts';

/** What reading a file found, and what it cost. */
export interface ReadReport {
  readonly container: Container;
  readonly hdus: number;
  /** Header cards of all HDUs. */
  readonly cards: number;
  /** Size of the file as it is stored, compressed or not, in bytes. */
  readonly size: number;
  /** How many bytes of the file were read, and in how many requests. */
  readonly bytesRead: number;
  readonly requests: number;
}

/**
 * Reads the headers of one FITS file, plain or compressed, and passes its HDUs and faults to `sink` in the order of
 * the file. The content of the file never makes it throw. It throws what the source throws, the reason of
 * `limits.signal`, and EnginesMissing if the platform cannot unpack the file.
 */
export async function readHeaders(
  source: ByteSource,
  sink: Sink,
  limits: Limits = LIMITS,
  platform: Platform = BARE_PLATFORM,
): Promise<ReadReport> {
  const { clock = platform.clock, unpacking = (_, work) => work(), firstRead = READ } = limits;
  const shortening: Sink = {
    hdu: (hdu) => sink.hdu(hdu),
    fault: (fault) => sink.fault({ ...fault, reason: shortReason(fault.reason) }),
  };
  const cost = { bytes: 0, requests: 0, size: 0 };
  const counted: ByteSource = {
    forwardOnly: source.forwardOnly === true,
    read: async (offset, length) => {
      const chunk = await source.read(offset, length);
      // if a store always answers at once, no timer fires
      clock.now();
      cost.requests++;
      cost.bytes += chunk.bytes.length;
      cost.size = chunk.size;
      return chunk;
    },
  };
  const countdown = (): (() => boolean) => startCountdown(limits, clock.now);
  const unwatch = clock.watch();
  try {
    const isExpired = countdown();
    const first = await counted.read(0, firstRead);
    const container = containerOf(first.bytes);
    const totals =
      container === 'fits'
        ? await walkPlain(counted, first, shortening, limits, isExpired)
        : await unpacking(first.size, async () => {
            // loaded only if it is needed: most files are plain
            const { walkCompressed } = await import('./read-compressed.ts');
            const file = { container, source: counted, first };
            return walkCompressed(file, shortening, limits, countdown(), platform);
          });
    return { container, ...totals, size: cost.size, bytesRead: cost.bytes, requests: cost.requests };
  } finally {
    unwatch();
  }
}

async function walkPlain(
  source: ByteSource,
  first: Chunk,
  sink: Sink,
  limits: Limits,
  isExpired: () => boolean,
): Promise<Totals> {
  if (source.forwardOnly === true) {
    const { walkForward } = await import('./read-forward.ts');
    return walkForward(source, first, sink, limits, isExpired);
  }
  const window = rangedWindow(source, first, limits.firstRead);
  try {
    return await walk(window, sink, limits, isExpired);
  } finally {
    window.close();
  }
}

/** Starts the time for a file. The returned function tests whether it is over, and throws if reading was aborted. */
function startCountdown({ time, signal }: Limits, now: () => number): () => boolean {
  const deadline = now() + time;
  return () => {
    signal?.throwIfAborted();
    return now() > deadline;
  };
}
