import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { printableLines, printable as printableText } from '../../formats/printable.ts';

/** Nobody reads standard output any more (`| head`): the program ends quietly. */
export class BrokenPipe extends Error {
  override readonly name = 'BrokenPipe';
}

/** Where text is written: a terminal, a pipe or a file. */
export interface Stream {
  readonly fd: number;
  readonly isTTY?: boolean;
}

/** Writes to a stream. */
export interface Output {
  /** Writes as much as the stream accepts now; the rest waits in memory. Throws {@link BrokenPipe}. */
  write(data: string | Uint8Array): void;
  /** Resolves when nothing is waiting. Call it now and then when writing much. Throws {@link BrokenPipe}. */
  drained(): Promise<void>;
}

/** The text as a stream gets it: without control characters for a terminal, otherwise the exact bytes. */
export const fitFor = <Data extends string | Uint8Array>({ isTTY }: Pick<Stream, 'isTTY'>, data: Data) =>
  isTTY === true ? printableLines(typeof data === 'string' ? data : Buffer.from(data).toString()) : data;

/** Milliseconds until a full pipe is tried again; signals are handled in between. */
const AGAIN = 5;

/** A stream and its sanitizer. */
export function outputTo(stream: Stream): Output {
  let left: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  /** Writes as much as the stream accepts; returns the rest. */
  const taken = (data: Uint8Array): Uint8Array => {
    let rest = data;
    while (rest.length > 0) {
      try {
        rest = rest.subarray(writeSync(stream.fd, rest));
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        // the pipe is full and non-blocking
        if (code === 'EAGAIN') return rest;
        left = new Uint8Array(0);
        throw code === 'EPIPE' ? new BrokenPipe() : error;
      }
    }
    return rest;
  };
  return {
    write: (data) => {
      const fit = fitFor(stream, data);
      const bytes = typeof fit === 'string' ? Buffer.from(fit) : fit;
      // a copy, because the caller may reuse its buffer
      left = left.length > 0 ? Buffer.concat([left, bytes]) : new Uint8Array(taken(bytes));
    },
    drained: async () => {
      for (;;) {
        left = new Uint8Array(taken(left));
        if (left.length === 0) return;
        await pause(AGAIN);
      }
    },
  };
}

const standard = outputTo({
  fd: 1,
  get isTTY() {
    return process.stdout.isTTY;
  },
});

/** Writes to standard output, see {@link Output}. */
export const writeOut = standard.write;
export const drained = standard.drained;

/** Sanitized text for a message or a line of a report, whatever the destination. */
export const printable = printableText;

/** Says something beside the output, on standard error. */
export const note = (text: string): void => console.error(`fits-datalake: ${printable(text)}`);
