import { bytesInOrder } from './bytes-in-order.ts';
import type { CompressedContainer } from './containers/container.ts';
import { ContainerError, unpack } from './containers/unpack.ts';
import type { Fault } from './fault.ts';
import type { Limits } from './limits.ts';
import type { Platform } from './platform.ts';
import type { ByteSource, Chunk } from './source.ts';
import { streamedWindow } from './streamed-window.ts';
import { LimitReached, limited, stopwatch, unpackingTookTooLong } from './unpacking-limits.ts';
import { type Sink, type Totals, walk } from './walk.ts';

/** A compressed file, and the result of its first read. */
interface CompressedFile {
  readonly container: CompressedContainer;
  readonly source: ByteSource;
  readonly first: Chunk;
}

/** Walks over the HDUs of a compressed file: see {@link walk}. Throws what the source throws, and EnginesMissing. */
export async function walkCompressed(
  { container, source, first }: CompressedFile,
  sink: Sink,
  limits: Limits,
  isExpired: () => boolean,
  { clock, engines, letOthersRun }: Platform,
): Promise<Totals> {
  const { unpackingTime = Number.POSITIVE_INFINITY, unpackingClock = clock.now } = limits;
  const watch = stopwatch(unpackingTime, unpackingClock);
  const isOver = (): boolean => isExpired() || watch.isOver();
  const compressed = bytesInOrder(source, first, (offset) => {
    // compressed bytes may unpack to nothing, and then nothing else checks the time
    if (isOver()) throw unpackingTookTooLong(offset);
    watch.stop();
    return watch.start;
  });
  const unpacked = limited(unpack(container, compressed, engines), { limits, watch, isOver, letOthersRun });
  let failure: unknown;
  const window = streamedWindow(unpacked.chunks, (error) => {
    if (error instanceof ContainerError) sink.fault(containerFault(container, error));
    else if (error instanceof LimitReached) sink.fault(error.fault);
    else failure = error;
  });
  const watchingSink: Sink = {
    fault: (fault) => sink.fault(fault),
    hdu: (hdu) => {
      unpacked.headerFound(hdu);
      sink.hdu(hdu);
    },
  };
  try {
    const totals = await walk(window, watchingSink, limits, isExpired);
    // a failure of the source is not a fault of the file
    if (failure !== undefined) throw failure;
    return totals;
  } finally {
    await unpacked.chunks.return(undefined);
  }
}

const containerFault = (
  container: CompressedContainer,
  { code, unpacked, message }: ContainerError,
): Fault => ({
  code,
  hdu: undefined,
  byte: unpacked,
  reason: `byte ${unpacked} of the decompressed ${container} file: ${message}`,
});
