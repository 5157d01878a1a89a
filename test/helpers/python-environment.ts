import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where what tests need beside Node is kept. */
export const CACHE = join(homedir(), '.cache', 'fits-datalake');

/** What a machine has to have before a test can set up the rest by itself. */
export class Lacking extends Error {
  override readonly name = 'Lacking';
}

/** What a Python environment has. */
export interface Packages {
  /** The npm script that needs it, for errors. */
  readonly script: string;
  /** Of its folder: other packages, another name. */
  readonly name: string;
  /** What pip is to install. */
  readonly pip: readonly string[];
}

const PYTHONS = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11'];
const RECENT = 'import sys, venv, zipfile; assert sys.version_info >= (3, 11)';

/**
 * The Python of an environment with packages of the package index. It is made at the first call, and kept in
 * {@link CACHE}.
 * @throws Lacking with what is missing on this machine
 */
export function pythonEnvironment({ script, name, pip }: Packages): string {
  const kept = join(CACHE, name);
  const python = join(kept, 'bin', 'python');
  if (existsSync(python)) return python;
  const base = PYTHONS.find((found) => spawnSync(found, ['-c', RECENT]).status === 0);
  if (base === undefined) {
    throw new Lacking(`${script} needs Python 3.11 or later on the PATH (Debian: python3, python3-venv)`);
  }
  console.error(`${script}: installing ${name} in ${CACHE}`);
  // complete or not there: it gets its name when all is in it; so its programs are run as modules
  const fresh = `${kept}.${process.pid}`;
  mkdirSync(CACHE, { recursive: true });
  try {
    run(base, ['-m', 'venv', fresh], `${script}: python3 -m venv failed (Debian: apt install python3-venv)`);
    run(
      join(fresh, 'bin', 'python'),
      ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--retries', '10', ...pip],
      `${script}: pip could not install ${name}; is the Python package index within reach?`,
    );
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
  if (status !== 0) throw new Lacking(`${missing}\n${stdout ?? ''}${stderr ?? ''}`);
}
