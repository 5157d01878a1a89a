import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { type CliOptions, type CliRun, PROGRAM } from './run-cli.ts';

/** Runs the program as {@link runCli} does, while the test goes on: to serve it, or to end it. */
export async function runCliBeside(
  args: readonly string[],
  { cwd, env = {} }: CliOptions = {},
  kill?: (kill: (signal: NodeJS.Signals) => void) => unknown,
): Promise<CliRun> {
  const { FITS_LAKE, npm_lifecycle_event, ...rest } = process.env;
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd !== undefined && { cwd }),
    env: { ...rest, ...env },
  });
  kill?.((signal) => child.kill(signal));
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { stdout, stderr, status };
}
