import type { Transform } from 'node:stream';
import type { NextPiece } from '../fits/containers/engines.ts';

/** A decompressor of node:zlib. */
export type ZlibStream = Transform & { readonly bytesWritten: number };

/** Bytes that a stream decompresses in one step. Up to as many may be lost before an error. */
export const STEP = 64 * 1024;

/**
 * Options for every stream. With the smallest high-water mark it makes one step and waits until its output is read.
 * So it never runs ahead, and when it fails, which empties its buffers, no decompressed bytes are lost with them.
 */
export const STREAM_OPTIONS = { chunkSize: STEP, readableHighWaterMark: 1 };

/**
 * Decompresses the pieces of `next` with `stream`. A piece is requested only after everything that the previous one
 * decompressed to has been consumed. Ends where the stream finds the end of the data, possibly before the end of a
 * piece: see its `bytesWritten`. Throws the errors of the stream and of `next`. The stream is destroyed at the end.
 */
export async function* decompressed(stream: ZlibStream, next: NextPiece): AsyncGenerator<Uint8Array> {
  let wake = (): void => {};
  let failure: Error | undefined;
  let hasEnded = false;
  let isBusy = false;
  let isLast = false;
  let written = 0;
  stream.on('readable', () => wake());
  stream.on('end', () => {
    hasEnded = true;
    wake();
  });
  stream.on('error', (error) => {
    failure = error;
    wake();
  });
  try {
    while (!hasEnded) {
      const bytes: Uint8Array | null = stream.read();
      if (bytes !== null) {
        yield bytes;
      } else if (failure !== undefined) {
        throw failure;
      } else if (isBusy || isLast || stream.bytesWritten < written) {
        // it is still working, or it stopped before the end of the piece, and 'end' will follow
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      } else {
        const piece = await next();
        if (piece === undefined) {
          isLast = true;
          stream.end();
        } else {
          isBusy = true;
          written += piece.length;
          stream.write(piece, () => {
            isBusy = false;
            wake();
          });
        }
      }
    }
  } finally {
    stream.destroy();
  }
}
