import { createGunzip, gunzipSync } from 'node:zlib';
import { DamagedRows, type SourceFile } from '../extraction.ts';
import { largestCsv } from './largest-csv.ts';

/** Text of up to this many bytes is decompressed in one piece, which is eight times as fast. */
const LARGEST_WHOLE = 16 * 1024 * 1024;
/** Bytes of a piece of longer text. */
const PIECE = 1024 * 1024;

/**
 * The CSV in the body of a lake object, in one piece or several.
 *
 * @throws DamagedRows if it is not gzip, or expands to more than the headers of any file
 */
export async function* uncompressedRows(body: Uint8Array, file: SourceFile): AsyncGenerator<Uint8Array> {
  const whole = uncompressedWhole(body);
  if (whole !== undefined) return yield whole;
  const most = largestCsv(file);
  const pieces = createGunzip({ chunkSize: PIECE });
  pieces.end(body);
  let bytes = 0;
  try {
    for await (const piece of pieces as AsyncIterable<Uint8Array>) {
      bytes += piece.length;
      if (bytes > most) throw new DamagedRows(`it expands to more than ${Math.round(most / 1e6)} MB`);
      yield piece;
    }
  } catch (error) {
    throw damage(error);
  }
}

/**
 * The CSV in the body of a lake object; undefined if it is too long for one piece.
 *
 * @throws DamagedRows if it is not gzip
 */
export function uncompressedWhole(body: Uint8Array): Uint8Array | undefined {
  try {
    return gunzipSync(body, { maxOutputLength: LARGEST_WHOLE });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return undefined;
    throw damage(error);
  }
}

/** The error of zlib, which says what is wrong with the body. Any other one is a mistake in the code. */
const damage = (error: unknown): unknown =>
  error instanceof Error && /^Z_/.test(String((error as NodeJS.ErrnoException).code))
    ? new DamagedRows(error.message, { cause: error })
    : error;
