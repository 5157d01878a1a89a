import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import type { NotificationConfiguration } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { HEADERS } from '../../lib/lake/naming.ts';
import { fromMetadata } from '../../lib/lake/object.ts';
import { cdk } from '../helpers/cdk.ts';
import { byBucketAndKey, expectComplete, fileNamed, newestRows } from '../helpers/deltas.ts';
import { type Deployed, deployed } from '../helpers/deployed.ts';
import { makeBucket } from '../helpers/make-bucket.ts';
import { notificationsOf, setNotifications } from '../helpers/notifications.ts';
import { drained } from '../helpers/queue.ts';
import { runCliBeside } from '../helpers/run-cli-beside.ts';
import { deleteObject, putObject } from '../helpers/source.ts';
import { listed } from '../helpers/store.ts';

const STACK = 'several-datalake';
const [ARCHIVE, SURVEY, PLATES] = ['archive', 'survey', 'plates'].map((name) => `${name}-of-several`) as [
  string,
  string,
  string,
];
const RAW_SURVEY = { bucket: SURVEY, prefix: 'raw/' };
const FILE = fileNamed('M31');
/** What sends the events of a bucket to EventBridge. */
const EVENTS: NotificationConfiguration = { EventBridgeConfiguration: {} };

describe('a stack with several buckets', () => {
  let stack: Deployed;

  const deploy = async (...sourceBucket: unknown[]): Promise<void> => {
    await cdk(['deploy', '--require-approval', 'never'], {
      ...{ sourceBucket: JSON.stringify(sourceBucket), stackId: STACK, glueDatabase: 'several_datalake' },
      ...{ compaction: 'rate(1 hour)', maxConcurrency: '2', backfillConcurrency: '2' },
    });
    stack = await deployed(STACK);
  };
  const run = (verb: string, ...args: string[]) => runCliBeside([verb, '--stack', STACK, '--json', ...args]);
  const backfill = async (...args: string[]) => {
    const { status, stdout, stderr } = await run('backfill', ...args);
    expect(status, stderr).toBe(0);
    return JSON.parse(stdout) as Readonly<Record<string, unknown>>;
  };
  const put = (bucket: string, ...keys: string[]) =>
    Promise.all(keys.map((key) => putObject(key, FILE, { bucket })));

  /** What the lake has of each file, by bucket and key: `rows`, `removed` or, if no view shows it, `absent`. */
  async function states(): Promise<Readonly<Record<string, string>>> {
    for (const queue of ['Queue', 'RetryQueue']) await drained(stack.outputs[queue] ?? '');
    const found = await Promise.all(
      (await listed(stack.lake, HEADERS)).map(async ({ key }) => {
        const state = fromMetadata((await stack.lake.head(key))?.metadata ?? {});
        if (state === undefined) return [key, 'foreign'];
        const isKnown = state.kind === 'tombstone' && state.known !== false;
        return [
          `${state.bucket}/${state.key}`,
          state.kind === 'rows' ? 'rows' : isKnown ? 'removed' : 'absent',
        ];
      }),
    );
    return Object.fromEntries(found) as Readonly<Record<string, string>>;
  }
  const rowsOf = (...files: string[]) => Object.fromEntries(files.map((file) => [file, 'rows']));
  const expectStates = (expected: object) =>
    expect.poll(states, { timeout: 240_000, interval: 300 }).toEqual(expected);

  beforeAll(async () => {
    for (const bucket of [ARCHIVE, SURVEY, PLATES]) await makeBucket(bucket);
    await deploy(ARCHIVE, RAW_SURVEY);
  });

  it('reads the files that the events of each bucket name, below its prefix', async () => {
    for (const bucket of [ARCHIVE, SURVEY])
      expect((await notificationsOf(bucket)).EventBridgeConfiguration).toBeDefined();
    expect((await notificationsOf(PLATES)).EventBridgeConfiguration).toBeUndefined();
    await put(ARCHIVE, 'raw/a.fits', 'a.fits');
    await put(SURVEY, 'raw/a.fits', 'a.fits');
    // the same key in two buckets is two files
    await expectStates(rowsOf(`${ARCHIVE}/a.fits`, `${ARCHIVE}/raw/a.fits`, `${SURVEY}/raw/a.fits`));
    await deleteObject('raw/a.fits', { bucket: ARCHIVE });
    await expectStates({
      ...rowsOf(`${ARCHIVE}/a.fits`, `${SURVEY}/raw/a.fits`),
      [`${ARCHIVE}/raw/a.fits`]: 'removed',
    });
  });

  it('backfills all buckets, or one', async () => {
    // without events
    for (const bucket of [ARCHIVE, SURVEY]) await setNotifications(bucket, {});
    await put(ARCHIVE, 'b.fits');
    await put(SURVEY, 'b.fits', 'raw/b.fits');
    expect(await backfill('--dry-run')).toMatchObject({
      sources: [
        { source: `s3://${ARCHIVE}/`, files: 2 },
        { source: `s3://${SURVEY}/raw/`, files: 2 },
      ],
      ...{ files: 4, sample: { files: 4, new: 2, unchanged: 2 } },
    });
    expect(await backfill('--bucket', SURVEY)).toMatchObject({
      ...{ sources: [`s3://${SURVEY}/raw/`], files: 2, new: 1, removed: 0 },
      keys: { new: [`s3://${SURVEY}/raw/b.fits`] },
    });
    await deleteObject('raw/a.fits', { bucket: SURVEY });
    expect(await backfill()).toMatchObject({
      ...{ sources: [`s3://${ARCHIVE}/`, `s3://${SURVEY}/raw/`], files: 3, new: 1, removed: 1, unchanged: 2 },
      keys: { new: [`s3://${ARCHIVE}/b.fits`], removed: [`s3://${SURVEY}/raw/a.fits`] },
      nothingBelow: [],
    });
    await expectStates({
      ...rowsOf(`${ARCHIVE}/a.fits`, `${ARCHIVE}/b.fits`, `${SURVEY}/raw/b.fits`),
      ...{ [`${ARCHIVE}/raw/a.fits`]: 'removed', [`${SURVEY}/raw/a.fits`]: 'removed' },
    });
    await expectComplete(stack.lake, byBucketAndKey);
    const { status, stderr } = await run('backfill', '--bucket', PLATES);
    expect(status).toBe(2);
    expect(stderr).toContain(`${ARCHIVE}, ${SURVEY}`);
  });

  it('has a status for each bucket', async () => {
    await setNotifications(SURVEY, EVENTS);
    // MiniStack cannot answer the queries: see test/cli/status
    const { stdout } = await run('status');
    expect(JSON.parse(stdout)).toMatchObject({
      from: [`s3://${ARCHIVE}/`, `s3://${SURVEY}/raw/`],
      source: {
        buckets: [
          { bucket: ARCHIVE, eventBridge: false },
          { bucket: SURVEY, eventBridge: true },
        ],
      },
      wrong: [expect.stringContaining(`backfill --stack ${STACK} --bucket ${ARCHIVE}`)],
    });
  });

  it('leaves what belongs to the other buckets alone when one is added', async () => {
    const before = await resources();
    await put(PLATES, 'early.fits');
    await deploy(PLATES, RAW_SURVEY, ARCHIVE);
    const after = await resources();
    expect(after).toMatchObject(before);
    expect(Object.keys(after).length).toBe(Object.keys(before).length + 2);
    await put(PLATES, 'p.fits');
    await expect.poll(states, { timeout: 240_000 }).toMatchObject(rowsOf(`${PLATES}/p.fits`));
    expect(await backfill('--bucket', PLATES)).toMatchObject({ files: 2, new: 1, unchanged: 1 });
  });

  it('keeps the rows of a bucket that is taken out of the list, until they are forgotten', async () => {
    const { status, stderr } = await run('backfill', '--forget', SURVEY);
    expect(status).toBe(2);
    expect(stderr).toContain('sourceBucket');
    const before = await states();
    await deploy(ARCHIVE, PLATES);
    // its notifications may be needed by others
    expect((await notificationsOf(SURVEY)).EventBridgeConfiguration).toBeDefined();
    // these have no events any more
    await deleteObject('raw/b.fits', { bucket: SURVEY });
    expect(await backfill()).toMatchObject({ files: 4, removed: 0 });
    expect(await states()).toEqual(before);

    expect(await backfill('--forget', SURVEY)).toMatchObject({
      ...{ forget: SURVEY, forgotten: 2, failed: 0, bytesRead: 0 },
    });
    const forgotten = { [`${SURVEY}/raw/a.fits`]: 'absent', [`${SURVEY}/raw/b.fits`]: 'absent' };
    expect(await states()).toEqual({ ...before, ...forgotten });
    // what compaction takes: no view shows these rows
    const rows = await newestRows(stack.lake, byBucketAndKey);
    for (const file of Object.keys(forgotten))
      expect(rows.get(file)?.join()).toMatch(/\|absent\|.*\|tombstone$/);
    await expectComplete(stack.lake, byBucketAndKey);
    expect(await backfill('--forget', SURVEY)).toMatchObject({ forgotten: 0, failed: 0 });
    // the others are as they were
    expect(await backfill()).toMatchObject({ files: 4, unchanged: 4, removed: 0 });
  });
});

/** The physical id of each resource of the stack. */
async function resources(): Promise<Readonly<Record<string, string>>> {
  const { StackResources = [] } = await new CloudFormationClient().send(
    new DescribeStackResourcesCommand({ StackName: STACK }),
  );
  return Object.fromEntries(
    StackResources.map(({ LogicalResourceId = '', PhysicalResourceId = '' }) => [
      LogicalResourceId,
      PhysicalResourceId,
    ]),
  );
}
