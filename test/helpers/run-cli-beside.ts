import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { type CliOptions, type CliRun, childEnvironment, PROGRAM } from './run-cli.ts';

interface BesideOptions extends Pick<CliOptions, 'cwd' | 'env'> {
  /** The command line that starts the program; by default that of the checkout. */
  readonly command?: readonly [string, ...string[]];
}

/** Runs the program in a separate process as `runCli` does, but without blocking the test. */
export async function runCliBeside(
  args: readonly string[],
  { cwd, env, command: [program, ...first] = [process.execPath, PROGRAM] }: BesideOptions = {},
): Promise<CliRun> {
  const child = spawn(program, [...first, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd !== undefined && { cwd }),
    env: childEnvironment(env),
  });
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { stdout, stderr, status };
}
