import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sharedFolder } from '../../helpers/ask.ts';
import { EXAMPLE } from '../../helpers/example-lake.ts';
import { childEnvironment, PROGRAM } from '../../helpers/run-cli.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

const lake = sharedFolder(EXAMPLE);

/** Starts a server as a user would, in a process of its own. */
function start(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, [PROGRAM, 'serve', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: childEnvironment(env),
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** The first line that a server prints, and then its exit code after a signal. */
async function running(args: readonly string[], env?: Record<string, string>) {
  const child = start(['--lake', lake(), '--port', '0', ...args], env);
  const stderr = text(child.stderr!);
  const [line] = (await once(createInterface(child.stdout!), 'line')) as [string];
  const stop = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    const [code] = await once(child, 'exit');
    return code;
  };
  return { line, stderr, stop };
}

describe('serve', () => {
  it('prints an address with a token in its fragment, answers there, and ends with Ctrl-C', async () => {
    const { line, stop, stderr } = await running([]);
    const [, url = '', token = ''] = /^page: +(http:\/\/127\.0\.0\.1:\d+)\/#t=([\w-]{32})$/.exec(line) ?? [];
    const page = await fetch(url);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    for (const script of ['/page.js', '/worker.js', '/page.css'])
      expect((await (await fetch(url + script)).text()).length).toBeGreaterThan(0);
    const asked = (authorization: string) =>
      fetch(`${url}/ask`, {
        method: 'POST',
        headers: { authorization },
        body: JSON.stringify({ sql: 'SELECT count(*) FROM files' }),
      });
    expect((await asked('Bearer x')).status).toBe(401);
    expect(await (await asked(`Bearer ${token}`)).json()).toMatchObject({ rows: [['10']] });
    expect(await stop('SIGINT')).toBe(130);
    expect(await stderr).toBe('');
  });

  it('prints JSON for programs, takes a token from the environment, and ends with SIGTERM', async () => {
    const { line, stop } = await running(['--json'], { FITS_TOKEN: 'chosen-by-the-user' });
    expect(JSON.parse(line)).toEqual({
      page: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/#t=chosen-by-the-user$/),
    });
    expect(await stop('SIGTERM')).toBe(143);
  });

  it('says what becomes visible to whom', async () => {
    const { line, stop, stderr } = await running(['--host', '0.0.0.0', '--public', '--files']);
    expect(line).toMatch(/^page: +http:\/\/localhost:\d+\/$/);
    await stop('SIGINT');
    expect(await stderr).toContain('everybody who reaches 0.0.0.0 can see all headers');
    expect(await stderr).toContain('/data/archive');
  });

  it('names a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const child = start(['--lake', lake(), '--port', String(port)]);
    const stderr = text(child.stderr!);
    expect((await once(child, 'exit'))[0]).toBe(1);
    expect(await stderr).toContain(`127.0.0.1 port ${port}: another program listens there`);
  });

  it('needs a lake', async () => {
    const child = start(['--lake', `${tempFolder()}/none`, '--port', '0']);
    const stderr = text(child.stderr!);
    expect((await once(child, 'exit'))[0]).toBe(1);
    expect(await stderr).toContain('there is no lake');
  });
});
