import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const VERSION = '1.5.33';
const CACHE = join(homedir(), '.cache', 'fits-datalake');
const PYTHONS = ['python3', 'python3.13', 'python3.12', 'python3.11'];

/**
 * The Python of an environment that has MiniStack. It is made at the first call, from the package index, and
 * kept in ~/.cache/fits-datalake.
 * @throws Error that says in a sentence what is missing on this machine
 */
export function ministackPython(): string {
  const kept = join(CACHE, `ministack-${VERSION}`);
  const python = join(kept, 'bin', 'python');
  if (existsSync(python)) return python;
  const base = PYTHONS.find(isRecent);
  if (base === undefined) throw new Error('test:aws needs Python 3.11 or later as python3 on the PATH');
  // complete or not there: it gets its name when all is in it
  const fresh = `${kept}.${process.pid}`;
  mkdirSync(CACHE, { recursive: true });
  try {
    run(
      base,
      ['-m', 'venv', fresh],
      'test:aws needs the module venv of Python (Debian: apt install python3-venv)',
    );
    run(
      join(fresh, 'bin', 'python'),
      ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `ministack[full]==${VERSION}`],
      `test:aws could not install MiniStack ${VERSION} from the Python package index`,
    );
    renameSync(fresh, kept);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    // another run may have been faster
    if (!existsSync(python)) throw error;
  }
  return python;
}

const isRecent = (python: string): boolean =>
  spawnSync(python, ['-c', 'import sys; sys.exit(sys.version_info < (3, 11))']).status === 0;

function run(command: string, args: readonly string[], missing: string): void {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${missing}:\n${stdout}${stderr}`);
}
