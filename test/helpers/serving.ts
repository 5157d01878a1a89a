import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { type CliOptions, childEnvironment, PROGRAM } from './run-cli.ts';

/** How a server is started. */
export interface ServingOptions extends Pick<CliOptions, 'cwd' | 'env'> {
  /** The command line that starts the program; by default that of the checkout. */
  readonly command?: readonly [string, ...string[]];
}

/** Starts a server as a user would, in a process of its own, which does not outlive the test. */
export function startServe(
  args: readonly string[],
  { cwd, env, command: [program, ...first] = [process.execPath, PROGRAM] }: ServingOptions = {},
): ChildProcess {
  const child = spawn(program, [...first, 'serve', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd !== undefined && { cwd }),
    env: childEnvironment(env),
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** A server that has printed its first line. */
export interface Serving {
  readonly line: string;
  readonly stderr: Promise<string>;
  /** Sends a signal; returns the exit code. */
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts a server, and waits for its first line. */
export async function serving(args: readonly string[], options?: ServingOptions): Promise<Serving> {
  const child = startServe(args, options);
  if (child.stdout === null || child.stderr === null) throw new Error('no pipes');
  const stderr = text(child.stderr);
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return {
    line,
    stderr,
    stop: async (signal) => {
      child.kill(signal);
      const [code] = await once(child, 'exit');
      return code;
    },
  };
}
