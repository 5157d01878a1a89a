import { constants, createZstdDecompress } from 'node:zlib';
import { corrupt, truncated } from './damage.ts';
import { ENGINE, EngineFailure, through } from './engine.ts';
import { need, type PackedInput, skip, WINDOW } from './packed.ts';

/** Largest window that a frame may ask for, as a power of two: 128 MiB, what zstd(1) unpacks unasked. */
const WINDOW_LOG = 27;

const FRAME = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50; // and the 15 after it

/**
 * Unpacks zstd (RFC 8878): all frames, with their checksums; skippable ones are passed over. Bytes after a
 * frame that do not begin another end the file. (Node's engine alone would end after the first frame.)
 */
export async function* unzstd(input: PackedInput): AsyncGenerator<Uint8Array> {
  for (let first = true; first || (await input.fill(4)); first = false) {
    await need(input, 4, 'the magic number of a zstd frame');
    const magic = uint32(input, 0);
    if (magic === FRAME) {
      yield* frame(input);
    } else if (magic - (magic % 16) === SKIPPABLE) {
      await need(input, 8, 'the header of a skippable zstd frame');
      await skip(input, 8 + uint32(input, 4), 'a skippable zstd frame');
    } else if (first) {
      throw corrupt('a zstd frame does not begin with its magic number');
    } else {
      return;
    }
  }
}

const uint32 = ({ bytes, at }: PackedInput, offset: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset + at + offset, 4).getUint32(0, true);

async function* frame(input: PackedInput): AsyncGenerator<Uint8Array> {
  const engine = createZstdDecompress({
    ...ENGINE,
    params: { [constants.ZSTD_d_windowLogMax]: WINDOW_LOG },
  });
  const pieces = frameInPieces(input);
  const next = async (): Promise<Uint8Array | undefined> => {
    const { value, done } = await pieces.next();
    return done ? undefined : value;
  };
  try {
    yield* through(engine, next);
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    const why =
      error.code === 'ZSTD_error_frameParameter_windowTooLarge'
        ? `asks for a window of more than ${2 ** (WINDOW_LOG - 20)} MiB`
        : `is invalid (${error.message})`;
    throw corrupt(`a zstd frame ${why}`, error);
  }
}

/**
 * The bytes of one frame, a block at a time (or a part of one): so where it ends is known, and a block or
 * checksum that is corrupt takes none of those before it along.
 */
async function* frameInPieces(input: PackedInput): AsyncGenerator<Uint8Array> {
  const pass = (count: number): Uint8Array => {
    const piece = input.bytes.subarray(input.at, input.at + count);
    input.at += count;
    return piece;
  };

  // RFC 8878, 3.1.1.1: magic number, descriptor, window, dictionary id, content size
  const header = 'the header of a zstd frame';
  await need(input, 5, header);
  const descriptor = input.bytes[input.at + 4]!;
  const single = (descriptor >> 5) & 1;
  const dictionary = [0, 1, 2, 4][descriptor & 3]!;
  const content = [single, 2, 4, 8][descriptor >> 6]!;
  const length = 5 + (1 - single) + dictionary + content;
  await need(input, length, header);
  yield pass(length);

  // RFC 8878, 3.1.1.2: three bytes of which the lowest bit tells the last block, the next two its type
  const within = 'a block of a zstd frame';
  for (let last = false; !last; ) {
    await need(input, 3, within);
    const { bytes, at } = input;
    const word = bytes[at]! + 256 * bytes[at + 1]! + 65536 * bytes[at + 2]!;
    last = (word & 1) === 1;
    const repeated = ((word >> 1) & 3) === 1;
    for (let left = 3 + (repeated ? 1 : word >> 3); left > 0; ) {
      await input.fill(Math.min(left, WINDOW));
      const piece = pass(Math.min(left, input.end - input.at));
      if (piece.length === 0) throw truncated(within);
      left -= piece.length;
      yield piece;
    }
  }
  if ((descriptor & 4) !== 0) {
    await need(input, 4, 'the checksum of a zstd frame');
    yield pass(4);
  }
}
