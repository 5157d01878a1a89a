import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOME, Lacking } from './home.ts';

const REQUIREMENTS = new URL('./requirements.txt', import.meta.url).pathname;

/** The Python of an environment that has moto, which is made where it is not there. Throws {@link Lacking}. */
export function pythonWithMoto(): string {
  // an environment cannot be moved, so it is known by what it has: a new list, a new environment
  const name = `moto-${hash('sha256', readFileSync(REQUIREMENTS, 'utf8')).slice(0, 8)}`;
  const folder = join(HOME, name);
  const whole = join(folder, 'whole');
  const python = join(folder, 'bin', 'python');
  if (existsSync(whole)) return python;
  console.error(`test:athena: installing moto in ${folder}`);
  const own = findPython();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(HOME, { recursive: true });
  run(own, ['-m', 'venv', folder], 'python3 -m venv failed; on Debian: apt-get install python3-venv');
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--retries', '10'];
  run(python, [...pip, '-r', REQUIREMENTS], 'moto could not be installed with pip; is PyPI within reach?');
  writeFileSync(`${whole}.new`, '');
  renameSync(`${whole}.new`, whole);
  return python;
}

/** A Python that moto 5.2 runs on. */
export function findPython(): string {
  const found = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'].find(
    isNewEnough,
  );
  if (found !== undefined) return found;
  throw new Lacking('test:athena needs Python 3.10 or newer on the PATH: install python3 and python3-venv');
}

function isNewEnough(python: string): boolean {
  try {
    execFileSync(python, ['-c', 'import sys, venv, zipfile; assert sys.version_info >= (3, 10)'], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}

function run(program: string, args: readonly string[], whyNot: string): void {
  try {
    execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  } catch (error) {
    throw new Lacking(`${whyNot}\n${(error as { stderr?: string }).stderr ?? error}`, { cause: error });
  }
}
