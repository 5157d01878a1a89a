import { truncated } from './damage.ts';

/** Most bytes that can be asked for at once. */
export const WINDOW = 64 * 1024;

/** Decoders may look this many bytes beyond the end (at no particular value) before they notice it. */
const SLACK = 256;

/** The packed bytes as the decoders see them: a window that moves on through the input. */
export interface PackedInput {
  /** The window; what is at hand lies from `at` to `end`. Overwritten by `fill`. */
  readonly bytes: Uint8Array;
  /** The next byte to take, to be moved on by who takes it. */
  at: number;
  readonly end: number;
  /** Has `count` bytes at hand (at most WINDOW), or all that is left and gives false. */
  fill(count: number): Promise<boolean>;
  /** Stops pulling the input, which can free what it holds. */
  close(): Promise<void>;
}

/**
 * Reads `chunks` on demand: one is pulled only when all before it are used up. What `chunks` throws passes
 * through.
 */
export function packedInput(chunks: AsyncIterable<Uint8Array>): PackedInput {
  const iterator = chunks[Symbol.asyncIterator]();
  const bytes = new Uint8Array(WINDOW + SLACK);
  let chunk: Uint8Array = new Uint8Array(0);
  let over = false;

  const pull = async (): Promise<boolean> => {
    if (over) return false;
    over = true; // also where it throws
    const { value, done } = await iterator.next();
    if (done) return false;
    over = false;
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
        const fits = chunk.subarray(0, WINDOW - input.end);
        bytes.set(fits, input.end);
        input.end += fits.length;
        chunk = chunk.subarray(fits.length);
      }
      return true;
    },
    async close(): Promise<void> {
      if (over) return;
      over = true;
      await iterator.return?.();
    },
  };
  return input;
}

/** Has `count` bytes at hand; `where` tells what is cut short if the input ends before. */
export async function need(input: PackedInput, count: number, where: string): Promise<void> {
  if (input.end - input.at < count && !(await input.fill(count))) throw truncated(where);
}

/** Passes over `count` bytes, any number. */
export async function skip(input: PackedInput, count: number, where: string): Promise<void> {
  for (let left = count; left > 0; ) {
    await need(input, 1, where);
    const step = Math.min(left, input.end - input.at);
    input.at += step;
    left -= step;
  }
}
