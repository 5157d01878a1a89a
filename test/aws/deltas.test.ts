import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CompactionInput, REBUILD_NEEDED } from '../../lib/cloud/compaction/definition.ts';
import { LOCK } from '../../lib/cloud/compaction/lock.ts';
import { compactionName } from '../../lib/deployment/stack-name.ts';
import { CHANGES, RECEIPTS } from '../../lib/lake/changes/delta.ts';
import { HEADERS } from '../../lib/lake/naming.ts';
import { s3Client } from '../../lib/stores/s3-client.ts';
import { standInForAthena } from '../helpers/athena-stand-in.ts';
import { athenaTasks, PLAN } from '../helpers/athena-tasks.ts';
import { cdk } from '../helpers/cdk.ts';
import { expectComplete, fileNamed, newestRows } from '../helpers/deltas.ts';
import { type Deployed, deployed } from '../helpers/deployed.ts';
import { ended, started } from '../helpers/execution.ts';
import { freshContents, REMOVED } from '../helpers/lake-contents.ts';
import { makeBucket } from '../helpers/make-bucket.ts';
import { ACCOUNT, REGION } from '../helpers/ministack.ts';
import { runCliBeside } from '../helpers/run-cli-beside.ts';
import { StateError } from '../helpers/run-state-machine.ts';
import { deleteObject, putObject } from '../helpers/source.ts';
import { keysOf, listed } from '../helpers/store.ts';

const STACK = 'compacted-datalake';
const BUCKET = 'compacted-archive-of-tests';
const FILES = new Map(['a', 'b', 'c'].map((name) => [`raw/${name}.fits`, fileNamed(name)]));

describe('a stack with compaction', () => {
  let stack: Deployed;

  const backfill = async (...args: string[]) => {
    const run = await runCliBeside(['backfill', '--stack', STACK, '--json', ...args]);
    expect(run.status, run.stderr).toBe(0);
    return JSON.parse(run.stdout) as Readonly<Record<string, unknown>>;
  };

  beforeAll(async () => {
    await makeBucket(BUCKET);
    await cdk(['deploy', '--require-approval', 'never'], {
      ...{ sourceBucket: BUCKET, stackId: STACK, glueDatabase: 'compacted_datalake' },
      ...{ compaction: 'rate(1 hour)', maxConcurrency: '2', backfillConcurrency: '2' },
    });
    stack = await deployed(STACK);
  });

  it('records what events lead to: new files, and files that were deleted', async () => {
    for (const [key, bytes] of FILES) await putObject(key, bytes, { bucket: BUCKET });
    await stack.expectContents('', await freshContents(FILES));
    await expect.poll(() => newestRows(stack.lake).then((rows) => rows.size), { timeout: 60_000 }).toBe(3);
    await expectComplete(stack.lake);
    await deleteObject('raw/c.fits', { bucket: BUCKET });
    FILES.delete('raw/c.fits');
    const expected = new Map(await freshContents(FILES)).set('raw/c.fits', REMOVED);
    await stack.expectContents('', expected);
    await expect
      .poll(async () => (await newestRows(stack.lake)).get('raw/c.fits')?.join(), { timeout: 60_000 })
      .toMatch(/\|removed\|.*\|tombstone$/);
    await expectComplete(stack.lake);
  });

  it('records the whole lake again with --changes --force, and opens no file', async () => {
    for (const folder of [CHANGES, RECEIPTS])
      for (const { key, etag } of await listed(stack.lake, folder))
        await stack.lake.remove(key, { ifMatch: etag });
    const before = await listed(stack.lake, HEADERS);
    expect(await backfill('--changes', '--force', '--dry-run')).toMatchObject({ objects: 3, checked: 3 });
    expect(await backfill('--changes', '--force')).toMatchObject({
      ...{ changes: true, force: true, recorded: 3, failed: 0, files: 0, bytesRead: 0 },
      results: [expect.stringMatching(/\/runs\/changes\//)],
    });
    expect(await listed(stack.lake, HEADERS)).toEqual(before);
    await expectComplete(stack.lake);
  });

  it('records what a backfill writes, which then checks the changes', async () => {
    await putObject('raw/d.fits', fileNamed('d'), { bucket: BUCKET });
    FILES.set('raw/d.fits', fileNamed('d'));
    const report = await backfill('--force');
    // everything was written in the last minutes, so no delta is missing yet
    expect(report).toMatchObject({ files: 3, failed: 0, recorded: 0, checked: 0 });
    await stack.contents('');
    await expectComplete(stack.lake);
    expect((await keysOf(stack.lake, RECEIPTS)).length).toBeGreaterThan(0);
  });

  describe('its state machine', () => {
    const client = new SFNClient();
    const machine = `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${compactionName(STACK)}`;
    const start = (input: CompactionInput) => started(client, machine, input);
    const endOf = (arn: string) => ended(client, arn);
    const locked = async () => (await stack.lake.head(LOCK)) !== undefined;

    it('runs to its end with the permissions of its role, and releases the lock', async () => {
      const { sql, tasks } = athenaTasks(PLAN);
      await standInForAthena(tasks);
      expect(await endOf(await start({}))).toMatchObject({ status: 'SUCCEEDED' });
      expect(sql.filter((text) => /^DELETE FROM compacted_\w+\nWHERE/.test(text))).toHaveLength(6);
      expect(sql.filter((text) => text === 'SWITCH')).toHaveLength(1);
      expect(await locked()).toBe(false);
    });

    it('rebuilds the tables when told to', async () => {
      const { sql, tasks } = athenaTasks({ ...PLAN, needs_rebuild: 'yes', former_layout: 'none' });
      await standInForAthena(tasks);
      expect(await endOf(await start({}))).toMatchObject({ status: 'FAILED', error: REBUILD_NEEDED });
      expect(sql).toHaveLength(1);
      expect(await endOf(await start({ rebuild: true }))).toMatchObject({ status: 'SUCCEEDED' });
      expect(sql).toContain('DELETE FROM compacted_cards');
      expect(await locked()).toBe(false);
    });

    it('releases the lock if a statement fails', async () => {
      const { tasks } = athenaTasks(PLAN, (sql) => {
        if (sql.startsWith('MERGE INTO compacted_cards')) throw new StateError('States.TaskFailed', 'no');
      });
      await standInForAthena(tasks);
      expect(await endOf(await start({}))).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
      expect(await locked()).toBe(false);
    });

    it('never runs twice at once, and takes over the lock of an execution that died', async () => {
      const { sql, tasks } = athenaTasks(PLAN);
      await standInForAthena(tasks);
      const both = await Promise.all([start({}), start({})]);
      for (const one of both) expect(await endOf(one)).toMatchObject({ status: 'SUCCEEDED' });
      expect(sql.filter((text) => text === 'SWITCH')).toHaveLength(1);
      const [holder = ''] = both;
      await s3Client().send(
        new PutObjectCommand({
          ...{ Bucket: stack.outputs['TargetBucket'], Key: LOCK },
          Metadata: { holder },
        }),
      );
      expect(await endOf(await start({}))).toMatchObject({ status: 'SUCCEEDED' });
      expect(sql.filter((text) => text === 'SWITCH')).toHaveLength(2);
      expect(await locked()).toBe(false);
    });
  });
});
