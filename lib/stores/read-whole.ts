import { constants, openSync, readFileSync, statSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

/**
 * Everything in a file or a pipe. A device is refused: `/dev/zero` has no end. While it waits for a pipe, signals are handled; a read that blocks would keep the
 * process from ending.
 *
 * @throws the file system's error, or an error if it is a device
 */
export const readWhole = async (path: string): Promise<Buffer> =>
  isPipe(path) ? buffer(openPipe(path)) : readFileSync(notDevice(path));

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
