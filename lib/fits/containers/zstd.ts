import { type CompressedInput, ensure, skip, uint32At, WINDOW } from './compressed-input.ts';
import { corrupt, truncated } from './decode-error.ts';
import { EngineError, type Engines } from './engines.ts';

/** The largest window that a frame may require, as a power of two: 128 MiB, the default limit of zstd(1). */
const WINDOW_LOG = 27;

const FRAME = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50; // and the 15 after it

/**
 * Unpacks zstd (RFC 8878): all frames, with their checksums; skippable ones are skipped. Bytes after a frame that do
 * not begin another end the file. (An engine alone would end after the first frame.)
 */
export async function* unzstd(input: CompressedInput, engines: Engines): AsyncGenerator<Uint8Array> {
  for (let isFirst = true; isFirst || (await input.fill(4)); isFirst = false) {
    await ensure(input, 4, 'the magic number of a zstd frame');
    const magic = uint32At(input);
    if (magic === FRAME) {
      yield* frame(input, engines);
    } else if (magic - (magic % 16) === SKIPPABLE) {
      await ensure(input, 8, 'the header of a skippable zstd frame');
      await skip(input, 8 + uint32At(input, 4), 'a skippable zstd frame');
    } else if (isFirst) {
      throw corrupt('a zstd frame does not begin with its magic number');
    } else {
      return;
    }
  }
}

async function* frame(input: CompressedInput, engines: Engines): AsyncGenerator<Uint8Array> {
  const pieces = frameInPieces(input);
  const next = async (): Promise<Uint8Array | undefined> => {
    const { value, done } = await pieces.next();
    return done ? undefined : value;
  };
  try {
    yield* engines.decompressZstd(next, WINDOW_LOG).chunks;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw corrupt(
      error.kind === 'window-too-large'
        ? `a zstd frame requires a window of more than ${2 ** (WINDOW_LOG - 20)} MiB`
        : `a zstd frame is invalid (${error.message})`,
      error,
    );
  }
}

/**
 * The bytes of one frame, in pieces of at most one block. This way the end of the frame is known, and no block is lost
 * because a later one, or the checksum, is corrupt.
 */
async function* frameInPieces(input: CompressedInput): AsyncGenerator<Uint8Array> {
  const pass = (count: number): Uint8Array => {
    const piece = input.bytes.subarray(input.at, input.at + count);
    input.at += count;
    return piece;
  };

  // RFC 8878, 3.1.1.1: magic number, descriptor, window, dictionary id, content size
  const header = 'the header of a zstd frame';
  await ensure(input, 5, header);
  const descriptor = input.bytes[input.at + 4]!;
  const single = (descriptor >> 5) & 1;
  const dictionary = [0, 1, 2, 4][descriptor & 3]!;
  const content = [single, 2, 4, 8][descriptor >> 6]!;
  const length = 5 + (1 - single) + dictionary + content;
  await ensure(input, length, header);
  yield pass(length);

  // RFC 8878, 3.1.1.2: three bytes, of which the lowest bit marks the last block and the next two are its type
  const where = 'a block of a zstd frame';
  for (let isLast = false; !isLast; ) {
    await ensure(input, 3, where);
    const { bytes, at } = input;
    const word = bytes[at]! + 256 * bytes[at + 1]! + 65536 * bytes[at + 2]!;
    isLast = (word & 1) === 1;
    const isRepeated = ((word >> 1) & 3) === 1;
    for (let left = 3 + (isRepeated ? 1 : word >> 3); left > 0; ) {
      await input.fill(Math.min(left, WINDOW));
      const piece = pass(Math.min(left, input.end - input.at));
      if (piece.length === 0) throw truncated(where);
      left -= piece.length;
      yield piece;
    }
  }
  if ((descriptor & 4) !== 0) {
    await ensure(input, 4, 'the checksum of a zstd frame');
    yield pass(4);
  }
}
