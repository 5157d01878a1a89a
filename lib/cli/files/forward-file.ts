// Files that can only be read forward: standard input and pipes.

import { concat } from '../../fits/ascii.ts';
import { UsageError } from '../errors.ts';
import { streams } from '../terminal/output.ts';
import type { OpenFile } from './open-file.ts';

/** The name of standard input, as the user types it. */
export const STANDARD_INPUT = '-';

/** Throws {@link UsageError} if standard input is a terminal, where the program would wait for somebody to type. */
export function refuseTerminal(argument: string, what: string): void {
  if (streams().stdin.isTTY === true)
    throw new UsageError(`${argument}: standard input is a terminal; send ${what} to it through a pipe`);
}

/**
 * A stream as a file that can be read forward, once. What is passed over is not kept. Its size is Infinity until its end
 * has been read.
 *
 * @param name the key of its rows
 */
export function forwardFile(name: string, stream: AsyncIterable<Uint8Array>): OpenFile {
  const chunks = stream[Symbol.asyncIterator]();
  const head = {
    key: name,
    size: Number.POSITIVE_INFINITY,
    etag: '',
    lastModified: new Date(),
    metadata: {},
  };
  let rest: Uint8Array = new Uint8Array(0);
  let position = 0;

  /** The next bytes, at most `most`; undefined at the end. */
  const next = async (most: number): Promise<Uint8Array | undefined> => {
    while (rest.length === 0 && head.size === Number.POSITIVE_INFINITY) {
      const { value, done } = await chunks.next();
      if (done) head.size = position;
      else rest = value;
    }
    if (rest.length === 0) return undefined;
    const bytes = rest.subarray(0, most);
    rest = rest.subarray(bytes.length);
    position += bytes.length;
    return bytes;
  };

  return {
    place: { bucket: '', key: name },
    forwardOnly: true,
    read: async (offset, length) => {
      if (offset < position) throw new Error('it can only be read forward');
      while (position < offset) if ((await next(offset - position)) === undefined) break;
      const parts: Uint8Array[] = [];
      while (position < offset + length) {
        const bytes = await next(offset + length - position);
        if (bytes === undefined) break;
        parts.push(bytes);
      }
      return { bytes: parts.length === 1 ? parts[0]! : concat(parts), head };
    },
    close: () => void chunks.return?.(),
  };
}
