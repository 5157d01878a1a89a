import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, existsSync, readdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { lakeOf } from '../../helpers/ask.ts';
import { until } from '../../helpers/deadline.ts';
import { EXAMPLE } from '../../helpers/example-lake.ts';
import { PROGRAM } from '../../helpers/run-cli.ts';
import { runMain } from '../../helpers/run-main.ts';
import { startCli } from '../../helpers/running.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

let cwd: string;
let env: Readonly<Record<string, string>>;
beforeEach(() => {
  cwd = tempFolder();
  execFileSync('mkfifo', [join(cwd, 'pipe')]);
  env = { FITS_LAKE: lakeOf(...EXAMPLE), TMPDIR: tempFolder() };
});

describe('a query', () => {
  it('waits for SQL that arrives slowly, in pieces', async () => {
    const { child, ended, printed } = startCli(['query', '--format', 'csv'], { cwd, env, stdin: 'pipe' });
    // the program tries to read before this
    await pause(1000);
    child.stdin?.write('SELECT 1 AS a');
    await pause(300);
    child.stdin?.end(', 2 AS b');
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(printed.stdout).toBe('a,b\n1,2\n');
  });

  it('reads SQL and tables from named pipes', async () => {
    const query = (...args: readonly string[]) =>
      runMain(['query', '--format', 'csv', ...args], { cwd, env });
    startWriter(join(cwd, 'pipe'), 'SELECT 7 AS n');
    expect((await query('-f', 'pipe')).stdout).toBe('n\n7\n');
    startWriter(join(cwd, 'pipe'), 'a,b\n1,2\n');
    expect((await query('--with', 't=pipe', 'SELECT a FROM t')).stdout).toBe('a\n1\n');
  });

  it.each([
    ['SQL', ['query', '-f', 'pipe']],
    ['a table', ['query', '--with', 't=pipe', 'SELECT 1']],
  ])('that waits for %s ends at a signal, and leaves nothing behind', async (_, args) => {
    const { child, ended } = startCli(args, { cwd, env });
    await untilRead(join(cwd, 'pipe'));
    child.kill('SIGTERM');
    expect(await ended).toEqual({ code: 143, signal: null });
    expect(readdirSync(env['TMPDIR'] ?? '')).toEqual([]);
  });

  it('that waits for standard input ends at a signal', async () => {
    const { child, ended } = startCli(['query'], { cwd, env, stdin: 'pipe' });
    await pause(1000);
    child.kill('SIGTERM');
    expect(await ended).toEqual({ code: 143, signal: null });
  });

  it('does not wait for a reader of its output file', async () => {
    const query = () =>
      runMain(['query', '--format', 'csv', '--output', 'pipe', 'SELECT 1 AS n'], { cwd, env });
    expect(await query()).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/ cannot write \S+\/pipe: /),
    });
    const reader = startReader(join(cwd, 'pipe'));
    await until('the reader has opened the pipe', 240_000, async () => (await query()).status === 0);
    expect(await reader).toBe('n\n1\n');
  });

  it('ends without an error if nobody reads its output any more', async () => {
    const args = [PROGRAM, 'query', '--format', 'csv', 'SELECT * FROM range(100000000)'];
    const child = spawn(process.execPath, args, { env: { ...process.env, ...env } });
    let errors = '';
    child.stderr.on('data', (data) => {
      errors += data;
    });
    await once(child.stdout, 'data');
    child.stdout.destroy();
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(errors).toBe('');
  });
});

it('header says that it waits for a pipe that no program writes to', async () => {
  const { child, ended, printed } = startCli(['header', 'pipe'], { cwd, env });
  await until('the message', 240_000, async () => printed.stderr.includes('pipe: waiting for a program'));
  child.kill('SIGTERM');
  expect(await ended).toEqual({ code: 143, signal: null });
});

/** Waits until a program has opened a pipe to read it, and keeps it from the end of the pipe until the test is over. */
async function untilRead(path: string): Promise<void> {
  const pipe = await until('a reader of the pipe', 240_000, () =>
    // without a reader it cannot be opened (ENXIO)
    open(path, constants.O_WRONLY | constants.O_NONBLOCK).catch(() => undefined),
  );
  onTestFinished(() => pipe.close());
}

/** Writes to a pipe in a separate process, because opening a pipe waits for its reader. */
function startWriter(path: string, data: string): void {
  const child = spawn('tee', [path], { stdio: ['pipe', 'ignore', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  child.stdin.end(data);
}

/** Reads a pipe in a separate process; returns what it has read. */
async function startReader(path: string): Promise<string> {
  const child = spawn('cat', [path], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [data] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return data;
}

// from util-linux: it runs a command in a terminal
const SCRIPT = '/usr/bin/script';

describe('an output file that is a terminal', () => {
  it.runIf(existsSync(SCRIPT))('gets no control characters', () => {
    // standard error goes elsewhere: a run that takes longer than 200 ms draws its progress line there
    const query = `"${process.execPath}" "${PROGRAM}" query --format csv --output /dev/stdout "SELECT chr(27) AS a" 2> /dev/null`;
    const shown = execFileSync(SCRIPT, ['-qec', query, '/dev/null'], {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, ...env },
    });
    expect(shown).toBe('a\r\n\ufffd\r\n');
  });
});
