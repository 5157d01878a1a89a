import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lakeOf } from '../../helpers/ask.ts';
import { until } from '../../helpers/deadline.ts';
import { EXAMPLE } from '../../helpers/example-lake.ts';
import { primary } from '../../helpers/fits.ts';
import { hold } from '../../helpers/hold.ts';
import { type Running, startCli } from '../../helpers/running.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

/** The exit codes of the signals. `interrupt.test.ts` tests each signal; here, each kind of run ends by one of them. */
const CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
type Signal = keyof typeof CODES;

/** A query that runs for hours, and writes gigabytes of temporary files if it has little memory. */
const ENDLESS = 'SELECT * FROM range(10000000000) ORDER BY hash(range)';

const PATIENCE = 240_000;

/** A folder to run in, with its own folder for temporary files. */
function place() {
  const cwd = tempFolder();
  const temporary = `${cwd}/tmp`;
  mkdirSync(temporary);
  const spilled = (): string[] =>
    readdirSync(temporary).flatMap((folder) => readdirSync(`${temporary}/${folder}`));
  return { cwd, temporary, spilled, env: { TMPDIR: temporary } };
}

/** The program ends with an exit code, rather than by the signal, and prints nothing. */
async function expectEnd({ child, ended, printed }: Running, signal: Signal) {
  child.kill(signal);
  expect(await ended).toEqual({ code: CODES[signal], signal: null });
  expect(printed.stderr).toBe('');
}

describe('a signal ends a run with its exit code, and leaves nothing behind:', () => {
  it.each<[string, Signal]>([
    ['csv', 'SIGHUP'],
    ['parquet', 'SIGINT'],
  ])('a query that writes %s and has temporary files (%s)', async (format, signal) => {
    const { cwd, temporary, spilled, env } = place();
    const lake = lakeOf(...EXAMPLE);
    const running = startCli(
      ['query', '--lake', lake, '--memory', '64MB', '--output', `out.${format}`, ENDLESS],
      { cwd, env },
    );
    await until('there are temporary files', PATIENCE, async () => spilled().length > 0);
    expect(statSync(`${temporary}/${readdirSync(temporary)[0]}`).mode & 0o777).toBe(0o700);
    await expectEnd(running, signal);
    expect(readdirSync(temporary)).toEqual([]);
    expect(readdirSync(cwd)).toEqual(['tmp']);
  });

  it('a query whose output is not read (SIGTERM)', async () => {
    const { cwd, temporary, env } = place();
    const running = startCli(
      ['query', '--lake', lakeOf(...EXAMPLE), '--format', 'csv', 'SELECT range FROM range(100000000)'],
      { cwd, env, read: false },
    );
    // the pipe is full, and the program waits for its reader
    await until('something is printed', PATIENCE, async () => running.child.stdout?.readableLength !== 0);
    await expectEnd(running, 'SIGTERM');
    expect(readdirSync(temporary)).toEqual([]);
  });

  it.each<[string, Signal]>([
    ['query', 'SIGTERM'],
    ['status', 'SIGINT'],
  ])('%s that waits for the cache (%s)', async (verb, signal) => {
    const { cwd, temporary, env } = place();
    const lake = lakeOf(...EXAMPLE);
    const held = await hold(lake, 'write');
    const running = startCli([verb, '--lake', lake, ...(verb === 'query' ? ['SELECT 1'] : [])], { cwd, env });
    await until('the program waits', PATIENCE, async () => readdirSync(temporary).length > 0);
    await expectEnd(running, signal);
    expect(readdirSync(temporary)).toEqual([]);
    await held.release();
  });

  it('header that waits for a server (SIGHUP)', async () => {
    const { cwd, env } = place();
    const server = createServer(() => {}).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const connected = once(server, 'connection');
    const running = startCli(
      [
        'header',
        '--no-sign-request',
        '--region',
        'us-east-1',
        '--endpoint-url',
        `http://127.0.0.1:${port}`,
        's3://my-bucket/k',
      ],
      { cwd, env },
    );
    await connected;
    await expectEnd(running, 'SIGHUP');
  });

  it.each([1, 2])('ingest (threads: %i), which finishes the files in progress (SIGINT)', async (threads) => {
    const { cwd, temporary, env } = place();
    const FILES = 2000;
    for (let file = 0; file < FILES; file++) writeFileSync(`${cwd}/${file}.fits`, primary());
    const { child, ended, printed } = startCli(
      ['ingest', '--json', '--threads', String(threads), '--lake', 'lake', '.'],
      { cwd, env },
    );
    const headers = `${cwd}/lake/headers`;
    await until(
      'a file is read',
      PATIENCE,
      async () => existsSync(headers) && readdirSync(headers).length > 0,
    );
    // a terminal and the launcher send one Ctrl-C twice
    child.kill('SIGINT');
    child.kill('SIGINT');
    expect(await ended).toEqual({ code: CODES.SIGINT, signal: null });
    const report = JSON.parse(printed.stdout);
    expect(report).toMatchObject({ interrupted: true, failed: 0 });
    expect(report.new).toBeLessThan(FILES);
    const objects = readdirSync(headers, { recursive: true }).map(String);
    expect(objects.filter((name) => name.endsWith('.csv.gz')).length).toBe(report.new);
    expect(printed.stderr).toMatch(/^fits-datalake: interrupted: [^\n]*\n$/);
    expect(readdirSync(temporary)).toEqual([]);
    const left = readdirSync(`${cwd}/lake`, { recursive: true }).map(String);
    expect(left.filter((name) => /batch-|tmp\/./.test(name))).toEqual([]);
  });
});
