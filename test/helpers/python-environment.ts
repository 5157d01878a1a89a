import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder that keeps what tests need besides Node. */
export const CACHE = join(homedir(), '.cache', 'fits-datalake');

/** The machine has no program that a test needs and cannot install itself. */
export class MissingRequirement extends Error {
  override readonly name = 'MissingRequirement';
}

/** A Python environment with packages. */
export interface Packages {
  /** The npm script that needs the environment, for errors. */
  readonly script: string;
  /** The name of its folder. Different packages need a different name. */
  readonly name: string;
  /** The arguments of `pip install`. */
  readonly pip: readonly string[];
}

const PYTHONS = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11'];
const RECENT = 'import sys, venv, zipfile; assert sys.version_info >= (3, 11)';

/**
 * Returns the Python of an environment with packages from the package index. The first call creates the environment and
 * keeps it in {@link CACHE}.
 *
 * @throws MissingRequirement
 */
export function pythonEnvironment({ script, name, pip }: Packages): string {
  const kept = join(CACHE, name);
  const python = join(kept, 'bin', 'python');
  if (existsSync(python)) return python;
  const base = PYTHONS.find((found) => spawnSync(found, ['-c', RECENT]).status === 0);
  if (base === undefined) {
    throw new MissingRequirement(
      `${script} needs Python 3.11 or later on the PATH (Debian: python3, python3-venv)`,
    );
  }
  console.error(`${script}: installing ${name} in ${CACHE}`);
  // The environment gets its final name when it is complete. Its scripts name the old path, so run programs as modules.
  const fresh = `${kept}.${process.pid}`;
  mkdirSync(CACHE, { recursive: true });
  try {
    run(base, ['-m', 'venv', fresh], `${script}: python3 -m venv failed (Debian: apt install python3-venv)`);
    run(
      join(fresh, 'bin', 'python'),
      ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--retries', '10', ...pip],
      `${script}: pip could not install ${name}; check the connection to the Python package index`,
    );
    renameSync(fresh, kept);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    // another process may have created it in the meantime
    if (!existsSync(python)) throw error;
  }
  return python;
}

function run(command: string, args: readonly string[], missing: string): void {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new MissingRequirement(`${missing}\n${stdout ?? ''}${stderr ?? ''}`);
}
