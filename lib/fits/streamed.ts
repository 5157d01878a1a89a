import type { Window } from './window.ts';

const EMPTY = new Uint8Array(0);

/**
 * A window over a stream, for files that have to be unpacked: goes forward only, holds what is needed and
 * no more. An error of the stream ends the file there; it is handed to `failed`.
 */
export function streamed(chunks: AsyncIterator<Uint8Array>, failed: (error: unknown) => void): Window {
  let start = 0;
  let bytes: Uint8Array = EMPTY;
  let total = Number.POSITIVE_INFINITY;
  let cut = false;

  const pull = async (): Promise<Uint8Array | undefined> => {
    try {
      const { value, done } = await chunks.next();
      if (!done) return value;
    } catch (error) {
      cut = true;
      failed(error);
    }
    total = start + bytes.length;
    return undefined;
  };
  const held = (offset: number): Uint8Array =>
    offset >= start && offset < start + bytes.length ? bytes.subarray(offset - start) : EMPTY;

  const skipTo = async (offset: number): Promise<void> => {
    while (start + bytes.length < offset && total === Number.POSITIVE_INFINITY) {
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

  const need = async (offset: number, length: number): Promise<Uint8Array> => {
    await skipTo(offset);
    const parts = [bytes];
    let got = bytes.length;
    while (got < length && total === Number.POSITIVE_INFINITY) {
      const part = await pull();
      if (part === undefined) break;
      parts.push(part);
      got += part.length;
    }
    if (parts.length > 1) {
      bytes = Buffer.concat(parts);
      if (total !== Number.POSITIVE_INFINITY) total = start + bytes.length;
    }
    return held(offset);
  };

  return { held, need, hop: skipTo, size: () => total, cut: () => cut };
}
