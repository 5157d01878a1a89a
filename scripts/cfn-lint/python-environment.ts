import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const CACHE = join(homedir(), '.cache', 'fits-datalake');

/**
 * The Python of an environment that has one package of the package index. It is made at the first
 * call, and kept in ~/.cache/fits-datalake.
 *
 * @throws Error that says what is missing on this machine
 */
export function pythonEnvironment(name: string, version: string): string {
  const kept = join(CACHE, `${name}-${version}`);
  const python = join(kept, 'bin', 'python');
  if (existsSync(python)) return python;
  // complete or not there: it gets its name when all is in it; so its programs are run as modules
  const fresh = `${kept}.${process.pid}`;
  mkdirSync(CACHE, { recursive: true });
  try {
    run(
      'python3',
      ['-m', 'venv', fresh],
      `${name} needs python3 with its module venv (Debian: python3-venv)`,
    );
    const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `${name}==${version}`];
    run(join(fresh, 'bin', 'python'), install, `${name} ${version} could not be installed`);
    renameSync(fresh, kept);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    // another run may have been faster
    if (!existsSync(python)) throw error;
  }
  return python;
}

function run(command: string, args: readonly string[], missing: string): void {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${missing}:\n${stdout ?? ''}${stderr ?? ''}`);
}
