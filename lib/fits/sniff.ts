import { bytesOf, concat, startsWith } from './ascii.ts';
import { type CompressedContainer, containerOf } from './containers/container.ts';
import type { Limits } from './limits.ts';
import { BARE_PLATFORM, type Platform } from './platform.ts';
import type { ByteSource, Chunk } from './source.ts';

/** How every FITS file begins: FITS standard 4.0, 4.4.1.1. */
const BEGINNING = bytesOf('SIMPLE  =');

/** Bytes of the first read: enough for a plain file, and for one compressed with gzip or compress. */
const FIRST = 4096;
/** Bytes of the second read: bzip2 and zstd unpack whole blocks, which may take most of a megabyte. */
const NEXT = 1024 * 1024;
/** The most compressed bytes that are read. */
const MOST = FIRST + NEXT;

/**
 * Whether a file begins like FITS, or unpacks to something that does. Throws what `source` throws, and EnginesMissing
 * if the platform cannot unpack the file.
 */
export async function beginsAsFits(
  source: ByteSource,
  { unpacking = (_, work) => work() }: Pick<Limits, 'unpacking'> = {},
  { engines }: Pick<Platform, 'engines'> = BARE_PLATFORM,
): Promise<boolean> {
  const first = await source.read(0, FIRST);
  const container = first.bytes.length < 4 ? 'fits' : containerOf(first.bytes);
  if (container === 'fits') return startsWith(first.bytes, 0, BEGINNING);
  return unpacking(Math.min(first.size, MOST), async () => {
    let start = await unpackedStart(container, onlyChunk(first.bytes), engines);
    if (start.length < BEGINNING.length && first.bytes.length < first.size)
      start = await unpackedStart(container, beginningOf(source, first), engines);
    return startsWith(start, 0, BEGINNING);
  });
}

/** The first unpacked bytes; fewer if `compressed` does not unpack to that many. */
async function unpackedStart(
  container: CompressedContainer,
  compressed: AsyncIterable<Uint8Array>,
  engines: Platform['engines'],
): Promise<Uint8Array> {
  const { ContainerError, unpack } = await import('./containers/unpack.ts');
  let start: Uint8Array = new Uint8Array(0);
  try {
    for await (const bytes of unpack(container, compressed, engines)) {
      start = concat([start, bytes.subarray(0, BEGINNING.length)]);
      if (start.length >= BEGINNING.length) break;
    }
  } catch (error) {
    // truncated, like every beginning of a file, or corrupt
    if (!(error instanceof ContainerError)) throw error;
  }
  return start;
}

async function* onlyChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
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
