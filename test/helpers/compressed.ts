import type { CompressedContainer } from '../../lib/fits/containers/container.ts';
import { ContainerError, unpack } from '../../lib/fits/containers/unpack.ts';
import { NODE } from '../../lib/node/platform.ts';

/** `bytes` in pieces of `size`. */
export async function* inPieces(bytes: Uint8Array, size = 64 * 1024): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

interface Unpacked {
  readonly bytes: Buffer;
  readonly error: ContainerError | undefined;
}

/** Everything that `compressed` unpacks to, and the error that ends it. It is read in pieces of `pieceSize` bytes. */
export async function unpackAll(
  container: CompressedContainer,
  compressed: Uint8Array,
  pieceSize?: number,
): Promise<Unpacked> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of unpack(container, inPieces(compressed, pieceSize), NODE.engines))
      chunks.push(chunk);
  } catch (error) {
    if (!(error instanceof ContainerError)) throw error;
    return { bytes: Buffer.concat(chunks), error };
  }
  return { bytes: Buffer.concat(chunks), error: undefined };
}

/** Everything that `compressed` unpacks to. Throws the error that ends it, if there is one. */
export async function unpackWhole(
  container: CompressedContainer,
  compressed: Uint8Array,
  pieceSize?: number,
): Promise<Buffer> {
  const { bytes, error } = await unpackAll(container, compressed, pieceSize);
  if (error !== undefined) throw error;
  return bytes;
}

/** Pseudo-random bytes, the same for the same seed. */
export function noise(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

/** FITS header cards: much that repeats, and a little noise. */
export function cards(count: number): Buffer {
  const values = noise(2 * count, 5);
  const card = (_: unknown, i: number): string =>
    `KEY${i % 1000}`
      .padEnd(8)
      .concat(`= ${values.readUInt16LE(2 * i)} / [adu] counts of channel ${i % 7}`)
      .padEnd(80);
  return Buffer.from(Array.from({ length: count }, card).join(''), 'latin1');
}
