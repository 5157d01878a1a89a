import { promisify } from 'node:util';
import { constants, crc32, createInflateRaw, createZstdDecompress, inflateRaw } from 'node:zlib';
import {
  type Decompression,
  EngineError,
  type EngineErrorKind,
  type Engines,
  type NextPiece,
} from '../fits/containers/engines.ts';
import { decompressed, STEP, STREAM_OPTIONS } from './zlib-stream.ts';

/** The engines of Node: deflate and zstd of node:zlib. */
export const ENGINES: Engines = {
  crc32,
  inflateRaw: inflateEngine,
  decompressZstd: zstdEngine,
};

const KINDS: Readonly<Record<string, EngineErrorKind>> = {
  Z_BUF_ERROR: 'truncated',
  ZSTD_error_frameParameter_windowTooLarge: 'window-too-large',
};

/** An error of node:zlib has a code; other errors, such as those of a source, do not become engine errors. */
function engineError(error: unknown): EngineError | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!/^(Z_|ZSTD_)/.test(code)) return undefined;
  return new EngineError(KINDS[code] ?? 'invalid', (error as Error).message, { cause: error });
}

function zstdEngine(next: NextPiece, windowLog: number): Decompression {
  const params = { [constants.ZSTD_d_windowLogMax]: windowLog };
  const stream = createZstdDecompress({ ...STREAM_OPTIONS, params });
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      yield* decompressed(stream, next);
    } catch (error) {
      throw engineError(error) ?? error;
    }
  }
  return { chunks: chunks(), bytesUsed: () => stream.bytesWritten };
}

/** Up to this many compressed and decompressed bytes, the place of invalid data is found to the byte. */
const MOST_KEPT = 1024 * 1024;
const MOST_SEARCHED = 4 * 1024 * 1024;

function inflateEngine(next: NextPiece): Decompression {
  const stream = createInflateRaw(STREAM_OPTIONS);
  let kept: Uint8Array[] | undefined = [];
  let passed = 0;
  let valid = 0;
  let out = 0;
  const nextKept = async (): Promise<Uint8Array | undefined> => {
    const piece = await next();
    if (piece === undefined) return undefined;
    valid = passed;
    passed += piece.length;
    if (passed > MOST_KEPT || out > MOST_SEARCHED) kept = undefined;
    kept?.push(piece.slice());
    return piece;
  };
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      for await (const bytes of decompressed(stream, nextKept)) {
        out += bytes.length;
        yield bytes;
      }
    } catch (error) {
      const failure = engineError(error);
      if (failure === undefined) throw error;
      if (failure.kind === 'invalid' && kept !== undefined && out <= MOST_SEARCHED) {
        const bytes = await restBeforeError(Buffer.concat(kept), valid, out);
        if (bytes.length > 0) yield bytes;
      }
      throw failure;
    }
  }
  return { chunks: chunks(), bytesUsed: () => stream.bytesWritten };
}

const inflateWhole = promisify<Uint8Array, object, Buffer>(inflateRaw);

/**
 * The decompressed bytes after the first `out`, up to the error, of data that is invalid somewhere after its first
 * `valid` bytes. A stream of Node loses everything that the failing step decompressed, so this searches for the
 * longest beginning of the data that decompresses without an error.
 */
async function restBeforeError(compressed: Uint8Array, valid: number, out: number): Promise<Uint8Array> {
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: out + STEP };
  let [shortest, longest] = [valid, compressed.length];
  let most: Uint8Array = new Uint8Array(0);
  while (longest - shortest > 1) {
    const middle = Math.floor((shortest + longest) / 2);
    try {
      most = await inflateWhole(compressed.subarray(0, middle), options);
      shortest = middle;
    } catch {
      longest = middle;
    }
  }
  return most.subarray(out);
}
