import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Creates a folder and its parents, unless they exist. (`mkdirSync` with `recursive` does the same, but below /proc it
 * never returns in Node 24.)
 *
 * @param mode of the folders that are created
 * @throws the file system's error
 */
export function makeFolder(path: string, mode = 0o777): void {
  if (isFolder(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent, mode);
  try {
    mkdirSync(path, mode);
  } catch (error) {
    // another process was faster
    if (!isFolder(path)) throw error;
  }
}

/** Whether there is a folder at `path`; links are followed. */
export const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
