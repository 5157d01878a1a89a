import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEnd } from './at-end.ts';
import { fileProblem } from './file-problem.ts';

/** A folder that only this user can enter, and that is removed with its process. */
export interface TemporaryFolder {
  readonly path: string;
  remove(): void;
}

/**
 * Creates a folder for this process in the system's folder for temporary files, with an unpredictable name and mode 700.
 * It is removed by its owner or by a signal handler. Folders of killed processes are removed here.
 *
 * @param what its purpose, in lower-case letters
 */
export function temporaryFolder(what: string): TemporaryFolder {
  const path = create(what);
  const remove = (): void => rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  const release = atEnd(() => removeForGood(path, remove));
  return {
    path,
    remove: () => {
      remove();
      release();
    },
  };
}

function create(what: string): string {
  try {
    removeLeftOvers(what);
    return mkdtempSync(join(tmpdir(), `fits-datalake-${what}-${place()}-${process.pid}-`));
  } catch (error) {
    const why = `temporary files cannot be written to ${tmpdir()} (TMPDIR): ${fileProblem(error)}`;
    throw new Error(why, { cause: error });
  }
}

/** How often to check that a removed folder stays away, and the milliseconds between two checks. */
const LOOKS = { calm: 3, most: 60, pause: 30 };

/**
 * Removes a folder until it stays away: an interrupted query continues in its own threads for a moment and may recreate
 * its folder. This blocks: nothing else in this process may continue.
 */
function removeForGood(path: string, remove: () => void): void {
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  for (let looks = 0, calm = 0; looks < LOOKS.most && calm < LOOKS.calm; looks++) {
    calm = existsSync(path) ? 0 : calm + 1;
    remove();
    Atomics.wait(sleeper, 0, 0, LOOKS.pause);
  }
}

/** Removes this user's folders of that kind whose processes have ended. A link is never followed. */
function removeLeftOvers(what: string): void {
  const pattern = new RegExp(`^fits-datalake-${what}-${place()}-(\\d{1,10})-[A-Za-z0-9]{6}$`);
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(pattern.exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    const path = join(tmpdir(), name);
    try {
      const stat = lstatSync(path);
      if (stat.isDirectory() && stat.uid === process.getuid?.())
        rmSync(path, { recursive: true, force: true });
    } catch {
      // another process is removing it
    }
  }
}

/** Identifies where process ids are valid: containers and computers may share a folder for temporary files. */
function place(): string {
  let namespace = '';
  try {
    namespace = readlinkSync('/proc/self/ns/pid');
  } catch {
    // only Linux has PID namespaces
  }
  return createHash('sha256').update(`${hostname()} ${namespace}`).digest('hex').slice(0, 8);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // it exists, and belongs to another user
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
