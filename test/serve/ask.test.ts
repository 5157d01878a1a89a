import { describe, expect, it } from 'vitest';
import { servedLake } from '../helpers/served-lake.ts';

const served = servedLake(() => ['fits_data']);

/** It would take days, and DuckDB cannot compute it from statistics. */
const ENDLESS = 'SELECT sum(hash(a.range) % 2) FROM range(1000000000) a, range(1000000) b';

describe('typed SQL', () => {
  it('is answered, and says whether there are more rows', async () => {
    expect(await served().json('/ask', { sql: 'SELECT * FROM range(5)', maxRows: 3 })).toEqual({
      columns: [{ name: 'range', type: 'bigint' }],
      rows: [['0'], ['1'], ['2']],
      more: true,
    });
    expect(await served().json('/ask', { sql: 'SELECT * FROM range(3)', maxRows: 3 })).toMatchObject({
      more: false,
    });
  });

  it.each([
    ['SELECT count(*) FRM files', 400, { line: 1, column: 21 }],
    ['SELECT origin\nFROM files\nWHRE x', 400, { line: 3 }],
    ['SELECT gain FROM files', 400, { hint: 'keyword' }],
    ['DROP TABLE files', 400, { hint: 'write-answer' }],
    ["COPY (SELECT 1) TO '/tmp/x.csv'", 400, {}],
    ["SELECT * FROM read_text('/etc/passwd')", 400, {}],
    ["SELECT * FROM '/etc/passwd'", 400, {}],
    ["ATTACH '/tmp/x.duckdb'", 400, {}],
    ["SET memory_limit = '100GB'", 400, {}],
    ["SELECT getenv('HOME')", 400, {}],
    ['', 400, {}],
  ])('%j is refused with %d', async (sql, status, problem) => {
    const response = await served().post('/ask', { sql });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: expect.any(String), ...problem });
  });

  it('that never ends is ended, and the server goes on', async () => {
    const response = await served().post('/ask', { sql: ENDLESS, timeoutMs: 3000 });
    expect(response.status).toBe(408);
    expect(await response.json()).toMatchObject({ error: expect.stringContaining('3 s') });
    expect(await served().json('/ask', { sql: 'SELECT 42' })).toMatchObject({ rows: [[42]] });
    expect(served().errors).toEqual([]);
  });

  it('that needs too much memory is refused, and the server goes on', async () => {
    const response = await served().post('/ask', {
      sql: 'SELECT list(hash(range)) FROM range(2000000000)',
      timeoutMs: 100_000,
    });
    expect(response.status).toBe(413);
    expect(await served().json('/ask', { sql: 'SELECT 42' })).toMatchObject({ rows: [[42]] });
  });

  it('is stopped when its client goes away, and its process answers others', async () => {
    const stop = new AbortController();
    const asked = fetch(`${served().server.url}/ask`, {
      method: 'POST',
      headers: { authorization: 'Bearer the-token-of-the-tests' },
      body: JSON.stringify({ sql: ENDLESS }),
      signal: stop.signal,
    });
    setTimeout(() => stop.abort(), 100);
    await expect(asked).rejects.toThrow();
    expect(await served().json('/ask', { sql: 'SELECT 42' })).toMatchObject({ rows: [[42]] });
    expect(served().errors).toEqual([]);
  });

  it('is answered for many at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        served().json<{ rows: unknown[][] }>('/ask', { sql: `SELECT ${n}` }),
      ),
    );
    expect(answers.map(({ rows }) => rows[0]?.[0])).toEqual(Array.from({ length: 40 }, (_, n) => n));
  });

  it('can be a named query', async () => {
    const { rows } = await served().json<{ rows: unknown[][] }>('/ask', { named: 'faulty' });
    expect(rows.length).toBe(2);
    const values = { ra: '10.68', dec: '41.27', radius: '1' };
    const sql = 'SELECT :radius + 1 AS more, :ra AS ra';
    const edited = await served().json<{ rows: unknown[][] }>('/ask', { named: 'cone', values, sql });
    expect(edited.rows).toEqual([[2, 10.68]]);
    expect((await served().post('/ask', { named: 'cone' })).status).toBe(400);
    expect((await served().post('/ask', { named: '../x' })).status).toBe(404);
  });
});

describe('downloads', () => {
  const SQL = 'SELECT source_key, obs_start, t_exptime FROM obscore ORDER BY source_key';
  const download = async (format: string, sql = SQL): Promise<Response> =>
    served().post('/ask', { sql, format });

  it.each([
    ['csv', 'text/csv', 'csv', /^source_key,obs_start,t_exptime\n/],
    ['ndjson', 'application/x-ndjson', 'ndjson', /^\{"source_key":/],
    ['votable', 'application/x-votable+xml', 'vot', /<VOTABLE version="1.4"/],
    ['parquet', 'application/vnd.apache.parquet', 'parquet', /^PAR1/],
  ])('are written as %s', async (format, type, suffix, beginning) => {
    const response = await download(format);
    expect(response.headers.get('content-type')).toContain(type);
    expect(response.headers.get('content-disposition')).toContain(`.${suffix}"`);
    expect(Buffer.from(await response.arrayBuffer()).toString('latin1')).toMatch(beginning);
  });

  it('have all rows', async () => {
    const text = await (await download('csv', 'SELECT range FROM range(250000)')).text();
    expect(text.split('\n').length).toBe(250_002);
  });

  it.each(['csv', 'votable', 'parquet'])('in %s are refused as JSON is', async (format) => {
    expect((await download(format, 'SELECT nothing FROM files')).status).toBe(400);
  });

  it('are refused if there is no such format, or if it cannot hold the answer', async () => {
    expect((await download('xlsx')).status).toBe(400);
    expect((await download('votable', 'SELECT 12345678901234567890123 AS x')).status).toBe(400);
  });
});
