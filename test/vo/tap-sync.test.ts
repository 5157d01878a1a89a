import { describe, expect, it } from 'vitest';
import type { Asker } from '../../lib/engines/asker.ts';
import { QuestionEnded } from '../../lib/engines/asker.ts';
import { BASE, query, voInProcess } from './in-process.ts';

const { ask, service } = voInProcess();

describe('synchronous queries', () => {
  it('answer as VOTable, CSV or TSV', async () => {
    const adql = "SELECT object, exptime, date_obs FROM files WHERE object = 'M31'";
    const votable = await ask(query(adql));
    expect(votable.headers.get('content-type')).toBe('application/x-votable+xml');
    expect(await votable.text()).toContain(
      '<TR><TD>M31</TD><TD>120</TD><TD>2024-09-12T23:41:07.123</TD></TR>',
    );
    expect(await (await ask(query(adql, '&FORMAT=csv'))).text()).toBe(
      'object,exptime,date_obs\nM31,120,2024-09-12T23:41:07.123\n',
    );
    const tsv = await ask(query(adql, '&responseformat=text/tab-separated-values&format=csv'));
    expect(await tsv.text()).toContain('M31\t120\t2024');
  });
  it('are cut by MAXREC, and say so', async () => {
    const adql = 'SELECT object FROM files';
    const rows = async (more: string) => {
      const text = await (await ask(query(adql, more))).text();
      return [text.match(/<TR>/g)?.length ?? 0, text.includes('value="OVERFLOW"')];
    };
    expect(await rows('&MAXREC=2')).toEqual([2, true]);
    expect(await rows('&MAXREC=0')).toEqual([0, true]);
    expect(await rows('&MAXREC=1000')).toEqual([10, false]);
    expect(await rows('')).toEqual([10, false]);
    expect(await service({ limits: { rows: 3 } })(query(adql)).then((found) => found.text())).toContain(
      'OVERFLOW',
    );
  });
  it('carry units, UCDs, footprints and the links of their rows', async () => {
    const text = await (
      await ask(query('SELECT s_ra AS alpha, s_region, obs_publisher_did FROM obscore'))
    ).text();
    expect(text).toMatch(/<FIELD name="alpha" datatype="double" unit="deg" ucd="pos.eq.ra"/);
    expect(text).toMatch(/<FIELD name="s_region"[^>]* xtype="adql:REGION"/);
    expect(text).toContain('<FIELD ID="datalink_id" name="obs_publisher_did"');
    expect(text).toContain(`value="${BASE}datalink/links"`);
  });
  it.each<[string, string, number, RegExp]>([
    [
      'a wrong query',
      query('SELECT nothing FROM files'),
      400,
      /there is no column nothing \(line 1, column 8\)/,
    ],
    ['no query', 'tap/sync', 400, /QUERY is missing/],
    ['another language', query('SELECT 1 FROM files', '&LANG=PQL'), 400, /LANG is "PQL"/],
    ['another request', query('SELECT 1 FROM files', '&REQUEST=doNothing'), 400, /REQUEST is "doNothing"/],
    ['an unknown format', query('SELECT 1 FROM files', '&FORMAT=xls'), 400, /no format "xls"/],
    ['a wrong number', query('SELECT 1 FROM files', '&MAXREC=-1'), 400, /MAXREC is "-1"/],
    ['what an engine refuses', query('SELECT object, COUNT(*) FROM files'), 400, /GROUP BY/],
    [
      'what fails while it runs',
      query("SELECT CAST(object AS INTEGER) FROM files WHERE object = 'M31'"),
      400,
      /M31/,
    ],
    ['another resource', 'tap/nothing', 404, /nothing at nothing/],
    ['another job', 'tap/async/1', 404, /no job/],
    ['an unknown table', 'tap/tables/nothing', 404, /no such table/],
  ])('%s is refused as a VOTable', async (_, path, status, why) => {
    const response = await ask(path);
    expect(response.status).toBe(status);
    const text = await response.text();
    expect(text).toContain('<INFO name="QUERY_STATUS" value="ERROR">');
    expect(text).toMatch(why);
  });
  it.each([
    [{ kind: 'busy', waiting: 3 }, 503],
    [{ kind: 'time', milliseconds: 1000 }, 400],
    [{ kind: 'memory', bytes: 1e9 }, 400],
  ] as const)('%j', async (reason, status) => {
    const asker: Asker = () => Promise.reject(new QuestionEnded(reason));
    expect((await service({ asker })(query('SELECT 1 FROM files'))).status).toBe(status);
  });
  it('an error behind the first rows is at the end of the VOTable', async () => {
    const asker: Asker = async () => ({
      columns: [{ name: 'c1', type: 'integer' }],
      pieces: (async function* () {
        yield [[1]];
        throw new QuestionEnded({ kind: 'time', milliseconds: 1000 });
      })(),
    });
    const text = await (await service({ asker })(query('SELECT hdu FROM hdus'))).text();
    expect(text).toMatch(
      /<TD>1<\/TD>[\s\S]*<INFO name="QUERY_STATUS" value="ERROR">.*longer than 1 s<\/INFO>\n<\/RESOURCE>/,
    );
  });
});
