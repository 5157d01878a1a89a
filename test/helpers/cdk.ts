import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** Settings of a stack, for `-c`. */
export type Context = Readonly<Record<string, string>>;

/**
 * Runs `npx cdk` with settings, without questions.
 *
 * @returns everything that it printed
 * @throws Error with everything that it printed, if it fails
 */
export async function cdk(args: readonly string[], context: Context = {}): Promise<string> {
  const settings = Object.entries(context).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn('npx', ['cdk', ...args, ...settings, '--no-notices'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CI: 'true', CDK_DISABLE_CLI_TELEMETRY: 'true' },
  });
  const exitCode = new Promise<number | null>((end, fail) => child.on('close', end).on('error', fail));
  const outputs = await Promise.all([text(child.stdout), text(child.stderr)]);
  const status = await exitCode;
  if (status !== 0)
    throw new Error(`cdk ${args.join(' ')} failed with exit code ${status}:\n${outputs.join('')}`);
  return outputs.join('');
}
