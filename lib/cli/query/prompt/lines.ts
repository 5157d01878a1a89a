// Reads lines from a terminal, with editing, history and completion.

import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { streams, writeTrusted } from '../../terminal/output.ts';
import type { Completion } from './complete.ts';

/** The user dropped what was typed, with Ctrl-C. */
export const DROPPED = Symbol('dropped');

/** Lines of a terminal. */
export interface PromptLines {
  /** Asks for a line; undefined if the user leaves, with Ctrl-D. */
  next(prompt: string): Promise<string | typeof DROPPED | undefined>;
  /** Does work that has the terminal to itself: nothing is read, and Ctrl-C is a signal. */
  aside(work: () => Promise<void>): Promise<void>;
  /** Replaces the latest lines of the history, which were typed one after the other, by one entry. */
  join(lines: readonly string[], entry: string): void;
  close(): void;
}

/** How lines are read. */
export interface LineOptions {
  /** Earlier lines, the latest first. */
  readonly history: readonly string[];
  /** The most lines that Up can reach. */
  readonly historySize: number;
  readonly complete: (line: string) => Promise<Completion>;
}

/** Begins to read lines from standard input, which is a terminal. */
export function promptLines({ history, historySize, complete }: LineOptions): PromptLines {
  const input = streams().stdin;
  const output = terminalOutput();
  const reader = createInterface({
    input,
    output: output.stream,
    terminal: true,
    history: [...history],
    historySize,
    completer: (line: string, done: (error: null, found: [string[], string]) => void) =>
      void complete(line).then((found) => done(null, [...found])),
  });
  const typed: (string | typeof DROPPED)[] = [];
  let [isClosed, isDropping] = [false, false];
  let known: string[] = [];
  let wake = (): void => {};
  reader
    .on('line', (line) => {
      typed.push(isDropping ? DROPPED : line);
      wake();
    })
    .on('close', () => {
      isClosed = true;
      wake();
    })
    .on('history', (lines) => {
      known = lines;
    })
    .on('SIGINT', () => {
      output.stream.write('^C');
      isDropping = true;
      // as if the line was ended, which moves the cursor below all of it
      reader.write(null, { name: 'return' });
      isDropping = false;
    })
    .on('SIGTSTP', () => {
      input.setRawMode?.(false);
      process.once('SIGCONT', () => {
        if (isClosed) return;
        input.setRawMode?.(true);
        reader.prompt(true);
      });
      // the whole process group: the process that launched this one has to stop too
      process.kill(0, 'SIGTSTP');
    });
  return {
    next: async (prompt) => {
      if (typed.length === 0 && !isClosed) {
        reader.setPrompt(prompt);
        reader.prompt();
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return typed.shift();
    },
    aside: async (work) => {
      if (!isClosed) reader.pause();
      input.setRawMode?.(false);
      try {
        await work();
      } finally {
        if (!isClosed) input.setRawMode?.(true);
      }
    },
    join: (lines, entry) => {
      while (known.length > 0 && lines.includes(known[0] ?? '')) known.shift();
      known.unshift(entry);
    },
    close: () => {
      if (!isClosed) reader.close();
      output.close();
    },
  };
}

/** Standard output as the stream that readline needs. */
function terminalOutput(): { readonly stream: Writable; close(): void } {
  const { stdout } = streams();
  const stream = new Writable({
    decodeStrings: false,
    write: (text: string, _, done) => {
      writeTrusted(text);
      done();
    },
  });
  Object.defineProperty(stream, 'columns', { get: () => stdout.columns });
  const resized = (): void => void stream.emit('resize');
  process.stdout.on('resize', resized);
  return { stream, close: () => process.stdout.off('resize', resized) };
}
