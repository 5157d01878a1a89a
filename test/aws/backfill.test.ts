import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HEADERS, lakeKey } from '../../lib/lake/naming.ts';
import { toMetadata, tombstone } from '../../lib/lake/object.ts';
import { folderStore } from '../../lib/stores/folder.ts';
import { type Archive, archiveFile, archiveOf, filesOf, findings, HALF, QUIET } from '../helpers/archive.ts';
import { isInTheMiddle, newestRun, statusOfRun, stopRun, sweepsOf } from '../helpers/backfill-machine.ts';
import { cdk } from '../helpers/cdk.ts';
import { until } from '../helpers/deadline.ts';
import { type Deployed, deployed } from '../helpers/deployed.ts';
import { lakeContents, REMOVED } from '../helpers/lake-contents.ts';
import { makeBucket } from '../helpers/make-bucket.ts';
import { copyOf, deleteMany, putMany } from '../helpers/many-objects.ts';
import { setNotifications } from '../helpers/notifications.ts';
import type { CliRun } from '../helpers/run-cli.ts';
import { runCliBeside } from '../helpers/run-cli-beside.ts';
import { changeStack } from '../helpers/stack-template.ts';
import { keysOf } from '../helpers/store.ts';

const STACK = 'backfilled-datalake';
const BUCKET = 'backfilled-archive-of-tests';
const OBJECTS = 5000;

/** Milliseconds for a test, on a machine that has much else to do: there are some ten thousand requests in it. */
const PATIENCE = 600_000;

describe(`a bucket of ${OBJECTS} objects, of which no event tells`, { timeout: PATIENCE }, () => {
  const archive = archiveOf(OBJECTS);
  /** What the lake knows of it. */
  let known: Archive = new Map();
  /** Keys that it has known, or that it has a tombstone of. */
  const everKnown = new Set<string>();
  let stack: Deployed;
  /** What is said before there is any object. */
  const ofEmpty: CliRun[] = [];
  /** A lake of this machine. */
  const here = mkdtempSync(join(tmpdir(), 'fits-datalake-'));

  beforeAll(async () => {
    await makeBucket(BUCKET);
    await cdk(['deploy', '--require-approval', 'never'], {
      sourceBucket: BUCKET,
      stackId: STACK,
      glueDatabase: 'backfilled_datalake',
      // each batch and each queue has processes of its own
      backfillConcurrency: '3',
      maxConcurrency: '2',
      reconcileSchedule: 'rate(1 day)',
    });
    stack = await deployed(STACK);
    // the stack has just switched EventBridge on
    await setNotifications(BUCKET, {});
    ofEmpty.push(await backfill('--last'), await backfill(), await backfill('--prefix', HALF));
    await putMany(BUCKET, archive);
  }, PATIENCE);
  afterAll(() => rmSync(here, { recursive: true, force: true }));

  /** What a run finds that knows of an archive what is known of this one. */
  const expected = (prefix = '') => findings(filesOf(known, prefix), filesOf(archive, prefix));

  /** Expects a report to tell just what differs from what is known, which it is then. */
  function expectReport(report: Report, prefix = '', expired: readonly string[] = []): void {
    const { unchanged, faulty, ...found } = expected(prefix);
    const skipped = within(archive, prefix).length - filesOf(archive, prefix).size;
    expect(report).toMatchObject({
      new: found.new.length,
      changed: found.changed.length,
      removed: found.removed.length,
      unchanged: unchanged.length,
      faulty: faulty.length,
      ...{ skipped, expired: expired.length, failed: 0, queued: 0, moved: 0, untold: 0 },
    });
    for (const kind of ['new', 'changed', 'removed'] as const)
      expect(report.keys[kind].toSorted(), kind).toEqual(found[kind]);
    expect(report.keys.expired).toEqual(expired);
    expect(report.faults.map(({ key }) => key).sort()).toEqual(faulty);
    const others = [...known].filter(([key]) => !key.startsWith(prefix));
    known = new Map([...others, ...filesOf(archive, prefix)]);
    for (const key of known.keys()) everKnown.add(key);
    for (const key of expired) everKnown.delete(key);
  }

  /** Expects the lake to hold what an ingest of the bucket finds, and besides only tombstones of what is gone. */
  async function expectAsIngested(): Promise<void> {
    const args = ['--lake', here, '--endpoint-url', process.env['AWS_ENDPOINT_URL'] ?? ''];
    const { status, stderr } = await runCliBeside(['ingest', ...args, '--allow-removals', `s3://${BUCKET}/`]);
    expect(status, stderr).toBe(3);
    const ingested = [...(await lakeContents(folderStore(here)))].filter(([, rows]) => rows !== REMOVED);
    expect(ingested).toHaveLength(filesOf(archive).size);
    const gone = [...everKnown].filter((key) => !archive.has(key)).map((key) => [key, REMOVED] as const);
    const lake = await lakeContents(await copyOf(stack.outputs['TargetBucket'] ?? '', HEADERS));
    expect(lake).toEqual(sorted([...ingested, ...gone]));
  }

  it('a run over an empty bucket, or an empty prefix, says that there is nothing', async () => {
    const [last, whole, part] = ofEmpty;
    expect(last).toMatchObject({ status: 1, stderr: expect.stringContaining('no backfill of') });
    for (const [run, prefix] of [
      [whole, ''],
      [part, HALF],
    ] as const) {
      expect(run).toMatchObject({ status: 0, stderr: '' });
      expect(JSON.parse(run?.stdout ?? '')).toMatchObject({
        ...{ files: 0, new: 0, failed: 0, requests: 0, results: [] },
        nothingBelow: [`s3://${BUCKET}/${prefix}`, expect.stringMatching(/^s3:\/\/.*\/headers\//)],
      });
    }
  });

  it('a dry run counts them, and changes nothing', async () => {
    const { status, stdout } = await backfill('--dry-run');
    expect(status).toBe(0);
    const files = filesOf(archive).size;
    expect(JSON.parse(stdout)).toMatchObject({ files, others: OBJECTS - files });
    expect(await keysOf(stack.lake)).toEqual([]);
  });

  it('a run with a prefix makes the lake know these files, and no others', async () => {
    expectReport(await report('--prefix', HALF), HALF);
    const files = [...filesOf(archive, HALF).keys()];
    const lakeKeys = files.map((key) => lakeKey({ bucket: BUCKET, key }));
    expect(await keysOf(stack.lake, HEADERS)).toEqual(lakeKeys.sort());
  });

  it('a run tells what is new, changed, removed and faulty, and makes the lake as an ingest does', async () => {
    await put(numbers(10, 0), 2);
    // the same bytes once more
    await put(numbers(16, 2), 1);
    await remove(numbers(14, 4));
    const [old, young] = [`${HALF}long gone.fits`, 'echo/just gone.fits'];
    await bury(old, 31);
    await bury(young, 29);
    for (const key of [old, young]) everKnown.add(key);
    const { changed, removed, unchanged } = expected();
    for (const some of [changed, removed, unchanged]) expect(some.length).toBeGreaterThan(100);

    expectReport(await report(), '', [old]);
    await expectAsIngested();
  });

  it('a second run reads nothing, and takes one request a file from the side of the source, two from that of the lake', async () => {
    const second = await report('--prefix', QUIET);
    expectReport(second, QUIET);
    expect(second.files).toBeGreaterThan(400);
    expect(second).toMatchObject({ bytesRead: 0, requests: 3 * second.files });
  });

  it('a run that is stopped in the middle, begun again at once, left and taken up, ends the same', async () => {
    await put(numbers(12, 6), 3);
    await remove(numbers(18, 8));
    const { changed, removed } = expected();
    const stopped = await begin();
    await isInTheMiddle(stopped);
    await stopRun(stopped);
    expect(await backfill('--last')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('was stopped'),
    });
    await begin();
    const { stdout, stderr } = await backfill('--prefix', HALF);
    expect(stderr).toMatch(/^fits-datalake: taken up/);
    const again: Report = JSON.parse(stdout);
    expect(await statusOfRun(stopped)).toBe('ABORTED');
    expect(await sweepsOf(stopped)).toMatchObject([{ status: 'ABORTED' }]);
    // what was done is known, what was not is found
    expect(again.changed).toBeGreaterThan(0);
    expect(again.changed).toBeLessThan(changed.length);
    expect(again.removed).toBe(removed.length);
    await expectAsIngested();
  });

  it('the schedule begins a run of everything', async () => {
    const machine = stack.outputs['Backfill'] ?? '';
    const before = await newestRun(machine);
    // rather than to wait for a day
    const restore = await changeStack(STACK, ({ Resources }) => {
      const [rule] = Object.values(Resources).filter(({ Properties }) => Properties['ScheduleExpression']);
      delete rule?.Properties['ScheduleExpression'];
      const EventPattern = { source: ['aws.s3'], detail: { bucket: { name: [BUCKET] } } };
      Object.assign(rule!.Properties, { EventPattern });
    });
    await setNotifications(BUCKET, { EventBridgeConfiguration: {} });
    await put([1], 2);
    const run = await until('a run has begun', 240_000, async () => {
      const newest = await newestRun(machine);
      return newest.arn !== before.arn && newest;
    });
    // or each event of other tests would begin one more
    await setNotifications(BUCKET, {});
    await restore();
    await stopRun(run.arn);
    expect(run.input).toEqual({ sourcePrefix: '', lakePrefix: HEADERS, force: false });
  });

  /** Begins a run of the half, and leaves it. */
  async function begin(): Promise<string> {
    const { stdout, stderr, status } = await backfill('--prefix', HALF, '--no-wait');
    expect(status, stderr).toBe(0);
    return JSON.parse(stdout).run;
  }

  /** Puts files of these numbers into the archive and into the bucket. */
  async function put(some: readonly number[], edition: number): Promise<void> {
    const files = new Map(some.map((number) => archiveFile(number, edition)));
    for (const [key, file] of files) archive.set(key, file);
    await putMany(BUCKET, files);
  }

  async function remove(some: readonly number[]): Promise<void> {
    const keys = some.map((number) => archiveFile(number)[0]);
    for (const key of keys) archive.delete(key);
    await deleteMany(BUCKET, keys);
  }

  /** Leaves a tombstone of so many days in the lake. */
  async function bury(key: string, days: number): Promise<void> {
    const [place, goneAt] = [{ bucket: BUCKET, key }, new Date(Date.now() - days * 86_400_000)];
    await stack.lake.write(lakeKey(place), tombstone(place, goneAt), {
      ifMatch: null,
      metadata: toMetadata({ kind: 'tombstone', ...place, generation: 1, revision: 1, goneAt }),
    });
  }
});

/** What the command reports, as far as is looked at. */
interface Report {
  readonly files: number;
  readonly changed: number;
  readonly removed: number;
  readonly requests: number;
  readonly bytesRead: number;
  readonly keys: Readonly<Record<'new' | 'changed' | 'removed' | 'expired', readonly string[]>>;
  readonly faults: readonly { readonly key: string }[];
}

/** Beside: a minute of silence of its worker is too much for vitest. */
const backfill = (...args: string[]): Promise<CliRun> =>
  runCliBeside(['backfill', '--stack', STACK, '--json', ...args]);

async function report(...args: string[]): Promise<Report> {
  const { status, stdout, stderr } = await backfill(...args);
  expect(stderr).toBe('');
  expect(status).toBe(3);
  return JSON.parse(stdout);
}

/** Numbers of files: every so many-th, from the first on. */
const numbers = (every: number, first: number): number[] =>
  Array.from({ length: Math.ceil((OBJECTS - first) / every) }, (_, i) => first + i * every);

const within = (archive: Archive, prefix: string): string[] =>
  [...archive.keys()].filter((key) => key.startsWith(prefix));

const sorted = <T>(entries: readonly (readonly [string, T])[]): Map<string, T> =>
  new Map(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
