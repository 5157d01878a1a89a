import { concat } from './ascii.ts';
import type { Window } from './window.ts';

const EMPTY = new Uint8Array(0);

/**
 * A window over a stream, for files that have to be unpacked. It only moves forward, and keeps no more than
 * necessary. An error of the stream ends the file there and is passed to `onError`.
 */
export function streamedWindow(chunks: AsyncIterator<Uint8Array>, onError: (error: unknown) => void): Window {
  let start = 0;
  let bytes: Uint8Array = EMPTY;
  let size = Number.POSITIVE_INFINITY;
  let isCut = false;

  const pull = async (): Promise<Uint8Array | undefined> => {
    try {
      const { value, done } = await chunks.next();
      if (!done) return value;
    } catch (error) {
      isCut = true;
      onError(error);
    }
    size = start + bytes.length;
    return undefined;
  };
  const held = (offset: number): Uint8Array =>
    offset >= start && offset < start + bytes.length ? bytes.subarray(offset - start) : EMPTY;

  const moveTo = async (offset: number): Promise<void> => {
    while (start + bytes.length < offset && size === Number.POSITIVE_INFINITY) {
      start += bytes.length;
      bytes = EMPTY;
      bytes = (await pull()) ?? EMPTY;
    }
    const passed = Math.min(offset - start, bytes.length);
    if (passed > 0) {
      bytes = bytes.subarray(passed);
      start += passed;
    }
  };

  const load = async (offset: number, length: number): Promise<Uint8Array> => {
    await moveTo(offset);
    const parts = [bytes];
    let loaded = bytes.length;
    while (loaded < length && size === Number.POSITIVE_INFINITY) {
      const part = await pull();
      if (part === undefined) break;
      parts.push(part);
      loaded += part.length;
    }
    if (parts.length > 1) {
      bytes = concat(parts);
      if (size !== Number.POSITIVE_INFINITY) size = start + bytes.length;
    }
    return held(offset);
  };

  return { held, load, moveTo, size: () => size, isCut: () => isCut };
}
