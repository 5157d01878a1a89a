import { describe, expect, it } from 'vitest';
import type { Lake } from '../../../lib/engines/duckdb/open-lake.ts';
import { QueryRefused } from '../../../lib/engines/query-refused.ts';
import { exampleLake, rowsOf } from '../../helpers/ask.ts';

const lake = exampleLake();

const ENDLESS = 'SELECT sum(hash(range) % 2) FROM range(1000000000000)';
const MANY = 'SELECT * FROM range(100000)';

describe('queries at the same time', () => {
  it('answer each with its own rows, read alternately', async () => {
    const [first, second] = await Promise.all([
      lake().ask('SELECT range FROM range(10000)'),
      lake().ask('SELECT range + 10000 FROM range(10000)'),
    ]);
    const [a, b] = [first, second].map(({ pieces }) => pieces[Symbol.asyncIterator]());
    const sums = [0, 0];
    for (let done = 0; done < 2; ) {
      done = 0;
      for (const [index, reader] of [a!, b!].entries()) {
        const piece = await reader.next();
        if (piece.done === true) done++;
        else sums[index]! += piece.value.length;
      }
    }
    expect(sums).toEqual([10_000, 10_000]);
  });

  it('are not disturbed when another one is cancelled, fails or is not read to its end', async () => {
    const stop = new AbortController();
    const cancelled = lake().ask(ENDLESS, { signal: stop.signal });
    cancelled.catch(() => {});
    const { pieces } = await lake().ask(MANY);
    const reader = pieces[Symbol.asyncIterator]();
    const first = await reader.next();
    stop.abort(new Error('cancelled'));
    await expect(cancelled.then(readAll)).rejects.toThrow('cancelled');
    await expect(rowsOf(lake(), 'SELECT nothing')).rejects.toBeInstanceOf(QueryRefused);
    for await (const _ of (await lake().ask(MANY)).pieces) break;

    let rows = first.value?.length ?? 0;
    for (let next = await reader.next(); next.done !== true; next = await reader.next())
      rows += next.value.length;
    expect(rows).toBe(100_000);
  });

  it('can both be refused with a hint that depends on the lake', async () => {
    const refusals = await Promise.all(
      ['SELECT gain FROM files', 'SELECT origin FROM hdus'].map((sql) =>
        rowsOf(lake(), sql).catch((error: QueryRefused) => error.hint),
      ),
    );
    expect(refusals).toEqual([
      { kind: 'keyword', keyword: 'GAIN', isNumber: true },
      { kind: 'keyword', keyword: 'ORIGIN', isNumber: false },
    ]);
  });

  it('all have times in UTC', async () => {
    const sql = "SELECT CAST(TIMESTAMPTZ '2026-11-25 01:02:03+02' AS VARCHAR)";
    expect(await Promise.all([rowsOf(lake(), sql), rowsOf(lake(), sql)])).toEqual([
      [['2026-11-24 23:02:03+00']],
      [['2026-11-24 23:02:03+00']],
    ]);
  });
});

describe('a cancelled query', () => {
  it('does not start if it was already cancelled', async () => {
    const signal = AbortSignal.abort(new Error('cancelled'));
    await expect(lake().ask('SELECT 1', { signal })).rejects.toThrow('cancelled');
  });
  it.each([0, 1, 2, 4, 8, 16])(
    'ends if it is cancelled just as it starts (after %i ticks)',
    async (ticks) => {
      const stop = new AbortController();
      const answer = lake().ask(ENDLESS, { signal: stop.signal }).then(readAll);
      answer.catch(() => {});
      for (let tick = 0; tick < ticks; tick++) await new Promise((next) => setImmediate(next));
      stop.abort(new Error('cancelled'));
      await expect(answer).rejects.toThrow('cancelled');
    },
  );
  it('ends while its rows are read', async () => {
    const stop = new AbortController();
    const { pieces } = await lake().ask('SELECT * FROM range(1000000000000)', { signal: stop.signal });
    const read = async () => {
      for await (const _ of pieces) stop.abort(new Error('cancelled'));
    };
    await expect(read()).rejects.toThrow('cancelled');
  });
});

async function readAll({ pieces }: Awaited<ReturnType<Lake['ask']>>): Promise<void> {
  for await (const _ of pieces);
}
