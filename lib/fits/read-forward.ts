import { bytesInOrder } from './bytes-in-order.ts';
import type { Limits } from './limits.ts';
import type { ByteSource, Chunk } from './source.ts';
import { streamedWindow } from './streamed-window.ts';
import { type Sink, type Totals, walk } from './walk.ts';

/**
 * Walks over the HDUs of a plain file that can only be read forward: see {@link walk}. Throws what the source throws.
 *
 * @param first the result of the first read
 */
export async function walkForward(
  source: ByteSource,
  first: Chunk,
  sink: Sink,
  limits: Limits,
  isExpired: () => boolean,
): Promise<Totals> {
  let failure: unknown;
  const chunks = bytesInOrder(source, first);
  const window = streamedWindow(chunks, (error) => {
    failure = error;
  });
  const totals = await walk(window, sink, limits, isExpired);
  // what the stream threw only ended the walk
  if (failure !== undefined) throw failure;
  return totals;
}
