import { GetQueryExecutionCommand, StopQueryExecutionCommand } from '@aws-sdk/client-athena';
import { describe, expect, it } from 'vitest';
import { rowsOf } from '../../../lib/engines/answer.ts';
import { athenaAsker } from '../../../lib/engines/athena/athena-asker.ts';
import { openAthena } from '../../../lib/engines/athena/open-athena.ts';
import { answering, execution, placeOf, rowOf } from '../../helpers/fake-athena.ts';

const TYPES = { n: 'integer' };
const PAGES = [
  { rows: [rowOf('n'), rowOf('1'), rowOf('2')], next: 'more' },
  { rows: [rowOf('3'), rowOf('4')] },
];
const asker = (fake: ReturnType<typeof answering>, timeoutMs = 60_000) =>
  athenaAsker(openAthena(placeOf(fake)), timeoutMs);

describe('an asker of a stack', () => {
  it('answers, with no more rows than wanted', async () => {
    const all = await asker(answering(TYPES, ...PAGES))({ sql: 'SELECT n FROM t' });
    expect(all.columns).toEqual([{ name: 'n', type: 'integer' }]);
    expect(await rowsOf(all)).toEqual([[1], [2], [3], [4]]);
    const some = await asker(answering(TYPES, ...PAGES))({ sql: 'SELECT n FROM t', maxRows: 3 });
    expect(await rowsOf(some)).toEqual([[1], [2], [3]]);
  });

  it('stops a question that takes too long, or whose client goes away', async () => {
    for (const [timeoutMs, signalNow, expected] of [
      [50, () => undefined, { reason: { kind: 'time', milliseconds: 50 } }],
      [60_000, () => AbortSignal.timeout(50), { name: 'TimeoutError' }],
    ] as const) {
      const fake = answering(TYPES, ...PAGES);
      fake.stub.on(GetQueryExecutionCommand).resolves(execution('RUNNING'));
      await expect(
        asker(fake, timeoutMs)({ sql: 'SELECT n FROM t', signal: signalNow() }),
      ).rejects.toMatchObject(expected);
      expect(fake.stub.commandCalls(StopQueryExecutionCommand).length).toBe(1);
    }
  });

  it('refuses SQL that does not only read, and tables', async () => {
    const ask = asker(answering(TYPES, ...PAGES));
    await expect(ask({ sql: 'DROP TABLE t' })).rejects.toMatchObject({ reason: { kind: 'not-a-query' } });
    await expect(ask({ sql: 'SELECT 1', tables: [{ name: 'a', file: 'a.csv' }] })).rejects.toMatchObject({
      reason: { kind: 'no-tables' },
    });
  });
});
