import { constants, openSync, readFileSync, statSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';

/**
 * Everything in a file or a pipe. A device is refused: `/dev/zero` has no end. While it waits for a pipe, signals are handled;
 * a read that blocks would keep the process from ending.
 *
 * @param most the most bytes that it may have
 * @throws the file system's error, or an error if it is a device or has more bytes
 */
export async function readWhole(path: string, most: number): Promise<Buffer> {
  if (isPipe(path)) return readStream(openPipe(path), most);
  const bytes = statSync(notDevice(path)).size;
  if (bytes > most) throw tooLong(most);
  return readFileSync(path);
}

/** Everything in a stream. Throws an error if it has more than `most` bytes. */
export async function readStream(stream: AsyncIterable<Uint8Array>, most: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of stream) {
    bytes += piece.length;
    if (bytes > most) throw tooLong(most);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

const tooLong = (most: number): Error => new Error(`it has more than ${most / 1e6} MB`);

function notDevice(path: string): string {
  const found = statSync(path);
  if (found.isCharacterDevice() || found.isBlockDevice()) throw new Error('it is a device, not a file');
  return path;
}

/** The stream of a pipe; see {@link readWhole}. */
export const openPipe = (path: string): Readable =>
  new Socket({
    fd: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK),
    readable: true,
    writable: false,
  });

/** Whether there is a pipe at `path`: a named one, or one of the shell, as in `<(command)`. */
export const isPipe = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFIFO() === true;
