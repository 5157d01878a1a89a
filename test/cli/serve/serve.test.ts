import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { sharedFolder } from '../../helpers/ask.ts';
import { EXAMPLE } from '../../helpers/example-lake.ts';
import { fakeS3 } from '../../helpers/fake-s3.ts';
import { header } from '../../helpers/fits.ts';
import { freePort } from '../../helpers/free-port.ts';
import { runMain } from '../../helpers/run-main.ts';
import { unframed } from '../../helpers/served-lake.ts';
import { serving, startServe } from '../../helpers/serving.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

const lake = sharedFolder(EXAMPLE);

const running = (args: readonly string[], env: Record<string, string> = {}) =>
  serving(['--lake', lake(), '--port', '0', ...args], { env });

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
    expect(await stderr).toContain('anyone who can reach 0.0.0.0 can see all headers');
    expect(await stderr).toContain('/data/archive');
  });

  it('names a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const child = startServe(['--lake', lake(), '--port', String(port)]);
    const stderr = text(child.stderr!);
    expect((await once(child, 'exit'))[0]).toBe(1);
    expect(await stderr).toContain(`127.0.0.1 port ${port}: another program is listening there`);
  });

  it('goes on if nobody reads its addresses', async () => {
    const port = await freePort();
    const child = startServe(['--lake', lake(), '--port', String(port), '--public', '--vo']);
    child.stdout!.destroy();
    const answer = () => fetch(`http://127.0.0.1:${port}/tap/availability`).then(({ status }) => status);
    await vi.waitFor(async () => expect(await answer()).toBe(200), { timeout: 120_000, interval: 100 });
    child.kill('SIGTERM');
    expect((await once(child, 'exit'))[0]).toBe(143);
  });

  it('needs a lake', async () => {
    const child = startServe(['--lake', `${tempFolder()}/none`, '--port', '0']);
    const stderr = text(child.stderr!);
    expect((await once(child, 'exit'))[0]).toBe(1);
    expect(await stderr).toContain('there is no lake');
  });

  it('draws images that are in S3, from a few ranged reads', async () => {
    const s3 = await fakeS3();
    const [width, height] = [4000, 2000];
    const head = header([
      'SIMPLE  = T',
      'BITPIX  = 16',
      'NAXIS   = 2',
      `NAXIS1  = ${width}`,
      `NAXIS2  = ${height}`,
    ]);
    const data = Buffer.alloc(Math.ceil((2 * width * height) / 2880) * 2880);
    for (let row = 0; row < height; row++) data.writeInt16BE(row, row * 2 * width);
    s3.put('archive', 'n1/a.fits', Buffer.concat([head, data]));
    const folder = `${tempFolder()}/lake`;
    const ingested = await runMain(['ingest', '--lake', folder, 's3://archive'], { env: s3.env });
    expect(ingested).toMatchObject({ status: 0 });
    const { line, stop } = await serving(['--lake', folder, '--port', '0', '--public', '--json'], {
      env: s3.env,
    });
    s3.requests.length = 0;
    const look = (path: string) =>
      fetch(`${JSON.parse(line).page}look`, { method: 'POST', body: JSON.stringify({ path, width: 100 }) });
    const response = await look('s3://archive/n1/a.fits');
    expect(response.status).toBe(200);
    const { header: found } = await unframed(response);
    expect(found).toMatchObject({
      kind: 'image',
      width: 100,
      height: 50,
      reads: 50,
      bytesRead: 50 * 2 * width,
    });
    expect(s3.requests).toEqual(Array(50).fill('get n1/a.fits'));
    expect((await look('s3://archive/n1/other.fits')).status).toBe(404);
    s3.put('archive', 'n1/a.fits', Buffer.concat([head, data.fill(1)]));
    const changed = await look('s3://archive/n1/a.fits');
    expect((await unframed(changed)).header).toMatchObject({
      kind: 'none',
      reason: expect.stringContaining('has changed'),
    });
    expect(await stop('SIGINT')).toBe(130);
  });
});
