import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, constants, copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../helpers/temp-folder.ts';

/** A command line that starts a Node which, like an old one, cannot run TypeScript. */
function olderNode(): readonly [string, ...string[]] {
  const path = join(tempFolder(), 'node');
  copyFileSync(process.execPath, path, constants.COPYFILE_FICLONE);
  return [path, '--no-experimental-strip-types'];
}

/** Makes a checkout without node_modules, with one program; returns the path of the script that starts it. */
function checkout(program: string) {
  const bin = join(tempFolder(), 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'package.json'), '{"type":"module"}');
  copyFileSync(resolve('bin/launch.js'), join(bin, 'launch.js'));
  writeFileSync(join(bin, 'program.ts'), program);
  const start = join(bin, 'program.js');
  const url = pathToFileURL(join(bin, 'program.ts'));
  writeFileSync(start, `import { launch } from './launch.js';\nawait launch(new URL('${url}'));\n`);
  return start;
}

/** A folder for the PATH whose `node` is this one. */
function folderWithThisNode(): string {
  const folder = tempFolder();
  symlinkSync(process.execPath, join(folder, 'node'));
  return folder;
}

/** A folder for the PATH whose `node` only prints a version. */
function folderWithNode(version: string): string {
  const path = join(tempFolder(), 'node');
  writeFileSync(path, `#!/bin/sh\necho ${version}\n`);
  chmodSync(path, 0o755);
  return dirname(path);
}

const PRINT_VERSION =
  'const version: string = process.version;\nconsole.log(version, ...process.argv.slice(2));\n';

describe('launch', () => {
  it('runs the program with the Node that npm installed, in any folder', () => {
    const [node, flag] = olderNode();
    const { stdout, stderr, status } = spawnSync(node, [flag!, resolve('bin/fits-datalake.js'), 'ingest'], {
      encoding: 'utf8',
      cwd: tempFolder(),
      env: { PATH: '' },
    });
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
    expect(stderr).toContain("missing required argument 'path'");
  });

  it('uses an installed Node if npm has none for the machine, but not an old one', () => {
    const [node, flag] = olderNode();
    const env = {
      PATH: ['/nowhere', folderWithNode('v20.19.0'), dirname(node), folderWithThisNode()].join(':'),
    };
    const run = spawnSync(node, [flag!, checkout(PRINT_VERSION), 'a b', '--c'], { encoding: 'utf8', env });
    expect(run.stderr).toBe('');
    expect(run.stdout).toBe(`${process.version} a b --c\n`);
    expect(run.status).toBe(0);
  });

  it('prints what to install, in one line, if no Node is new enough', () => {
    const [node, flag] = olderNode();
    const env = { PATH: folderWithNode('v22.18.0') };
    const { stdout, stderr, status } = spawnSync(node, [flag!, checkout(PRINT_VERSION)], {
      encoding: 'utf8',
      env,
    });
    expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/Node 24 or newer.* v24\..*https:\/\/nodejs\.org/);
  });

  it('runs the programs of the npm scripts; their child processes find the same Node', () => {
    const [node, flag] = olderNode();
    const program = join(tempFolder(), 'program.ts');
    writeFileSync(
      program,
      // scripts do their work only if Node was started with them
      `import { execFileSync } from 'node:child_process';
      if (!import.meta.main) process.exit(9);
      const found: string = execFileSync('node', ['--version'], { encoding: 'utf8' });
      console.log(found.trim(), ...process.argv.slice(2));`,
    );
    const run = spawnSync(node, [flag!, 'tools/node/run.js', program, 'a b'], {
      encoding: 'utf8',
      env: { PATH: folderWithNode('v20.19.0') },
    });
    expect(run).toMatchObject({ stdout: `${process.version} a b\n`, stderr: '', status: 0 });
    expect(
      spawnSync(process.execPath, ['tools/node/run.js', program, 'c'], { encoding: 'utf8' }),
    ).toMatchObject({ stdout: `${process.version} c\n`, stderr: '', status: 0 });
  });

  it('keeps compiled modules, whichever Node was started', () => {
    const program = `import { getCompileCacheDir } from 'node:module';\nconsole.log(getCompileCacheDir());\n`;
    const env = { PATH: folderWithThisNode() };
    for (const [node, ...flags] of [olderNode(), [process.execPath] as const]) {
      const start = checkout(program);
      const { stdout } = spawnSync(node, [...flags, start], { encoding: 'utf8', env });
      expect(stdout).toContain(join(dirname(dirname(start)), 'node_modules', '.cache', 'node-compile-cache'));
    }
  });

  it('passes the exit code of the program back', () => {
    const [node, flag] = olderNode();
    const start = checkout('process.exitCode = 3;\n');
    expect(spawnSync(node, [flag!, start], { env: { PATH: folderWithThisNode() } }).status).toBe(3);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGQUIT', 131],
  ] as const)('passes %s on to the program, which ends; the exit code is %i', async (signal, code) => {
    const { pid, status } = await signalled(
      'process.stdin.resume();\nconsole.log(process.pid);\nsetInterval(() => {}, 1000);\n',
      signal,
    );
    expect(status).toBe(code);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('keeps the exit code of a program that handles a signal itself', async () => {
    const { status } = await signalled(
      "process.on('SIGTERM', () => process.exit(7));\nconsole.log(process.pid);\nsetInterval(() => {}, 1000);\n",
      'SIGTERM',
    );
    expect(status).toBe(7);
  });
});

/** Starts a program that prints its process id, and sends a signal to the launcher. */
async function signalled(program: string, signal: NodeJS.Signals) {
  const [node, flag] = olderNode();
  const child = spawn(node, [flag!, checkout(program)], {
    env: { PATH: folderWithThisNode() },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [printed] = await once(child.stdout, 'data');
  child.kill(signal);
  const [status] = await once(child, 'exit');
  return { pid: Number(printed), status };
}
