import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { ownNamesOf } from '../../lib/serve/addresses.ts';
import { type GuardedRequest, refuseStrangers, refuseWithoutToken } from '../../lib/serve/guard.ts';
import { servedLake, TOKEN } from '../helpers/served-lake.ts';

const NAMES = ownNamesOf('127.0.0.1', 8642);
const PLAIN: GuardedRequest = {
  path: '/',
  host: '127.0.0.1:8642',
  origin: undefined,
  authorization: undefined,
  site: undefined,
  mode: undefined,
  dest: undefined,
};

/** Changes to a plain request, and the status of the refusal. */
const CASES: readonly (readonly [Partial<GuardedRequest>, number | undefined])[] = [
  [{}, undefined],
  [{ host: 'LOCALHOST:8642' }, undefined],
  [{ host: undefined }, 421],
  [{ host: '' }, 421],
  [{ host: '127.0.0.1' }, 421],
  [{ host: '127.0.0.1:8643' }, 421],
  [{ host: 'evil.example:8642' }, 421],
  [{ host: 'localhost:8642.evil.example' }, 421],
  [{ host: '127.0.0.1:8642, 127.0.0.1:8642' }, 421],
  [{ origin: 'http://127.0.0.1:8642' }, undefined],
  [{ origin: 'http://localhost:8642' }, undefined],
  [{ origin: 'null' }, 403],
  [{ origin: '' }, 403],
  [{ origin: 'https://127.0.0.1:8642' }, 403],
  [{ origin: 'http://evil.example' }, 403],
  [{ origin: 'http://127.0.0.1:8642.evil.example' }, 403],
  [{ host: 'evil.example', origin: 'http://evil.example' }, 421],
  [{ site: 'none', mode: 'navigate', dest: 'document' }, undefined],
  [{ site: 'same-origin', mode: 'cors', dest: 'empty', path: '/ask' }, undefined],
  [{ site: 'cross-site', mode: 'navigate', dest: 'document' }, undefined],
  [{ site: 'cross-site', mode: 'navigate', dest: 'iframe' }, 403],
  [{ site: 'cross-site', mode: 'navigate', dest: 'document', path: '/tap/sync' }, 403],
  [{ site: 'cross-site', mode: 'no-cors', dest: 'script' }, 403],
  [{ site: 'same-site', mode: 'no-cors', dest: 'image' }, 403],
];

describe('the guard', () => {
  it.each(CASES)('answers %j with %j', (changes, status) => {
    expect(refuseStrangers({ ...PLAIN, ...changes }, NAMES)?.status).toBe(status);
  });

  it.each([
    ['Bearer secret', undefined],
    ['bearer secret', 401],
    ['Bearer secret ', 401],
    ['Bearer secre', 401],
    ['Bearer ', 401],
    ['', 401],
    [undefined, 401],
  ])('with the token "secret" answers %j with %j', (authorization, status) => {
    expect(refuseWithoutToken({ authorization }, { token: 'secret' })?.status).toBe(status);
  });

  it('lets everybody in without a token', () => {
    expect(refuseWithoutToken({ authorization: undefined }, { token: undefined })).toBeUndefined();
  });
});

describe('the names of a server', () => {
  const passes = (host: string, url?: string, origin?: string, at = '127.0.0.1'): boolean =>
    refuseStrangers({ ...PLAIN, host, origin }, ownNamesOf(at, 8642, url)) === undefined;
  it('are those of its address', () => {
    expect(passes('[::1]:8642', undefined, 'http://[::1]:8642', '::1')).toBe(true);
    expect(passes('127.0.0.1:8642', undefined, undefined, '::1')).toBe(false);
    expect(passes('192.0.2.1:8642', undefined, undefined, '192.0.2.1')).toBe(true);
    expect(passes('localhost:8642', undefined, undefined, '192.0.2.1')).toBe(false);
    expect(passes('127.0.0.1:8642', undefined, undefined, '0.0.0.0')).toBe(true);
    expect(passes('evil.example:8642', undefined, undefined, '0.0.0.0')).toBe(false);
  });
  it('may include that of a proxy', () => {
    const proxy = 'https://lake.example.org';
    expect(passes('lake.example.org', proxy, proxy)).toBe(true);
    expect(passes('127.0.0.1:8642', proxy, proxy)).toBe(true);
    expect(passes('lake.example.org', proxy, 'http://lake.example.org')).toBe(false);
    expect(passes('lake.example.org', undefined)).toBe(false);
  });
});

describe('a server', () => {
  const served = servedLake(() => ['fits_data/meridian']);

  /** The status of a request whose headers `fetch` would not send. */
  const statusOf = (method: string, path: string, headers: Record<string, string> = {}): Promise<number> =>
    new Promise((resolve, reject) => {
      const sent = request(served().server.url + path, { method, headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      sent.on('error', reject);
      sent.end();
    });
  const authorization = `Bearer ${TOKEN}`;

  it.each([
    ['GET', '/', {}, 200],
    ['HEAD', '/', {}, 200],
    ['GET', '/?t=1', {}, 200],
    ['POST', '/', {}, 405],
    ['GET', '/nothing', {}, 404],
    ['GET', '/ask', {}, 405],
    ['PUT', '/ask', {}, 405],
    ['DELETE', '/ask', { authorization }, 405],
    ['OPTIONS', '/ask', {}, 204],
    ['TRACE', '/ask', {}, 400],
    ['POST', '/ask', {}, 401],
    ['POST', '/ask', { authorization: 'Bearer wrong' }, 401],
    ['POST', '/ask', { authorization }, 400],
    ['POST', '/data/state', { authorization }, 200],
    ['POST', '/data/state', { authorization, host: 'evil.example' }, 421],
    ['POST', '/data/state', { authorization, origin: 'http://evil.example' }, 403],
    ['POST', '/data/columns', {}, 401],
    ['POST', '/look', {}, 401],
  ])('answers %s %s %j with %d', async (method, path, headers, status) => {
    expect(await statusOf(method, path, headers)).toBe(status);
  });

  it('sends headers that keep other sites away, with every response', async () => {
    for (const path of ['/', '/nothing', '/ask']) {
      const { headers } = await fetch(served().server.url + path);
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/);
      expect(headers.get('content-security-policy')).not.toMatch(/unsafe|http:|https:/);
      expect(headers.get('content-security-policy')).toContain("require-trusted-types-for 'script'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('access-control-allow-origin')).toBeNull();
      expect(headers.get('set-cookie')).toBeNull();
    }
  });

  it('refuses bodies that are too large or not JSON objects, and goes on', async () => {
    const { post } = served();
    expect((await post('/ask', { sql: 'x'.repeat(5_000_000) })).status).toBe(413);
    for (const body of ['{', '[]', '1', 'null', '"text"']) {
      const response = await fetch(`${served().server.url}/ask`, {
        method: 'POST',
        headers: { authorization },
        body,
      });
      expect(response.status).toBe(400);
    }
    expect((await post('/data/state', {})).status).toBe(200);
    expect(served().errors).toEqual([]);
  });

  it('closes a connection with headers that are too long', async () => {
    expect(await statusOf('GET', '/', { 'x-long': 'x'.repeat(20_000) })).toBe(431);
  });
});
