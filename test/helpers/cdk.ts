import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** The settings of a stack, as `-c` passes them. */
export type Context = Readonly<Record<string, string>>;

/**
 * Runs `npx cdk` with settings, without prompts.
 *
 * @returns its output
 * @throws Error with its output if it fails
 */
export async function cdk(args: readonly string[], context: Context = {}): Promise<string> {
  const settings = Object.entries(context).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn('npx', ['cdk', ...args, ...settings, '--no-notices'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CI: 'true', CDK_DISABLE_CLI_TELEMETRY: 'true' },
  });
  const ended = new Promise<number | null>((end, fail) => child.on('close', end).on('error', fail));
  const output = await Promise.all([text(child.stdout), text(child.stderr)]);
  const status = await ended;
  if (status !== 0) throw new Error(`cdk ${args.join(' ')} exited with ${status}:\n${output.join('')}`);
  return output.join('');
}
