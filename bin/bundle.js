// Runs the bundle of the npm package.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire, enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

const BUNDLE = fileURLToPath(new URL('../dist/fits-datalake.cjs', import.meta.url));

/** Runs the command line in this process, and sets its exit code. */
export async function runBundle() {
  const folder = compiledFolder();
  if (folder !== undefined) enableCompileCache(folder);
  const args = process.argv.slice(2);
  const { main } = load(folder === undefined ? undefined : codeFile(folder, args));
  process.exitCode = await main(args);
}

/**
 * Loads the bundle. Node keeps only the functions that it compiles when it loads a module; this keeps those that the verb
 * ran, too, which makes the next start a tenth quicker.
 *
 * @param file where they are kept
 */
function load(file) {
  const source = readFileSync(BUNDLE, 'latin1');
  // V8 compares only the lengths of sources; the first line has the hash of this one
  const key = source.slice(0, source.indexOf('\n'));
  const cachedData = file === undefined ? undefined : readCode(file, key);
  const wrapped = `(function (exports, require, module, __filename, __dirname) {${source}\n})`;
  const script = new Script(wrapped, { filename: BUNDLE, cachedData });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(BUNDLE), module, BUNDLE, dirname(BUNDLE));
  if (file !== undefined && (cachedData === undefined || script.cachedDataRejected))
    process.on('exit', (code) => {
      if (code === 0) writeCode(file, key, script);
    });
  return module.exports;
}

/** Where the code of a verb is kept. Its help is not a run of the verb. */
function codeFile(folder, args) {
  const verb = args[0] ?? '';
  const isHelp = args.some((word) => word === '--help' || word === '-h');
  if (isHelp || !/^(?:[a-z]+|--version)$/.test(verb)) return undefined;
  return join(folder, `${verb}-${process.version}-${process.arch}.code`);
}

/** V8 does not notice damaged code, for example after a power failure, so there is a hash before it. */
const DIGEST = 64;

function readCode(file, key) {
  try {
    const bytes = readFileSync(file);
    const code = bytes.subarray(DIGEST);
    return bytes.latin1Slice(0, DIGEST) === digestOf(key, code) ? code : undefined;
  } catch {
    return undefined;
  }
}

function writeCode(file, key, script) {
  // the heap may have been set up differently since, and V8 accepts code only under the settings that it was kept with
  setFlagsFromString('--semi-space-growth-factor=2');
  setFlagsFromString('--heap-growing-percent=0');
  setFlagsFromString('--parallel-scavenge');
  const temporary = `${file}.${process.pid}`;
  try {
    const code = script.createCachedData();
    writeFileSync(temporary, Buffer.concat([Buffer.from(digestOf(key, code)), code]), { mode: 0o600 });
    renameSync(temporary, file);
  } catch {
    // the next run compiles again
    rmSync(temporary, { force: true });
  }
}

const digestOf = (key, code) => createHash('sha256').update(key).update(code).digest('hex');

/**
 * The folder in which compiled code is kept, so that the next start is quicker: in the user's cache folder, as the
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
