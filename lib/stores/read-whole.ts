import { constants, openSync, readFileSync, statSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

/**
 * All of a file or a pipe. While a pipe has nothing to give, or nobody writes to it yet, signals are handled; a read that
 * blocks would keep the process from ending. Throws what the file system says.
 */
export const readWhole = async (path: string): Promise<Buffer> =>
  isPipe(path) ? buffer(openPipe(path)) : readFileSync(path);

/** What comes out of a pipe, see {@link readWhole}. */
export const openPipe = (path: string): Readable =>
  new Socket({
    fd: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK),
    readable: true,
    writable: false,
  });

/** Whether there is a pipe at `path`, a named one or one of the shell's, as in `<(command)`. */
export const isPipe = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFIFO() === true;
