import { bytesOf, standsAt } from './ascii.ts';
import { type Container, containerOf } from './containers/kind.ts';
import type { Limits } from './limits.ts';
import type { ByteSource, Chunk } from './source.ts';

/** How every FITS file begins: FITS standard 4.0, 4.4.1.1. */
const BEGINNING = bytesOf('SIMPLE  =');

/** Bytes of the first read: enough for a plain file, and for one compressed with gzip or compress. */
const FIRST = 4096;
/** Bytes of the second read: bzip2 and zstd unpack whole blocks, which may take most of a megabyte. */
const NEXT = 1024 * 1024;
/** The most compressed bytes that are read. */
const MOST = FIRST + NEXT;

/** Whether a file begins like FITS, or unpacks to something that does. Throws only what `source` throws. */
export async function beginsAsFits(
  source: ByteSource,
  { unpacking = (_, work) => work() }: Pick<Limits, 'unpacking'> = {},
): Promise<boolean> {
  const first = await source.read(0, FIRST);
  const container = first.bytes.length < 4 ? 'fits' : containerOf(first.bytes);
  if (container === 'fits') return standsAt(first.bytes, 0, BEGINNING);
  return unpacking(Math.min(first.size, MOST), async () => {
    let start = await unpackedStart(container, inPieces(first.bytes));
    if (start.length < BEGINNING.length && first.bytes.length < first.size)
      start = await unpackedStart(container, beginningOf(source, first));
    return standsAt(start, 0, BEGINNING);
  });
}

/** The first unpacked bytes; fewer if the pieces contain no more. */
async function unpackedStart(
  container: Exclude<Container, 'fits'>,
  packed: AsyncIterable<Uint8Array>,
): Promise<Uint8Array> {
  const { ContainerError, unpack } = await import('./containers/unpack.ts');
  let start: Uint8Array = new Uint8Array(0);
  try {
    for await (const bytes of unpack(container, packed)) {
      start = Buffer.concat([start, bytes.subarray(0, BEGINNING.length)]);
      if (start.length >= BEGINNING.length) break;
    }
  } catch (error) {
    // truncated, as any beginning of a file is, or damaged
    if (!(error instanceof ContainerError)) throw error;
  }
  return start;
}

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function* beginningOf(source: ByteSource, first: Chunk): AsyncGenerator<Uint8Array> {
  yield first.bytes;
  for (let offset = first.bytes.length; offset < Math.min(first.size, MOST); ) {
    const { bytes } = await source.read(offset, NEXT);
    if (bytes.length === 0) return;
    offset += bytes.length;
    yield bytes;
  }
}
