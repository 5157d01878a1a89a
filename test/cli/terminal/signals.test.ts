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

const SIGNALS = [
  ['SIGHUP', 129],
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const;

/** Runs for hours, and writes gigabytes of temporary files if it has little memory. */
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

/** Ends silently, with its exit code rather than by the signal. */
async function expectEnd({ child, ended, printed }: Running, signal: NodeJS.Signals, code: number) {
  child.kill(signal);
  expect(await ended).toEqual({ code, signal: null });
  expect(printed.stderr).toBe('');
}

describe.each(SIGNALS)('%s ends with %d and leaves nothing behind:', (signal, code) => {
  it.each(['csv', 'parquet'])('a query that writes %s, and has temporary files', async (format) => {
    const { cwd, temporary, spilled, env } = place();
    const lake = lakeOf(...EXAMPLE);
    const running = startCli(
      ['query', '--lake', lake, '--memory', '64MB', '--output', `out.${format}`, ENDLESS],
      { cwd, env },
    );
    await until('there are temporary files', PATIENCE, async () => spilled().length > 0);
    expect(statSync(`${temporary}/${readdirSync(temporary)[0]}`).mode & 0o777).toBe(0o700);
    await expectEnd(running, signal, code);
    expect(readdirSync(temporary)).toEqual([]);
    expect(readdirSync(cwd)).toEqual(['tmp']);
  });

  it('a query whose output nobody reads', async () => {
    const { cwd, temporary, env } = place();
    const running = startCli(
      ['query', '--lake', lakeOf(...EXAMPLE), '--format', 'csv', 'SELECT range FROM range(100000000)'],
      { cwd, env, read: false },
    );
    // the pipe is full then, and the program waits for its reader
    await until('something is printed', PATIENCE, async () => running.child.stdout?.readableLength !== 0);
    await expectEnd(running, signal, code);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it.each(['query', 'status'])('%s that waits for the cache', async (verb) => {
    const { cwd, temporary, env } = place();
    const lake = lakeOf(...EXAMPLE);
    const held = await hold(lake, 'write');
    const running = startCli([verb, '--lake', lake, ...(verb === 'query' ? ['SELECT 1'] : [])], { cwd, env });
    await until('the program waits', PATIENCE, async () => readdirSync(temporary).length > 0);
    await expectEnd(running, signal, code);
    expect(readdirSync(temporary)).toEqual([]);
    await held.release();
  });

  it('header that waits for a server', async () => {
    const { cwd, env } = place();
    const server = createServer(() => {}).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const asked = once(server, 'connection');
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
    await asked;
    await expectEnd(running, signal, code);
  });

  it('ingest, which finishes the files in progress and says so', async () => {
    const { cwd, temporary, env } = place();
    const FILES = 3000;
    for (let file = 0; file < FILES; file++) writeFileSync(`${cwd}/${file}.fits`, primary());
    const { child, ended, printed } = startCli(['ingest', '--json', '--lake', 'lake', '.'], { cwd, env });
    const headers = `${cwd}/lake/headers`;
    await until(
      'a file is read',
      PATIENCE,
      async () => existsSync(headers) && readdirSync(headers).length > 0,
    );
    // as a terminal and the launcher do together, for one Ctrl-C
    child.kill(signal);
    child.kill(signal);
    expect(await ended).toEqual({ code, signal: null });
    expect(JSON.parse(printed.stdout)).toMatchObject({ interrupted: true, failed: 0 });
    expect(printed.stderr).toMatch(/^fits-datalake: interrupted: finishing the files in progress; /);
    expect(readdirSync(temporary)).toEqual([]);
    const left = readdirSync(`${cwd}/lake`, { recursive: true }).map(String);
    expect(left.filter((name) => /batch-|tmp\/./.test(name))).toEqual([]);
  });
});
