import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

/** The script that users start. */
export const PROGRAM = resolve('bin/fits-datalake.js');

/** What a run printed, and its exit code. */
export interface CliRun {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

/** How a run is started. */
export interface CliOptions {
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  /** How its output becomes text: `latin1` keeps every byte. */
  readonly encoding?: 'utf8' | 'latin1';
  /** Environment variables, besides those of the test. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the program in a separate process, as a user would, without a terminal. `runMain` is faster. */
export function runCli(
  args: readonly string[],
  { cwd, input = '', encoding = 'utf8', env }: CliOptions = {},
): CliRun {
  const { stdout, stderr, status } = spawnSync(process.execPath, [PROGRAM, ...args], {
    encoding,
    input,
    maxBuffer: 256 * 1024 * 1024,
    // a test that times out cannot end a blocking call
    timeout: 280_000,
    killSignal: 'SIGKILL',
    ...(cwd !== undefined && { cwd }),
    env: childEnvironment(env),
  });
  return { stdout, stderr, status };
}

/** The environment of the test, without the variables that would change which lake and folder a run uses, or how it prints. */
export function childEnvironment(more: CliOptions['env'] = {}): NodeJS.ProcessEnv {
  const { FITS_LAKE, npm_command, npm_lifecycle_event, NO_COLOR, FORCE_COLOR, PAGER, ...rest } = process.env;
  return { ...rest, TERM: 'xterm', ...more };
}
