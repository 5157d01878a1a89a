// Runs the bundle of the npm package.

import { mkdirSync, statSync } from 'node:fs';
import { createRequire, enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Runs the command line in this process, and sets its exit code. */
export async function runBundle() {
  const folder = compiledFolder();
  if (folder !== undefined) enableCompileCache(folder);
  // require() does not search the bundle for the names that it exports, as import does
  const { main } = createRequire(import.meta.url)('../dist/fits-datalake.cjs');
  process.exitCode = await main(process.argv.slice(2));
}

/**
 * The folder in which Node keeps compiled modules, so that the next start is quicker: in the user's cache folder, as the
 * package itself may be read-only. What is in it is run, so it must be the user's own; otherwise undefined.
 */
function compiledFolder() {
  const { XDG_CACHE_HOME } = process.env;
  try {
    const caches = XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(homedir(), '.cache');
    const folder = join(caches, 'fits-datalake', 'compiled');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { mode, uid } = statSync(folder);
    const isOwn = process.geteuid === undefined || (uid === process.geteuid() && (mode & 0o022) === 0);
    return isOwn ? folder : undefined;
  } catch {
    return undefined;
  }
}
