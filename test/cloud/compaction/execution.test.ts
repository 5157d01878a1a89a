import { describe, expect, it } from 'vitest';
import { compactionDefinition, REBUILD_NEEDED } from '../../../lib/cloud/compaction/definition.ts';
import { ATHENA } from '../../../lib/sql/compaction/dialect.ts';
import type { Plan } from '../../../lib/sql/compaction/plan.ts';
import { runStatements } from '../../../lib/sql/compaction/run.ts';
import { athenaTasks, PLAN } from '../../helpers/athena-tasks.ts';
import { runStates, StateError, type Tasks } from '../../helpers/run-state-machine.ts';

const statements = runStatements({ keywords: [], dialect: ATHENA, location: 's3://the-lake/compacted/' });
const definition = compactionDefinition({ bucket: 'the-lake', workgroup: 'w', database: 'd', statements });

interface World {
  readonly plan?: Partial<Plan>;
  readonly input?: object;
  /** Who has the lock, and how that execution is. */
  readonly holder?: string;
  readonly status?: string;
  /** A statement that fails once, or always, and why. */
  readonly failing?: { readonly sql: RegExp; readonly times: number; readonly why: string };
}

/** Runs an execution named `me`, and returns its statements, what it did to the lock, and its error. */
async function executed({ plan, input = {}, holder, status, failing }: World) {
  const lock: string[] = [];
  let failures = 0;
  const { sql, tasks: athena } = athenaTasks({ ...PLAN, ...plan }, (text) => {
    if (failing?.sql.test(text) && failures++ < failing.times)
      throw new StateError('States.TaskFailed', failing.why);
  });
  const s3 = 'arn:aws:states:::aws-sdk:s3:';
  const tasks: Tasks = {
    ...athena,
    [`${s3}putObject`]: async ({ IfNoneMatch, IfMatch, Body, Metadata }) => {
      lock.push(`put ${String(IfNoneMatch ?? IfMatch)}`);
      if (IfNoneMatch !== undefined && holder !== undefined) throw new StateError('S3.S3Exception', '412');
      expect([Body, Metadata]).toEqual(['me', { holder: 'me' }]);
      return {};
    },
    [`${s3}headObject`]: async () => ({ Metadata: { holder }, ETag: 'e' }),
    [`${s3}deleteObject`]: async () => ({ position: lock.push('delete') }),
    'arn:aws:states:::aws-sdk:sfn:describeExecution': async () => {
      if (status === undefined) throw new StateError('Sfn.ExecutionDoesNotExistException', 'forgotten');
      return { Status: status };
    },
  };
  const error = await runStates(definition, input, { tasks, context: { Execution: { Id: 'me' } } }).then(
    () => undefined,
    (reason: unknown) =>
      reason instanceof StateError ? `${reason.error}: ${reason.message}` : String(reason),
  );
  return { sql, lock, error };
}

const count = (sql: readonly string[], pattern: RegExp): number =>
  sql.filter((text) => pattern.test(text)).length;

const REMOVES = /^DELETE FROM compacted_\w+\nWHERE /;

describe('an execution', () => {
  it('stages, replaces, optimizes, shows the views, switches, and removes what is old, in this order', async () => {
    const { sql, lock, error } = await executed({});
    expect(error).toBeUndefined();
    expect(lock).toEqual(['put *', 'delete']);
    const heads = sql.map((text) => text.split(/[\s(]/)[0]);
    const order = heads.filter((head, index) => head !== heads[index - 1]);
    expect(order).toEqual(
      'SELECT DELETE INSERT DELETE MERGE INSERT DELETE MERGE OPTIMIZE SELECT PIN SWITCH FOLLOW VACUUM'.split(
        ' ',
      ),
    );
    expect(sql.find((text) => text.startsWith('INSERT INTO staged_rows'))).toContain(
      ">= '2026-11-28T03:00:00.000000'",
    );
    expect([count(sql, REMOVES), count(sql, /^MERGE/)]).toEqual([6, 6]);
    // so that a file with cards is in the list of objects, wherever a run ends
    expect(
      sql.flatMap((text) => /^(?:DELETE|MERGE) .*compacted_(?:cards|objects)/.exec(text)?.[0] ?? []),
    ).toEqual([
      'DELETE FROM compacted_cards',
      'DELETE FROM compacted_objects',
      'MERGE INTO compacted_objects',
      'MERGE INTO compacted_cards',
    ]);
  });

  it('fills pivoted tables of another layout from the cards, and drops the former ones', async () => {
    const { sql, error } = await executed({ plan: { same_layout: 'no' } });
    expect(error).toBeUndefined();
    expect(count(sql, /^CREATE TABLE IF NOT EXISTS/)).toBe(12);
    expect([REMOVES, /^MERGE/, /^INSERT INTO compacted_/].map((pattern) => count(sql, pattern))).toEqual([
      2, 2, 4,
    ]);
    // a table of the former layout lacks the new columns, so each layout has its own
    expect(sql.filter((text) => /^CREATE .* staged_files_[0-9a-f]{8} /.test(text)).length).toBe(1);
    expect(sql).toContain('DROP TABLE IF EXISTS staged_files_abc');
    expect(sql).toContain('DROP TABLE IF EXISTS compacted_files_abc');
    expect(sql.indexOf('DROP TABLE IF EXISTS compacted_files_abc')).toBeGreaterThan(sql.indexOf('SWITCH'));
  });

  it('fails and says so if it needs a rebuild', async () => {
    const { sql, lock, error } = await executed({ plan: { needs_rebuild: 'yes' } });
    expect(error).toContain(REBUILD_NEEDED);
    expect(lock).toEqual(['put *', 'delete']);
    expect(count(sql, /^(DELETE|INSERT|MERGE)/)).toBe(0);
  });

  it('rebuilds if it is told to: it forgets the last run before it empties a table', async () => {
    const { sql, error } = await executed({
      plan: { needs_rebuild: 'yes', former_layout: 'none', same_layout: 'no' },
      input: { rebuild: true },
    });
    expect(error).toBeUndefined();
    expect(sql.indexOf(PLAN.forget)).toBeLessThan(sql.indexOf('DELETE FROM compacted_cards'));
    expect(sql.indexOf(PLAN.forget)).toBeGreaterThan(0);
    expect(sql.find((text) => text.startsWith('INSERT INTO staged_rows'))).toContain(">= ''");
    expect(count(sql, /^DROP/)).toBe(0);
  });

  it.each(['OPTIMIZE compacted_cards', 'VACUUM compacted_cards'])(
    'repeats %s as long as it asks for it',
    async (head) => {
      const failing = {
        sql: new RegExp(`^${head}`),
        times: 3,
        why: 'ICEBERG_VACUUM_MORE_RUNS_NEEDED: Removed 1000 files',
      };
      const { sql, error } = await executed({ failing });
      expect([error, count(sql, failing.sql)]).toEqual([undefined, 4]);
    },
  );

  it.each([
    'DELETE FROM compacted_cards',
    'MERGE INTO compacted_cards',
    'PIN',
    'OPTIMIZE',
    'FOLLOW',
    'VACUUM',
  ])('releases the lock and fails if %s fails, without a switch before that', async (head) => {
    const failing = { sql: new RegExp(`^${head}`), times: 99, why: 'TABLE_NOT_FOUND' };
    const { sql, lock, error } = await executed({ failing });
    expect(error).toBe('States.TaskFailed: TABLE_NOT_FOUND');
    expect(lock).toEqual(['put *', 'delete']);
    expect(sql.includes('SWITCH')).toBe(head === 'VACUUM' || head === 'FOLLOW');
    if (head === 'FOLLOW') expect(count(sql, /^VACUUM/)).toBe(0);
  });

  it.each<[string, World, string[], boolean]>([
    ['ends if another one runs', { holder: 'other', status: 'RUNNING' }, ['put *'], false],
    [
      'takes over from one that failed',
      { holder: 'other', status: 'TIMED_OUT' },
      ['put *', 'put e', 'delete'],
      true,
    ],
    ['takes over from one that was forgotten', { holder: 'other' }, ['put *', 'put e', 'delete'], true],
    ['goes on if it has the lock already', { holder: 'me', status: 'RUNNING' }, ['put *', 'delete'], true],
  ])('%s', async (_, world, expected, runs) => {
    const { sql, lock, error } = await executed(world);
    expect([lock, error, sql.length > 0]).toEqual([expected, undefined, runs]);
  });
});
