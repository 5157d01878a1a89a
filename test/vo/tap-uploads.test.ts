import { describe, expect, it } from 'vitest';
import { multipart, voInProcess } from './in-process.ts';

const { ask, service } = voInProcess();

const MINE = `<VOTABLE xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE><TABLE>
<FIELD name="Name" datatype="char" arraysize="*"/><FIELD name="ra" datatype="double" unit="deg"/>
<FIELD name="n" datatype="long"><VALUES null="-1"/></FIELD><FIELD name="when" datatype="char" arraysize="*" xtype="timestamp"/>
<DATA><TABLEDATA>
<TR><TD>it's &lt;M31&gt;</TD><TD>10.5</TD><TD>9007199254740993</TD><TD>2024-09-12T23:41:07</TD></TR>
<TR><TD>x'); DROP VIEW files; --</TD><TD>NaN</TD><TD>-1</TD><TD/></TR>
</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>`;

describe('uploaded tables', () => {
  const upload = (adql: string, content: string | Blob, more: Readonly<Record<string, string>> = {}) =>
    ask('tap/sync', multipart({ QUERY: adql, UPLOAD: 'mine,param:t1', FORMAT: 'csv', t1: content, ...more }));
  const file = (text: string): Blob => new Blob([text], { type: 'application/x-votable+xml' });

  it.each([
    ['a file', file(MINE)],
    ['a field', MINE],
  ])('come as %s', async (_, content) => {
    const response = await upload('SELECT * FROM TAP_UPLOAD.mine ORDER BY ra', content);
    expect(await response.text()).toBe(
      `Name,ra,n,when\nit's <M31>,10.5,9007199254740993,2024-09-12T23:41:07\nx'); DROP VIEW files; --,,,\n`,
    );
  });
  it('can be joined with the lake, and keep units', async () => {
    const adql = 'SELECT m.ra, o.target_name FROM tap_upload.MINE m JOIN obscore o ON ABS(m.ra - o.s_ra) < 1';
    const text = await (await upload(adql, file(MINE), { FORMAT: 'votable' })).text();
    expect(text).toContain('<TD>10.5</TD><TD>M31</TD>');
    expect(text).toContain('<FIELD name="ra" datatype="double" unit="deg"/>');
  });
  it('may have no rows', async () => {
    const empty = MINE.replace(/<TR>[\s\S]*<\/TR>/, '');
    expect(await (await upload('SELECT COUNT(*) AS n FROM tap_upload.mine', file(empty))).text()).toBe(
      'n\n0\n',
    );
  });
  it.each<[string, string, string, RegExp]>([
    ['a URL', 'mine,http://127.0.0.1/secret', MINE, /this service fetches nothing/],
    ['a file of the server', 'mine,file:///etc/passwd', MINE, /this service fetches nothing/],
    ['a missing part', 'mine,param:other', MINE, /no part "other"/],
    ['a wrong name', '1,param:t1', MINE, /NAME,param:PART/],
    [
      'too many of them',
      Array.from({ length: 11 }, (_, at) => `t${at},param:t1`).join(';'),
      MINE,
      /at most 10 uploaded tables/,
    ],
    ['the same name twice', 'a,param:t1;A,param:t1', MINE, /same name/],
    ['what is not XML', 'mine,param:t1', 'name,ra', /not a VOTable/],
    [
      'an external entity',
      'mine,param:t1',
      `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${MINE.replace('10.5', '&e;')}`,
      /cannot have a DOCTYPE/,
    ],
    [
      'another address for its data',
      'mine,param:t1',
      MINE.replace(/<TABLEDATA>[\s\S]*<\/TABLEDATA>/, '<BINARY><STREAM href="http://x/"/></BINARY>'),
      /another address/,
    ],
    [
      'text as a number',
      'mine,param:t1',
      MINE.replace('10.5', 'ten'),
      /"ten" in the uploaded column ra is not a number/,
    ],
    ['a row that is too short', 'mine,param:t1', MINE.replace('<TD/>', ''), /fewer cells/],
  ])('%s is refused', async (_, UPLOAD, content, why) => {
    const response = await upload('SELECT * FROM TAP_UPLOAD.mine', file(content), { UPLOAD });
    expect([400, 413]).toContain(response.status);
    expect(await response.text()).toMatch(why);
  });
  it('have limited values and bytes, all together', async () => {
    const small = service({ limits: { uploadValues: 10 } });
    const adql = 'SELECT * FROM tap_upload.a';
    const both = { QUERY: adql, UPLOAD: 'a,param:t1;b,param:t1', t1: file(MINE) };
    const response = await small('tap/sync', multipart(both));
    expect([response.status, await response.text()]).toEqual([
      413,
      expect.stringContaining('too many values'),
    ]);
    const large = { QUERY: adql, UPLOAD: 'a,param:t1;b,param:t1', t1: file(MINE + ' '.repeat(11_000_000)) };
    const twice = await ask('tap/sync', multipart(large));
    expect([twice.status, await twice.text()]).toEqual([413, expect.stringContaining('20000000 bytes')]);
  });
  it('do not keep others waiting while they are read', async () => {
    const order: string[] = [];
    const note = (name: string) => (response: Response) => order.push(`${name} ${response.status}`);
    const slow = upload(
      'SELECT * FROM tap_upload.mine',
      file(`<VOTABLE>${'<a/>'.repeat(1_000_000)}</VOTABLE>`),
    );
    const another = upload('SELECT * FROM tap_upload.mine', file(MINE)).then(note('upload'));
    // the request is parsed when others are answered again
    for (let turns = 0; turns < 50; turns++) await new Promise((resolve) => setImmediate(resolve));
    const quick = ask('tap/availability').then(note('availability'));
    await Promise.all([slow.then(note('large upload')), quick, another]);
    expect(order).toEqual(['availability 200', 'large upload 400', 'upload 200']);
  });
  it('have a limited number of fields', async () => {
    const fields = Array.from({ length: 1001 }, (_, at) => `<FIELD name="f${at}" datatype="int"/>`).join('');
    const content = `<VOTABLE><RESOURCE><TABLE>${fields}</TABLE></RESOURCE></VOTABLE>`;
    const response = await upload('SELECT * FROM TAP_UPLOAD.mine', file(content));
    expect(response.status).toBe(413);
    expect(await response.text()).toMatch(/more than 1000 fields/);
  });
  it('have a limited number of rows and bytes', async () => {
    const small = service({ limits: { uploadRows: 1 } });
    const fields = { QUERY: 'SELECT * FROM tap_upload.mine', UPLOAD: 'mine,param:t1', t1: file(MINE) };
    expect((await small('tap/sync', multipart(fields))).status).toBe(413);
    let sent = 0;
    const endless = new ReadableStream({
      pull: (controller) => {
        sent += 1_000_000;
        controller.enqueue(new Uint8Array(1_000_000));
      },
    });
    const init = { method: 'POST', body: endless, duplex: 'half', headers: { 'content-type': 'text/plain' } };
    expect((await ask('tap/sync', init as RequestInit)).status).toBe(413);
    expect(sent).toBeLessThan(30_000_000);
  });
});
