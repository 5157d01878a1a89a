import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

export const PROGRAM = resolve('bin/fits-datalake.js');

export interface CliRun {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

export interface CliOptions {
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the program as a user would, in a process of its own; without a terminal. */
export function runCli(args: readonly string[], { cwd, input = '', env = {} }: CliOptions = {}): CliRun {
  const { FITS_LAKE, npm_lifecycle_event, ...rest } = process.env;
  const { stdout, stderr, status } = spawnSync(process.execPath, [PROGRAM, ...args], {
    encoding: 'utf8',
    input,
    maxBuffer: 256 * 1024 * 1024,
    // a test's own time-out cannot end a call that blocks
    timeout: 280_000,
    killSignal: 'SIGKILL',
    ...(cwd !== undefined && { cwd }),
    env: { ...rest, ...env },
  });
  return { stdout, stderr, status };
}
