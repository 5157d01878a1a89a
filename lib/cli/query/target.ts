// Where query writes its answer: to standard output, or to a file that is replaced when the answer is complete.

import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { isatty } from 'node:tty';
import type { Screen } from '../../formats/format.ts';
import { fileProblem } from '../../stores/file-problem.ts';
import { isPipe } from '../../stores/read-whole.ts';
import { RunFailed } from '../errors.ts';
import { drained, screen, writeOut } from '../terminal/output.ts';
import { pagedOutput } from '../terminal/pager.ts';
import { sanitizedFor } from '../terminal/stream.ts';

/** Where an answer is written. */
export interface Target {
  /** Writes text or bytes. What is not accepted at once waits in memory. */
  write(data: string | Uint8Array): void;
  /** Resolves when nothing is waiting in memory. */
  drained(): Promise<void>;
  readonly screen: Screen;
  /** Completes the output. */
  done(): void;
  /** Resolves when nobody looks at the output any more: a pager may still be open. */
  settled(): Promise<void>;
  /** Removes what was written, after a failure. */
  discard(): void;
}

/** Standard output. If it is `paged`, a pager shows what is longer than the screen. */
export function standardOutput(paged: boolean): Target {
  const { end, ...output } = paged ? pagedOutput() : { ...DIRECTLY, screen: screen() };
  return { ...output, done: () => {}, discard: () => {}, settled: end };
}

const DIRECTLY = { write: writeOut, drained, end: async () => {} };

/** The temporary name of a file that is not complete yet. */
export const partial = (file: string): string => `${file}.partial-${process.pid}`;

/**
 * Whether an output file is replaced when it is complete. A device or a pipe is written to directly. Throws
 * {@link RunFailed} if its folder does not exist or cannot be written, or if it is a folder itself.
 */
export function isReplaceable(file: string): boolean {
  try {
    const folder = dirname(file);
    if (!existsSync(folder)) throw cannotWrite(file, `there is no folder ${folder}`);
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat?.isDirectory()) throw cannotWrite(file, 'it is a folder');
    if (stat === undefined || stat.isFile()) accessSync(folder, constants.W_OK);
    return stat?.isFile() ?? true;
  } catch (error) {
    throw error instanceof RunFailed ? error : cannotWrite(file, fileProblem(error));
  }
}

/** The error for an output file that cannot be written. */
export const cannotWrite = (file: string, why: string): RunFailed =>
  new RunFailed(`cannot write ${file}: ${why}`);

/** Opens a pipe for writing. It must have a reader already: waiting for one could not be interrupted. */
function openToReader(path: string): number {
  const probe = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  try {
    // the reader sees the pipe closed only when both descriptors are
    return openSync(path, 'w');
  } finally {
    closeSync(probe);
  }
}

/** A file, which appears under its name only when it is complete. Throws {@link RunFailed}. */
export function outputFile(file: string): Target {
  const replaceable = isReplaceable(file);
  const path = replaceable ? partial(file) : file;
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw cannotWrite(file, fileProblem(error));
    }
  };
  const opened = attempt(() => (!replaceable && isPipe(path) ? openToReader(path) : openSync(path, 'w')));
  const stream = { isTTY: isatty(opened) };
  let isOpen = true;
  const close = (): void => {
    if (isOpen) attempt(() => closeSync(opened));
    isOpen = false;
  };
  return {
    write: (data) => {
      const bytes = Buffer.from(sanitizedFor(stream, data));
      for (let at = 0; at < bytes.length; ) at += attempt(() => writeSync(opened, bytes, at));
    },
    drained: async () => {},
    settled: async () => {},
    screen: {},
    done: () => {
      close();
      if (replaceable) attempt(() => renameSync(path, file));
    },
    discard: () => {
      close();
      if (replaceable) rmSync(path, { force: true });
    },
  };
}
