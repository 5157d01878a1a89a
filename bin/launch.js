// Runs a program with Node 24 or newer, whichever Node was started: the TypeScript of a checkout, or the bundle of the npm
// package. This is plain JavaScript, so that an old Node can run it too.

import { existsSync, realpathSync } from 'node:fs';
import * as modules from 'node:module';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Loaded only if another Node has to be started: it takes some milliseconds. */
const processes = () => modules.createRequire(import.meta.url)('node:child_process');

const OLDEST = 24;
/** The signals that end a program unless it handles them. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];
const MODULES = fileURLToPath(new URL('../node_modules', import.meta.url));
/** Where Node keeps compiled modules, so that the next start is quicker. */
const COMPILED = join(MODULES, '.cache', 'node-compile-cache');
const NODE = process.platform === 'win32' ? 'node.exe' : 'node';
/** The Node that `npm ci` installs; the lock file has its hash (tools/node). */
const INSTALLED = join(
  MODULES,
  `node-${process.platform.replace('win32', 'win')}-${process.arch}`,
  'bin',
  NODE,
);

/**
 * Runs the program at `url`: in this process if its Node is new enough, otherwise in a child process with a newer Node.
 * Signals are passed on to the child, and its exit code is passed back.
 *
 * Only a checkout has the program; the npm package has a bundle of the command line instead. So a checkout never runs an
 * outdated bundle.
 */
export async function launch(url) {
  if (!existsSync(url)) await launchBundle();
  else if (canRun()) {
    modules.enableCompileCache?.(COMPILED);
    findQuickly();
    await import(url);
  } else {
    await launchProcess([fileURLToPath(url), ...process.argv.slice(2)]);
  }
}

async function launchBundle() {
  if (isRecent(process.version)) {
    const { runBundle } = await import('./bundle.js');
    await runBundle();
  } else {
    const node = onPath().find(isNewEnough);
    const program = fileURLToPath(new URL('./fits-datalake.js', import.meta.url));
    process.exitCode =
      node === undefined
        ? complain('Install it')
        : await run(node, [program, ...process.argv.slice(2)], process.env);
  }
}

/**
 * Finds the modules of this checkout quickly: each is the file that the import names. Node would also look at every folder
 * above it, for links and packages, which makes a start a tenth slower. Any such hook slows `require` down, so this one
 * ends at the first package with a scope: DuckDB's and the AWS SDK have hundreds of CommonJS modules.
 */
function findQuickly() {
  const hook = modules.registerHooks?.({
    resolve(name, context, next) {
      if (name.startsWith('@')) hook.deregister();
      return name.startsWith('.') && name.endsWith('.ts')
        ? { url: new URL(name, context.parentURL).href, format: 'module-typescript', shortCircuit: true }
        : next(name, context);
    },
  });
}

/** Starts a Node that is new enough (this one, the one that npm installed, or the first one on the PATH), and waits for it. */
export async function launchProcess(args) {
  const node = canRun() ? process.execPath : [INSTALLED, ...onPath()].find(isNewEnough);
  process.exitCode =
    node === undefined
      ? complain(
          'On Linux, npm ci installs it (unless optional packages are omitted); on other systems, install it',
        )
      : await run(node, args, { NODE_COMPILE_CACHE: COMPILED, ...process.env });
}

function complain(remedy) {
  console.error(
    `fits-datalake needs Node ${OLDEST} or newer; this is ${process.version}. ${remedy}: https://nodejs.org/en/download`,
  );
  return 1;
}

const isRecent = (version) => Number(/^v(\d+)/.exec(version)?.[1] ?? 0) >= OLDEST;
const canRun = () => isRecent(process.version) && Boolean(process.features.typescript);

/** Runs a program to its end; returns its exit code. */
function run(node, args, env) {
  const PATH = [dirname(node), env.PATH].join(delimiter);
  const child = processes().spawn(node, args, { stdio: 'inherit', env: { ...env, PATH } });
  // a terminal sends Ctrl-C to both processes; other programs signal only this one
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.on('error', ({ message }) => {
      console.error(`fits-datalake: ${node}: ${message}`);
      resolve(1);
    });
    // the exit codes that shells use: 130 after SIGINT, 143 after SIGTERM
    child.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}

/** Every other Node on the PATH. */
function onPath() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const nodes = folders.map((folder) => join(folder, NODE)).filter((path) => existsSync(path));
  return [...new Set(nodes.map((path) => realpathSync(path)))].filter((path) => path !== process.execPath);
}

function isNewEnough(node) {
  if (node === process.execPath || !existsSync(node)) return false;
  const { stdout } = processes().spawnSync(node, ['--version'], { encoding: 'utf8' });
  return isRecent(stdout ?? '');
}
