import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { onTestFinished } from 'vitest';

/** The program itself, without the launcher that looks for a Node. */
const PROGRAM = resolve('bin/fits-datalake.ts');

export interface Running {
  readonly child: ChildProcess;
  /** What it has printed so far. */
  readonly printed: { stdout: string; stderr: string };
  /** How it ended: by an exit code, or by a signal. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

export interface RunningOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** False if nobody reads its output. */
  readonly read?: boolean;
  readonly stdin?: 'ignore' | 'pipe';
}

/** Starts the program in its own process, to which the test can send signals. */
export function startCli(
  args: readonly string[],
  { cwd, env = {}, read = true, stdin = 'ignore' }: RunningOptions,
): Running {
  const { FITS_LAKE, npm_lifecycle_event, ...rest } = process.env;
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd,
    env: { ...rest, ...env },
    stdio: [stdin, 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const printed = { stdout: '', stderr: '' };
  if (read) child.stdout?.on('data', (data) => (printed.stdout += data));
  child.stderr?.on('data', (data) => (printed.stderr += data));
  const ended = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  return { child, printed, ended };
}
