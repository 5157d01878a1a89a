import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { lakeOf } from '../../helpers/ask.ts';
import { until } from '../../helpers/deadline.ts';
import { EXAMPLE } from '../../helpers/example-lake.ts';
import { PROGRAM, runCli } from '../../helpers/run-cli.ts';
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
  it('waits for SQL that comes slowly, and in pieces', async () => {
    const { child, ended, printed } = startCli(['query', '--format', 'csv'], { cwd, env, stdin: 'pipe' });
    // by then the program has tried to read
    await pause(1500);
    child.stdin?.write('SELECT 1 AS a');
    await pause(300);
    child.stdin?.end(', 2 AS b');
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(printed.stdout).toBe('a,b\n1,2\n');
  });

  it('takes SQL and tables from named pipes', async () => {
    const asked = startCli(['query', '--format', 'csv', '-f', 'pipe'], { cwd, env });
    startWriter(join(cwd, 'pipe'), 'SELECT 7 AS n');
    await asked.ended;
    expect(asked.printed.stdout).toBe('n\n7\n');
    const joined = startCli(['query', '--format', 'csv', '--with', 't=pipe', 'SELECT a FROM t'], {
      cwd,
      env,
    });
    startWriter(join(cwd, 'pipe'), 'a,b\n1,2\n');
    await joined.ended;
    expect(joined.printed.stdout).toBe('a\n1\n');
  });

  it.each([
    ['SQL', ['query', '-f', 'pipe']],
    ['a table', ['query', '--with', 't=pipe', 'SELECT 1']],
    ['standard input', ['query']],
  ])('that waits for %s in a pipe ends with a signal, and leaves nothing', async (_, args) => {
    const { child, ended } = startCli(args, { cwd, env, stdin: 'pipe' });
    await pause(1500);
    child.kill('SIGTERM');
    expect(await ended).toEqual({ code: 143, signal: null });
    expect(readdirSync(env['TMPDIR'] ?? '')).toEqual([]);
  });

  it('does not wait for a reader of its output', async () => {
    const refused = runCli(['query', '--output', 'pipe', 'SELECT 1 AS n'], { cwd, env });
    expect(refused).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('nobody reads from this pipe'),
    });
    const reader = startReader(join(cwd, 'pipe'));
    await until('it is written', 240_000, async () => {
      return (
        runCli(['query', '--format', 'csv', '--output', 'pipe', 'SELECT 1 AS n'], { cwd, env }).status === 0
      );
    });
    expect(await reader).toBe('n\n1\n');
  });
});

/** Writes to a pipe from a process of its own: opening one waits for its reader. */
function startWriter(path: string, written: string): void {
  const child = spawn('tee', [path], { stdio: ['pipe', 'ignore', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  child.stdin.end(written);
}

/** What a `cat` reads. */
async function startReader(path: string): Promise<string> {
  const child = spawn('cat', [path], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [read] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return read;
}

// from util-linux: it makes a terminal
const SCRIPT = '/usr/bin/script';

describe('a file that is a terminal', () => {
  it.runIf(existsSync(SCRIPT))('gets no control characters', () => {
    const query = `"${process.execPath}" "${PROGRAM}" query --format csv --output /dev/stdout "SELECT chr(27) AS a"`;
    const shown = execFileSync(SCRIPT, ['-qec', query, '/dev/null'], {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, ...env },
    });
    expect(shown).toBe('a\r\n\ufffd\r\n');
  });
});
