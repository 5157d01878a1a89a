import { describe, expect, it } from 'vitest';
import { form, multipart, query, voInProcess } from './in-process.ts';

const { ask } = voInProcess();

const FORM = 'application/x-www-form-urlencoded';
const posted = (body: string, type = FORM): RequestInit => ({
  method: 'POST',
  body,
  headers: { 'content-type': type },
});
const part = (name: string): string => `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n1\r\n`;

describe('too much is refused before it is parsed', () => {
  it.each<[string, RequestInit, number, RegExp]>([
    [
      'a query',
      form({ QUERY: `SELECT ${' '.repeat(100_000)}1 FROM files` }),
      400,
      /QUERY has 100019 characters; .* 100000 /,
    ],
    ['a query of 16 MB', posted(`QUERY=${'a'.repeat(16_000_000)}`), 413, /longer than 1000000 bytes/],
    [
      'a query of 16 MB in parts',
      multipart({ QUERY: 'a'.repeat(16_000_000) }),
      413,
      /longer than 1000000 characters/,
    ],
    ['parameters', posted('a=&'.repeat(300_000)), 413, /more than 1000 parameters/],
    [
      'parts',
      posted(`${part('a').repeat(300_000)}--b--\r\n`, 'multipart/form-data; boundary=b'),
      413,
      /more than 1000 parameters/,
    ],
  ])('%s', async (_, init, status, why) => {
    const response = await ask('tap/sync', init);
    expect([response.status, await response.text()]).toEqual([status, expect.stringMatching(why)]);
  });
  it.each(['-1', '1e99', '0x10', 'NaN', '1.5', '99999999999999999999', '1;2'])(
    'MAXREC=%s',
    async (number) => {
      const response = await ask(query('SELECT hdu FROM hdus', `&MAXREC=${number}`));
      expect([response.status, await response.text()]).toEqual([
        400,
        expect.stringContaining(`MAXREC is "${number}"`),
      ]);
    },
  );
});
