import { READ } from './ranged-window.ts';
import type { ByteSource, Chunk } from './source.ts';

/** Reads grow up to this many bytes. */
const LARGEST_READ = 4 * 1024 * 1024;

/**
 * All bytes of a file in order: a compressed file, or one that can only be read forward, has to be read to its end.
 *
 * @param first the result of the first read
 * @param around is called before each of the other reads with its offset, and returns what to call after it
 */
export async function* bytesInOrder(
  source: ByteSource,
  first: Chunk,
  around: (offset: number) => () => void = () => () => {},
): AsyncGenerator<Uint8Array> {
  yield first.bytes;
  let { size } = first;
  let length = READ;
  for (let offset = first.bytes.length; offset < size; ) {
    const after = around(offset);
    length = Math.min(2 * length, LARGEST_READ);
    const chunk = await source.read(offset, length);
    after();
    ({ size } = chunk);
    if (chunk.bytes.length === 0) return;
    offset += chunk.bytes.length;
    yield chunk.bytes;
  }
}
