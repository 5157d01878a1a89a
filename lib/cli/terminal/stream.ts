// Writes to a file descriptor without blocking, and without control characters for a terminal.

import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { printableLines } from '../../formats/printable.ts';
import { fileProblem } from '../../stores/file-problem.ts';

/** Standard output cannot be written any more, as on a full disk. No input is at fault, and the run ends. */
export class OutputFailed extends Error {
  override readonly name: string = 'OutputFailed';
}

/** Nobody reads standard output any more, as after `| head`. The program then ends quietly. */
export class BrokenPipe extends OutputFailed {
  override readonly name = 'BrokenPipe';
}

/** Where text is written: a terminal, a pipe or a file. */
interface Descriptor {
  readonly fd: number;
  readonly isTTY?: boolean;
}

/** Writes to a stream. */
export interface Output {
  /** Writes as much as the stream accepts; the rest waits in memory. Throws {@link OutputFailed}. */
  write(data: string | Uint8Array): void;
  /** Writes text as it is. Only for text that contains nothing from outside, such as the codes of colours. */
  writeTrusted(text: string): void;
  /** Resolves when nothing is waiting. Call it now and then when writing much. Throws {@link OutputFailed}. */
  drained(): Promise<void>;
}

/** Text or bytes as a stream gets them: without control characters for a terminal, otherwise unchanged. */
export const sanitizedFor = <Data extends string | Uint8Array>(
  { isTTY }: { readonly isTTY?: boolean | undefined },
  data: Data,
): Data | string =>
  isTTY === true ? printableLines(typeof data === 'string' ? data : Buffer.from(data).toString()) : data;

/** Milliseconds until a full pipe is tried again; signals are handled in between. */
const RETRY_AFTER = 5;

/** Writes to a stream without blocking, and sanitizes what a terminal shows. */
export function outputTo(stream: Descriptor): Output {
  let waiting: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  /** Writes as much as the stream accepts; returns the rest. */
  const writeSome = (data: Uint8Array): Uint8Array => {
    let rest = data;
    while (rest.length > 0) {
      try {
        rest = rest.subarray(writeSync(stream.fd, rest));
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        // the pipe is full and non-blocking
        if (code === 'EAGAIN') return rest;
        waiting = new Uint8Array(0);
        if (code === 'EPIPE') throw new BrokenPipe();
        throw new OutputFailed(`cannot write to standard output: ${fileProblem(error)}`, { cause: error });
      }
    }
    return rest;
  };
  const send = (data: string | Uint8Array): void => {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    // a copy, because the caller may reuse its buffer
    waiting = waiting.length > 0 ? Buffer.concat([waiting, bytes]) : new Uint8Array(writeSome(bytes));
  };
  return {
    write: (data) => send(sanitizedFor(stream, data)),
    writeTrusted: send,
    drained: async () => {
      for (;;) {
        waiting = new Uint8Array(writeSome(waiting));
        if (waiting.length === 0) return;
        await pause(RETRY_AFTER);
      }
    },
  };
}
