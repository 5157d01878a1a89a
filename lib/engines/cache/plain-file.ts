import { closeSync, constants, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

// Small files beside a cache: its label and its notes. Links are not followed, and pipes are not waited for.

/** The text of a file; undefined if it cannot be read. */
export function readPlainFile(path: string): string | undefined {
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      return readFileSync(file, 'utf8');
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

/** Writes a file that only its user can read, in place of anything that has its name. */
export function replacePlainFile(path: string, text: string): void {
  const fresh = `${path}.${process.pid}`;
  rmSync(fresh, { force: true });
  writeFileSync(fresh, text, { flag: 'wx', mode: 0o600 });
  renameSync(fresh, path);
}
