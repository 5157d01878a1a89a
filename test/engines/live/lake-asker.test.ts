import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../../../lib/engines/answer.ts';
import { QuestionEnded } from '../../../lib/engines/asker.ts';
import { gate } from '../../../lib/engines/live/gate.ts';
import { type LakeAsker, lakeAsker } from '../../../lib/engines/live/lake-asker.ts';
import { QueryRefused } from '../../../lib/engines/query-refused.ts';
import { sharedFolder } from '../../helpers/ask.ts';
import { EXAMPLE } from '../../helpers/example-lake.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

const ENDLESS = 'SELECT sum(hash(a.range) % 2) FROM range(1000000000) a, range(1000000) b';

const folder = sharedFolder(EXAMPLE);
const open = (more: Partial<Parameters<typeof lakeAsker>[0]> = {}): LakeAsker =>
  lakeAsker({
    settings: { lake: folder(), keywords: [], limits: { memory: 200_000_000 }, processMemory: 1_500_000_000 },
    processes: 2,
    waiting: 3,
    timeoutMs: 60_000,
    gate: gate(),
    ...more,
  });
let asker: LakeAsker;
beforeAll(() => {
  asker = open();
});
afterAll(() => asker.close());

const rows = async (sql: string, more: object = {}) => rowsOf(await asker.ask({ sql, ...more }));

describe('an asker of a local lake', () => {
  it('answers with the columns, types and values of the lake', async () => {
    const { columns, pieces } = await asker.ask({
      sql: `SELECT object, exptime, date_obs, CAST(size AS hugeint) AS big, [1, 2] AS list, {'a': NULL} AS struct
        FROM files WHERE source_key LIKE '%m31-r.fits'`,
    });
    expect(columns.map(({ type }) => type)).toEqual([
      'text',
      'double',
      'timestamp',
      'bigint',
      'text',
      'text',
    ]);
    expect(await rowsOf({ columns, pieces })).toEqual([
      ['M31', 120, '2024-09-12 23:41:07.123', 5760n, [1, 2], { a: null }],
    ]);
  });

  it('gives no more rows than wanted, and is then ready for the next question', async () => {
    expect((await rows('SELECT * FROM range(1000000000)', { maxRows: 5000 })).length).toBe(5000);
    expect((await rows('SELECT * FROM range(10)', { maxRows: 0 })).length).toBe(0);
    expect((await rows('SELECT * FROM range(123456)')).length).toBe(123_456);
  });

  it('refuses what a query may not do, with the facts of the refusal', async () => {
    await expect(rows('SELECT gain FROM files')).rejects.toMatchObject({
      name: 'QueryRefused',
      hint: { kind: 'keyword', keyword: 'GAIN', isNumber: true },
    });
    await expect(rows('DELETE FROM files')).rejects.toBeInstanceOf(QueryRefused);
    await expect(rows("SELECT * FROM read_csv('/etc/passwd')")).rejects.toBeInstanceOf(QueryRefused);
    await expect(rows('SELECT CAST(object AS integer) FROM files')).rejects.toBeInstanceOf(QueryRefused);
  });

  it('has tables for one question only', async () => {
    const file = `${tempFolder()}/mine.csv`;
    writeFileSync(file, 'name,ra\nM31,10.5\nnowhere,1\n');
    const tables = [{ name: 'mine', file }];
    expect(await rows('SELECT ra FROM mine JOIN obscore ON name = target_name', { tables })).toEqual([
      [10.5],
    ]);
    await expect(rows('SELECT * FROM mine')).rejects.toMatchObject({ reason: { kind: 'unknown-table' } });
    const missing = [{ name: 'mine', file: `${file}.not` }];
    await expect(rows('SELECT * FROM mine', { tables: missing })).rejects.toBeInstanceOf(QueryRefused);
  });

  it('writes Parquet files, which lakes can be joined with', async () => {
    const file = `${tempFolder()}/out.parquet`;
    expect(await asker.saveParquet({ sql: 'SELECT range AS n FROM range(3000)' }, file)).toBe(3000);
    expect(await rows('SELECT sum(n) FROM saved', { tables: [{ name: 'saved', file }] })).toEqual([
      [4_498_500n],
    ]);
  });

  it('ends a question that takes too long, and answers the others', async () => {
    const endless = rows(ENDLESS, { timeoutMs: 1500 });
    endless.catch(() => {});
    expect(await rows('SELECT 1')).toEqual([[1]]);
    await expect(endless).rejects.toMatchObject({ reason: { kind: 'time', milliseconds: 1500 } });
    expect(await rows('SELECT 2')).toEqual([[2]]);
  });

  it('stops a question whose signal is aborted, before and while it is read', async () => {
    const reason = new Error('gone');
    const stop = new AbortController();
    const endless = rows(ENDLESS, { signal: stop.signal });
    setTimeout(() => stop.abort(reason), 200);
    await expect(endless).rejects.toBe(reason);
    await expect(rows('SELECT 1', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);

    const later = new AbortController();
    const { pieces } = await asker.ask({ sql: 'SELECT * FROM range(100000000)', signal: later.signal });
    const read = async () => {
      for await (const _ of pieces) later.abort(reason);
    };
    await expect(read()).rejects.toBe(reason);
    expect(await rows('SELECT 3')).toEqual([[3]]);
  });

  it('lets questions wait, but not too many', async () => {
    // with processes of its own: those of the tests before may still be busy
    const own = open();
    const ask = async (sql: string, more: object = {}) => rowsOf(await own.ask({ sql, ...more }));
    try {
      const stop = new AbortController();
      const endless = Array.from({ length: 2 }, () =>
        ask(ENDLESS, { signal: stop.signal }).catch((error: unknown) => error),
      );
      const order: number[] = [];
      const waiting = [0, 1, 2].map((n) => ask(`SELECT ${n}`).then(() => order.push(n)));
      await expect(ask('SELECT 3')).rejects.toMatchObject({ reason: { kind: 'busy', waiting: 3 } });
      stop.abort();
      expect(await Promise.all(endless)).toEqual([stop.signal.reason, stop.signal.reason]);
      await Promise.all(waiting);
      expect(order.toSorted()).toEqual([0, 1, 2]);
    } finally {
      own.close();
    }
  });
});

describe('the process of a question', () => {
  it('ends if it uses too much memory', async () => {
    const small = open({
      settings: { lake: folder(), keywords: [], limits: { memory: 200_000_000 }, processMemory: 1_000_000 },
    });
    try {
      await expect(small.ask({ sql: ENDLESS }).then(rowsOf)).rejects.toMatchObject({
        reason: { kind: 'memory', bytes: 1_000_000 },
      });
    } finally {
      small.close();
    }
  });

  it('may end unexpectedly', async () => {
    const program = new URL(`file://${tempFolder()}/ends.mjs`);
    writeFileSync(program, "process.on('message', () => process.exit(7))");
    const broken = open({ program });
    try {
      await expect(broken.ask({ sql: 'SELECT 1' })).rejects.toMatchObject({
        reason: { kind: 'process', exit: 'exit code 7' },
      });
    } finally {
      broken.close();
    }
  });

  it('ends when the asker is closed, and so do its questions', async () => {
    const closing = open();
    const endless = closing.ask({ sql: ENDLESS }).then(rowsOf);
    setTimeout(closing.close, 500);
    await expect(endless).rejects.toMatchObject({ reason: { kind: 'process' } });
    await expect(closing.ask({ sql: 'SELECT 1' })).rejects.toBeInstanceOf(QuestionEnded);
  });
});
