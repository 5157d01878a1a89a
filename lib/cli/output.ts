import { writeSync } from 'node:fs';

/** Nobody reads standard output any more (`| head`): the program ends quietly. */
export class BrokenPipe extends Error {
  override readonly name = 'BrokenPipe';
}

const STDOUT = 1;
const pause = new Int32Array(new SharedArrayBuffer(4));

/** Writes to standard output and comes back when it is written, so that no output piles up in memory. */
export function writeOut(data: string | Uint8Array): void {
  let rest = typeof data === 'string' ? Buffer.from(data) : data;
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(STDOUT, rest));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') throw new BrokenPipe();
      if (code !== 'EAGAIN') throw error;
      // the pipe is full and was opened non-blocking by whoever made it
      Atomics.wait(pause, 0, 0, 5);
    }
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Text fit for a terminal: control characters, which could steer it or turn text around, become U+FFFD. */
export const printable = (text: string): string => text.replace(CONTROLS, '\ufffd');

/** Says something beside the output, on standard error. */
export const note = (text: string): void => console.error(`fits-datalake: ${printable(text)}`);
