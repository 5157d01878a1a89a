import type { Transform } from 'node:stream';

/** An unpacker of node:zlib. */
type Engine = Transform & { readonly bytesWritten: number };

/** What an engine unpacks at a step; also what may be lost before a fault that it finds. */
export const STEP = 64 * 1024;

/**
 * For every engine. With the least high-water mark it makes one step and waits until that is read: it never
 * runs ahead, and when it fails (which empties its buffers) nothing unpacked was waiting there.
 */
export const ENGINE = { chunkSize: STEP, readableHighWaterMark: 1 };

/** An engine's own error: what it was fed is not what it takes. */
export class EngineFailure extends Error {
  override readonly name = 'EngineFailure';
  /** Of zlib or zstd: Z_DATA_ERROR, Z_BUF_ERROR, ZSTD_error_corruption_detected... */
  readonly code: string;

  constructor(cause: Error & { code?: unknown }) {
    super(cause.message, { cause });
    this.code = String(cause.code);
  }
}

/**
 * What `engine` makes of the pieces that `next` gives (undefined: no more). A piece is asked for only when
 * all that came of those before was taken, and must stay as it is until the next is asked for. Ends where the
 * engine finds the end of its data, maybe before the end of a piece: see its bytesWritten. Throws
 * EngineFailure, and what `next` throws. Used for one stream of data, then destroyed.
 */
export async function* through(
  engine: Engine,
  next: () => Promise<Uint8Array | undefined>,
): AsyncGenerator<Uint8Array> {
  let wake = (): void => {};
  let failure: Error | undefined;
  let ended = false;
  let busy = false;
  let fed = 0;
  let finished = false;
  engine.on('readable', () => wake());
  engine.on('end', () => {
    ended = true;
    wake();
  });
  engine.on('error', (error) => {
    failure = error;
    wake();
  });
  try {
    while (!ended) {
      const bytes: Uint8Array | null = engine.read();
      if (bytes !== null) {
        yield bytes;
      } else if (failure !== undefined) {
        throw new EngineFailure(failure);
      } else if (busy || finished || engine.bytesWritten < fed) {
        // working, or stopped before the end of the piece: then 'end' is on its way
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      } else {
        const piece = await next();
        if (piece === undefined) {
          finished = true;
          engine.end();
        } else {
          busy = true;
          fed += piece.length;
          engine.write(piece, () => {
            busy = false;
            wake();
          });
        }
      }
    }
  } finally {
    engine.destroy();
  }
}
