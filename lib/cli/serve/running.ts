// What all servers have in common: they say where they are, and run until a signal.

import { spawn } from 'node:child_process';
import { inspect } from 'node:util';
import type { RunningServer } from '../../serve/serve.ts';
import { messageOf } from '../../stores/file-problem.ts';
import { EXIT, type ExitCode, RunFailed } from '../errors.ts';
import { Interrupted, interruptible } from '../terminal/interrupt.ts';
import { drained, printMessage, writeOut } from '../terminal/output.ts';
import { BrokenPipe } from '../terminal/stream.ts';
import type { Access } from './access.ts';

/** What all servers are started with. */
export interface ServeRequest {
  readonly access: Access;
  readonly port: number;
  readonly timeoutMs: number;
  readonly open: boolean;
  readonly json: boolean;
}

/** The addresses that a server prints, by what is there. */
export type Addresses = Readonly<Record<string, string>>;

/** Starts a server; a port that is taken becomes a {@link RunFailed}. */
export async function started(
  { access: { host }, port }: ServeRequest,
  start: () => Promise<RunningServer>,
): Promise<RunningServer> {
  try {
    return await start();
  } catch (error) {
    const reason = REASONS[(error as NodeJS.ErrnoException).code ?? ''];
    throw reason === undefined ? error : new RunFailed(`${host} port ${port}: ${reason}`);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE:
    'another program is listening there; choose another port with --port, or --port 0 for any free port',
  EACCES: 'listening there is not permitted; ports below 1024 often need extra privileges',
  EADDRNOTAVAIL: 'this machine does not have that address',
  ENOTFOUND: 'there is no such address',
};

/** Prints the addresses, and waits for a signal. */
export async function runUntilSignal(
  { json, open }: ServeRequest,
  addresses: Addresses,
  notes: readonly string[],
): Promise<ExitCode> {
  for (const note of notes) printMessage(note);
  await printAddresses(addresses, json);
  if (open) openBrowser(Object.values(addresses)[0] ?? '');
  try {
    await interruptible(
      (signal) =>
        new Promise<never>((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
    );
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  }
  return EXIT.interrupted;
}

/** Prints them at once. A server goes on if nobody reads them, as after `| head -1`. */
async function printAddresses(addresses: Addresses, json: boolean): Promise<void> {
  const lines = Object.entries(addresses).map(([name, url]) => `${`${name}:`.padEnd(6)} ${url}\n`);
  try {
    writeOut(json ? `${JSON.stringify(addresses)}\n` : lines.join(''));
    await drained();
  } catch (error) {
    if (!(error instanceof BrokenPipe)) throw error;
  }
}

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Opens an address in the user's browser. */
function openBrowser(url: string): void {
  const [program = '', ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => printMessage(`--open: ${program} could not be started; open the address yourself`));
  child.unref();
}

/** Reports an error that is not the client's fault. The server goes on. */
export const onError = (error: unknown): void =>
  printMessage(`a request failed: ${process.env['FITS_DEBUG'] ? inspect(error) : messageOf(error)}`);
