import { SaxesParser } from 'saxes';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LIMITS } from '../../lib/vo/service-options.ts';
import { readVotable } from '../../lib/vo/votable/read-votable.ts';
import { lakeOf } from '../helpers/ask.ts';
import { fileWithObject } from '../helpers/small-lake.ts';
import { startVoServer } from './vo-server.ts';

const VALUES = [
  ']]>',
  '<script>alert(1)</script>',
  '&amp;&#0;&lol;',
  `"'`,
  '=HYPERLINK("http://x")',
  '-->',
  '\u0001\u001b[31m\u007f',
  '\ufffe\uffff',
  '\u2028\ud83d\ude00',
  'a\tb',
  'a,b;c',
];

/** What XML can hold: control characters and U+FFFE and U+FFFF are not among it. */
const inXml = (text: string): string =>
  text.replace(/(?!\t)\p{Cc}|\ufffe|\uffff/gu, (it) => (it === '\x7f' ? it : '\ufffd'));

async function served() {
  const files = VALUES.map((value, at) => fileWithObject(`n/${String(at).padStart(2, '0')}`, value));
  const server = await startVoServer(lakeOf(...files));
  onTestFinished(server.close);
  return async (adql: string, format = 'votable'): Promise<string> => {
    const query = new URLSearchParams({ QUERY: adql, FORMAT: format });
    return (await fetch(`${server.base}tap/sync?${query}`)).text();
  };
}

describe('values of hostile headers', () => {
  it('stay text in VOTable, CSV and TSV', async () => {
    const ask = await served();
    const adql = 'SELECT object FROM files ORDER BY source_key';
    const votable = Buffer.from(await ask(adql));
    const limits = { mostRows: LIMITS.uploadRows, mostValues: LIMITS.uploadValues, pause: async () => {} };
    expect((await readVotable(votable, 'it', limits)).rows.flat()).toEqual(VALUES.map(inXml));
    const csv = (await ask(adql, 'csv')).trim().split('\n').slice(1);
    expect(csv.map((line) => line.replace(/^"(.*)"$/, '$1').replaceAll('""', '"'))).toEqual(VALUES);
    const tsv = (await ask(adql, 'tsv')).trim().split('\n').slice(1);
    // a value with a tab is in quotes
    expect(tsv.filter((line) => line.includes('\t'))).toEqual(['"a\tb"']);
    expect(tsv.length).toBe(VALUES.length);
  });

  it('stay text in errors', async () => {
    const ask = await served();
    for (const value of VALUES) {
      const error = await ask(`SELECT "x${value.replaceAll('"', '""')}" FROM files`);
      new SaxesParser().write(error).close();
      expect(error).toContain('there is no column x');
    }
  });
});
