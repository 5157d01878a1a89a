import { truncated } from './decode-error.ts';

/** The most bytes that can be requested at once. */
export const WINDOW = 64 * 1024;

/** Decoders may read this many bytes past the end of the input before they notice. Their values do not matter. */
const SLACK = 256;

/** Compressed bytes as the decoders see them: a window that moves forward through the input. */
export interface CompressedInput {
  /** The window; valid from `at` to `end`. Overwritten by `fill`. */
  readonly bytes: Uint8Array;
  /** The next byte to use. Decoders move it forward. */
  at: number;
  readonly end: number;
  /** Loads until `count` bytes (at most WINDOW) are in the window. Returns false if fewer are left in the input. */
  fill(count: number): Promise<boolean>;
  /** Stops reading, so that the source can free its resources. */
  close(): Promise<void>;
}

/** Reads `chunks` on demand: each only when all previous ones have been used. Throws what `chunks` throws. */
export function compressedInput(chunks: AsyncIterable<Uint8Array>): CompressedInput {
  const iterator = chunks[Symbol.asyncIterator]();
  const bytes = new Uint8Array(WINDOW + SLACK);
  let chunk: Uint8Array = new Uint8Array(0);
  let isOver = false;

  const pull = async (): Promise<boolean> => {
    if (isOver) return false;
    isOver = true; // also if the next line throws
    const { value, done } = await iterator.next();
    if (done) return false;
    isOver = false;
    chunk = value;
    return true;
  };

  const input = {
    bytes,
    at: 0,
    end: 0,
    async fill(count: number): Promise<boolean> {
      while (input.end - input.at < count) {
        if (chunk.length === 0 && !(await pull())) return false;
        bytes.copyWithin(0, input.at, input.end);
        input.end -= input.at;
        input.at = 0;
        const fitting = chunk.subarray(0, WINDOW - input.end);
        bytes.set(fitting, input.end);
        input.end += fitting.length;
        chunk = chunk.subarray(fitting.length);
      }
      return true;
    },
    async close(): Promise<void> {
      if (isOver) return;
      isOver = true;
      await iterator.return?.();
    },
  };
  return input;
}

/** Loads until `count` bytes are in the window. If the input ends first, throws that it is truncated within `where`. */
export async function ensure(input: CompressedInput, count: number, where: string): Promise<void> {
  if (input.end - input.at < count && !(await input.fill(count))) throw truncated(where);
}

/** Skips `count` bytes, even more than the window holds. If the input ends first, throws like {@link ensure}. */
export async function skip(input: CompressedInput, count: number, where: string): Promise<void> {
  for (let left = count; left > 0; ) {
    await ensure(input, 1, where);
    const step = Math.min(left, input.end - input.at);
    input.at += step;
    left -= step;
  }
}

/** The unsigned little-endian 32-bit number that is `offset` bytes ahead. */
export const uint32At = ({ bytes, at }: CompressedInput, offset = 0): number =>
  new DataView(bytes.buffer, bytes.byteOffset + at + offset, 4).getUint32(0, true);
