// $PAGER: the program that shows what is longer than the screen.

import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Screen } from '../../formats/format.ts';
import { width } from '../../formats/width.ts';
import { ignoreInterrupts } from './interrupt.ts';
import { drained, screen, streams, useStreams, writeOut } from './output.ts';
import { holdStatusLines } from './status-line.ts';
import { BrokenPipe, sanitizedFor } from './stream.ts';

/** Standard output, which goes to a pager as soon as it is longer than the screen. */
export interface PagedOutput {
  readonly screen: Screen;
  /** Throws {@link BrokenPipe} if the user has left the pager. */
  write(text: string | Uint8Array): void;
  drained(): Promise<void>;
  /** Resolves when the user has left the pager. To be called in any case. */
  end(): Promise<void>;
}

/** Lines of the screen that stay free for the shell's prompt. */
const FREE_LINES = 1;

/** Begins output that a pager may show. Without a terminal or a pager, it is ordinary output. */
export function pagedOutput(): PagedOutput {
  const { stdout } = streams();
  const command = stdout.isTTY && stdout.rows ? pagerCommand() : undefined;
  if (command === undefined || !stdout.rows)
    return { screen: screen(), write: writeOut, drained, end: async () => {} };
  const room = { lines: stdout.rows - FREE_LINES, columns: stdout.columns || 80 };
  let held = '';
  let pager: Pager | undefined;
  return {
    screen: { ...screen(), lines: room.lines },
    write: (data) => {
      const text = sanitizedFor({ isTTY: true }, data).toString();
      if (pager !== undefined) return pager.write(text);
      held += text;
      if (linesOf(held, room.columns) <= room.lines) return;
      pager = openPager(command);
      pager.write(held);
    },
    drained: () => pager?.drained() ?? drained(),
    end: async () => {
      if (pager !== undefined) return pager.end();
      writeOut(held);
      held = '';
      await drained();
    },
  };
}

/**
 * Prints pieces of text, with a pager if they are longer than the screen.
 *
 * @param pieces for a screen
 */
export async function printPaged(
  pieces: (screen: Screen) => AsyncIterable<string> | Iterable<string>,
): Promise<void> {
  const output = pagedOutput();
  try {
    for await (const piece of pieces(output.screen)) {
      output.write(piece);
      await output.drained();
    }
  } finally {
    await output.end();
  }
}

/** How many lines of a terminal text takes; long lines are wrapped. */
const linesOf = (text: string, columns: number): number =>
  text
    .replace(/\n$/, '')
    .split('\n')
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(width(line) / columns)), 0);

/**
 * The command of the pager: PAGER, otherwise less if there is one. PAGER=cat and an empty PAGER mean none, as for git and
 * psql.
 */
export function pagerCommand(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const { PAGER = 'less', PATH = '', TERM } = env;
  const command = PAGER.trim();
  if (command === '' || command === 'cat' || TERM === 'dumb') return undefined;
  const [, program] = /^([\w.+-]+)(?:\s|$)/.exec(command) ?? [];
  // anything but the name of a program is left to the shell
  return program === undefined || isOnPath(program, PATH) ? command : undefined;
}

const isOnPath = (program: string, path: string): boolean =>
  path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

type Pager = Omit<PagedOutput, 'screen'>;

/**
 * What less does unless LESS says otherwise: ends if everything fits (F), shows colours (R), cuts long lines, which the
 * arrow keys move (S), and leaves the text on the screen (X).
 */
const LESS = 'FRSX';

/** Starts the pager. It has the terminal until it ends: messages wait, and Ctrl-C is for the pager. */
function openPager(command: string): Pager {
  const before = streams();
  const messages: string[] = [];
  useStreams({
    // a getter, because opening standard input has effects
    get stdin() {
      return before.stdin;
    },
    stdout: before.stdout,
    stderr: {
      write: (text) => messages.push(text),
      ...(before.stderr.isTTY !== undefined && { isTTY: before.stderr.isTTY }),
    },
  });
  const releases = [holdStatusLines(), ignoreInterrupts()];
  const release = (): void => {
    for (const end of releases.splice(0)) end();
    useStreams(before);
    for (const text of messages.splice(0)) before.stderr.write(text);
  };
  const { LESS: options = LESS } = process.env;
  const child = spawn(command, {
    shell: true,
    stdio: ['pipe', 'inherit', 'inherit'],
    env: { ...process.env, LESS: options },
  });
  let isOpen = true;
  const closed = new Promise<void>((resolve) => {
    const close = (): void => {
      isOpen = false;
      // even if the answer goes on: Ctrl-C can stop it now
      release();
      resolve();
    };
    child.on('close', close).on('error', close);
    // the user left the pager: `closed` says so
    child.stdin.on('error', () => {
      isOpen = false;
    });
  });
  const expectOpen = (): void => {
    if (!isOpen) throw new BrokenPipe();
  };
  return {
    write: (text) => {
      expectOpen();
      child.stdin.write(text);
    },
    drained: async () => {
      if (child.stdin.writableNeedDrain)
        await Promise.race([closed, new Promise((resolve) => child.stdin.once('drain', resolve))]);
      expectOpen();
    },
    end: async () => {
      child.stdin.end();
      await closed;
    },
  };
}
