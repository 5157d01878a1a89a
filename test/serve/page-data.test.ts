import { describe, expect, it } from 'vitest';
import type { FileHeaders } from '../../lib/engines/overview/file-headers.ts';
import type { LakeCounts, Rows } from '../../lib/engines/overview/rows.ts';
import { servedLake, unframed } from '../helpers/served-lake.ts';

const served = servedLake(() => ['fits_data']);

interface AskReply extends Rows {
  readonly more: boolean;
}
const ask = (sql: string, more: object = {}) => served().json<AskReply>('/ask', { sql, ...more });
const first = async (sql: string): Promise<unknown> => (await ask(sql)).rows[0]?.[0];

interface ColumnsHeader {
  readonly rows: number;
  readonly version: string;
  readonly facets: { readonly name: string; readonly values: string[] }[];
  readonly bins: Record<'exptime' | 'airmass', { readonly column: string; readonly edges: number[] }>;
}
const columns = async (view?: string) => {
  const { header, blocks } = await unframed(await served().post('/data/columns', { view }));
  return { header: header as unknown as ColumnsHeader, blocks };
};

describe.each(['obscore', 'obscore_hdus'])('the columns of %s', (view) => {
  it('are those of SQL, in the order of time', async () => {
    const { header, blocks } = await columns(view);
    const { rows } = await ask(
      `SELECT s_ra, s_dec, hpx6, ${header.facets.map(({ name }) => name).join(', ')} FROM ${view}`,
    );
    expect(header.rows).toBe(rows.length);
    const found = Array.from({ length: header.rows }, (_, row) => [
      ...['ra', 'dec', 'cell'].map((name) => {
        const value = blocks[name]?.[row] ?? Number.NaN;
        return Number.isNaN(value) || (name === 'cell' && value === 65_535) ? null : value;
      }),
      ...header.facets.map(({ name, values }) => values[blocks[name]?.[row] ?? -1] ?? null),
    ]);
    const sorted = (list: readonly (readonly unknown[])[]) => list.map((row) => JSON.stringify(row)).sort();
    expect(sorted(found)).toEqual(sorted(rows));
  });

  it('have bins that count as SQL does with their edges', async () => {
    const { header, blocks } = await columns(view);
    for (const name of ['exptime', 'airmass'] as const) {
      const { column, edges } = header.bins[name];
      const counted = edges
        .slice(1)
        .map((_, bin) => (blocks[name] ?? []).filter((code) => code === bin).length);
      const { rows } = await ask(
        `SELECT ${edges
          .slice(1)
          .map((edge, bin) => `count(*) FILTER (WHERE ${column} >= ${edges[bin]} AND ${column} < ${edge})`)
          .join(', ')} FROM ${view}`,
      );
      expect(counted).toEqual(rows[0]?.map(Number));
      expect(counted.some((count) => count > 0)).toBe(true);
    }
    const starts = await ask(`SELECT t_min FROM ${view} ORDER BY t_min NULLS LAST`);
    expect([...(blocks['t_min'] ?? [])].map((time) => (Number.isNaN(time) ? null : time))).toEqual(
      starts.rows.map(([time]) => time),
    );
  });
});

describe.each(['obscore', 'obscore_hdus'])('the cells of %s', (view) => {
  it('count as SQL does, and those without a position', async () => {
    const { header, blocks } = await unframed(await served().post('/data/cells', { view }));
    // the block ends at a multiple of eight bytes
    const counts = [...(blocks['cells'] ?? [])].slice(0, 49_153);
    const { rows } = await ask(`SELECT hpx6, count(*) FROM ${view} GROUP BY 1`);
    expect(header['total']).toBe(Number(await first(`SELECT count(*) FROM ${view}`)));
    expect(counts.length).toBe(49_153);
    const expected = new Map(rows.map(([cell, count]) => [Number(cell ?? 49_152), Number(count)]));
    expect(new Map(counts.flatMap((count, cell) => (count === 0 ? [] : [[cell, count]])))).toEqual(expected);
  });
});

describe('rows', () => {
  it('are those of the numbers, in that order', async () => {
    const { header } = await columns();
    const numbers = [3, 0, 1, 3];
    const body = { rows: numbers, columns: ['source_key', 't_min'], version: header.version };
    const { rows, columns: names } = await served().json<Rows>('/data/rows', body);
    expect(names.map(({ name }) => name)).toEqual(['source_key', 't_min']);
    const all = await ask('SELECT source_key, t_min FROM obscore ORDER BY t_min NULLS LAST');
    expect(rows).toEqual(numbers.map((row) => all.rows[row]));
  });

  it('have footprints as in SQL', async () => {
    const { header } = await columns();
    const all = Array.from({ length: header.rows }, (_, row) => row);
    const footprints = await served().json<[number, string | null][]>('/data/footprints', { rows: all });
    const found = footprints.filter(([, region]) => region !== null).length;
    expect(found).toBe(Number(await first('SELECT count(s_region) FROM obscore')));
    expect(found).toBeGreaterThan(3);
  });

  it.each([
    [{ rows: [17] }, 400],
    [{ rows: [-1] }, 400],
    [{ rows: [0.5] }, 400],
    [{ rows: 'all' }, 400],
    [{ rows: Array(20_001).fill(0) }, 400],
    [{ rows: [0], columns: ['1; DROP TABLE x'] }, 400],
    [{ rows: [0], view: 'files' }, 400],
    [{ rows: [0], version: 'an earlier one' }, 409],
  ])('%j are refused with %d', async (body, status) => {
    expect((await served().post('/data/rows', body)).status).toBe(status);
  });
});

describe('the header viewer', () => {
  it('has the cards that SQL has, by row and by path', async () => {
    const { rows } = await ask('SELECT path FROM obscore WHERE s_ra IS NOT NULL');
    for (const [path] of rows) {
      const file = await served().json<FileHeaders>('/data/header', { path });
      const cards = file.hdus.flatMap(({ hdu, cards }) =>
        cards.map((card) => [hdu, card.keyword, card.value]),
      );
      const expected = await ask(
        `SELECT hdu, card_name, card_value FROM headers WHERE path = '${path}' ORDER BY hdu, card_index`,
      );
      expect(cards).toEqual(expected.rows);
      expect(cards.length).toBeGreaterThan(10);
      const sources = file.hdus.flatMap(({ derived }) => derived).concat(file.derived);
      expect(sources.find(({ name }) => name === 's_ra')?.source).not.toBe('');
    }
    const { rows: byTime } = await ask('SELECT path FROM obscore ORDER BY t_min NULLS LAST LIMIT 1 OFFSET 5');
    expect((await served().json<FileHeaders>('/data/header', { row: 5 })).path).toBe(byTime[0]?.[0]);
  });

  it('shows faults, with their HDUs and bytes', async () => {
    const { rows } = await ask('SELECT path, hdu, byte, code, reason FROM faults ORDER BY path');
    for (const [path, hdu, byte, code, reason] of rows) {
      const { faults } = await served().json<FileHeaders>('/data/header', { path });
      expect(faults).toEqual([{ hdu, byte: byte === null ? null : Number(byte), code, reason }]);
    }
    expect(rows.length).toBe(2);
  });

  it('does not have files outside the lake', async () => {
    expect((await served().post('/data/header', { path: '/etc/passwd' })).status).toBe(404);
    expect((await served().post('/data/header', {})).status).toBe(400);
  });
});

describe('the state', () => {
  it('counts what SQL counts, and lists what can be asked', async () => {
    const { counts, views, queries, fresh } = await served().json<{
      counts: LakeCounts;
      fresh: boolean;
      views: { name: string; columns: { name: string }[] }[];
      queries: { name: string; sql: string }[];
    }>('/data/state');
    expect(fresh).toBe(true);
    expect(counts).toMatchObject({
      files: Number(await first('SELECT count(*) FROM files')),
      observations: Number(await first('SELECT count(*) FROM obscore')),
      faults: Number(await first('SELECT count(*) FROM faults')),
      withoutPosition: Number(await first('SELECT count(*) FROM obscore WHERE s_ra IS NULL')),
      withoutTime: Number(await first('SELECT count(*) FROM obscore WHERE t_min IS NULL')),
    });
    for (const { name, columns } of views) {
      const described = await ask(`DESCRIBE ${name}`);
      expect(columns.map((column) => column.name)).toEqual(described.rows.map(([column]) => column));
    }
    expect(queries.map(({ name }) => name)).toContain('faulty');
  });
});

describe('a target', () => {
  it('is where its observations are', async () => {
    const found = await served().json<{ ra: number; dec: number }>('/data/target', { name: 'm 33' });
    expect(found.ra).toBeCloseTo(23.462, 2);
    expect(found.dec).toBeCloseTo(30.66, 2);
  });

  it('is not found if the lake does not have it, and similar ones are named', async () => {
    const response = await served().post('/data/target', { name: "M3' OR 1=1" });
    expect(response.status).toBe(404);
    expect(await (await served().post('/data/target', { name: 'M32' })).json()).toMatchObject({
      hint: expect.stringContaining('M33'),
    });
  });
});
