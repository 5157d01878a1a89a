import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** Settings of a stack, as `-c` gives them. */
export type Context = Readonly<Record<string, string>>;

/**
 * Runs `npx cdk`, with settings, and no questions asked.
 * @returns all that it said
 * @throws Error with what it said, where it does not end well
 */
export async function cdk(args: readonly string[], context: Context = {}): Promise<string> {
  const settings = Object.entries(context).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn('npx', ['cdk', ...args, ...settings, '--no-notices'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CI: 'true', CDK_DISABLE_CLI_TELEMETRY: 'true' },
  });
  const ended = new Promise<number | null>((end, fail) => child.on('close', end).on('error', fail));
  const said = await Promise.all([text(child.stdout), text(child.stderr)]);
  const status = await ended;
  if (status !== 0) throw new Error(`cdk ${args.join(' ')} ended with ${status}:\n${said.join('')}`);
  return said.join('');
}
