import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { childEnvironment } from './run-cli.ts';

/** The program itself, without the launcher. */
const PROGRAM = resolve('bin/fits-datalake.ts');

/** A run in a separate process. */
export interface Running {
  readonly child: ChildProcess;
  /** Its output so far. */
  readonly printed: { stdout: string; stderr: string };
  /** How it ended: by an exit code, or by a signal. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

/** How a run is started. */
export interface RunningOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether its standard output is read; true by default. */
  readonly read?: boolean;
  readonly stdin?: 'ignore' | 'pipe';
}

/** Starts the program in a separate process, which ends with the test at the latest. */
export function startCli(
  args: readonly string[],
  { cwd, env, read = true, stdin = 'ignore' }: RunningOptions,
): Running {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd,
    env: childEnvironment(env),
    stdio: [stdin, 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const printed = { stdout: '', stderr: '' };
  if (read) child.stdout?.on('data', (data) => (printed.stdout += data));
  child.stderr?.on('data', (data) => (printed.stderr += data));
  const ended = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  return { child, printed, ended };
}
