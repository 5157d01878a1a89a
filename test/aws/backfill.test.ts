import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HEADERS, lakeKey } from '../../lib/lake/naming.ts';
import { toMetadata, tombstone } from '../../lib/lake/object.ts';
import { folderStore } from '../../lib/stores/folder.ts';
import { type Archive, archiveFile, archiveOf, filesOf, findings, HALF, QUIET } from '../helpers/archive.ts';
import { halvesOf, newestRun, partlyDone, statusOfRun, stopRun } from '../helpers/backfill-machine.ts';
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
import { backfill, backfillReport, type Report, STACK, startBackfill } from './backfill-command.ts';

const BUCKET = 'backfilled-archive-of-tests';
const OBJECTS = 5000;

/** Milliseconds for one test on a busy machine: it makes about ten thousand requests. */
const TIMEOUT = 600_000;

describe(`a backfill of a bucket with ${OBJECTS} objects, for which no events are sent`, {
  timeout: TIMEOUT,
}, () => {
  const archive = archiveOf(OBJECTS);
  /** The files that the lake should contain. */
  let known: Archive = new Map();
  /** The keys that the lake contains or has contained, unless their tombstones have expired. */
  const everKnown = new Set<string>();
  let stack: Deployed;
  /** The results of backfills before there is any object. */
  const emptyRuns: CliRun[] = [];
  /** A local lake, to compare with. */
  const localLake = mkdtempSync(join(tmpdir(), 'fits-datalake-'));

  beforeAll(async () => {
    await makeBucket(BUCKET);
    await cdk(['deploy', '--require-approval', 'never'], {
      sourceBucket: BUCKET,
      stackId: STACK,
      glueDatabase: 'backfilled_datalake',
      // each concurrent batch and message is a process
      backfillConcurrency: '3',
      maxConcurrency: '2',
      reconcileSchedule: 'rate(1 day)',
    });
    stack = await deployed(STACK);
    // the stack has just enabled EventBridge
    await setNotifications(BUCKET, {});
    emptyRuns.push(await backfill('--last'), await backfill(), await backfill('--prefix', HALF));
    await putMany(BUCKET, archive);
  }, TIMEOUT);
  afterAll(() => rmSync(localLake, { recursive: true, force: true }));

  /** Returns what the next run should report. */
  const expected = (prefix = '') => findings(filesOf(known, prefix), filesOf(archive, prefix));

  /** Expects a report to list exactly the files that differ from the lake, and notes that the lake contains them now. */
  function expectReport(report: Report, prefix = '', expired: readonly string[] = []): void {
    const { unchanged, faulty, ...found } = expected(prefix);
    const covered = [...archive.keys()].filter((key) => key.startsWith(prefix));
    const skipped = covered.length - filesOf(archive, prefix).size;
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

  /** Expects the lake to contain what an ingest of the bucket finds, and tombstones of removed files. */
  async function expectSameAsIngest(): Promise<void> {
    const args = ['--lake', localLake, '--endpoint-url', process.env['AWS_ENDPOINT_URL'] ?? ''];
    const { status, stderr } = await runCliBeside(['ingest', ...args, '--allow-removals', `s3://${BUCKET}/`]);
    expect(status, stderr).toBe(3);
    const ingested = [...(await lakeContents(folderStore(localLake)))].filter(([, rows]) => rows !== REMOVED);
    expect(ingested).toHaveLength(filesOf(archive).size);
    const removed = [...everKnown].filter((key) => !archive.has(key)).map((key) => [key, REMOVED] as const);
    const lake = await lakeContents(await copyOf(stack.outputs['TargetBucket'] ?? '', HEADERS));
    expect(lake).toEqual(new Map([...ingested, ...removed].sort(([a], [b]) => (a < b ? -1 : 1))));
  }

  it('reports that an empty bucket or prefix has no objects', async () => {
    const [last, whole, part] = emptyRuns;
    expect(last).toMatchObject({ status: 1, stderr: expect.stringContaining(STACK) });
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

  it('counts the files and changes nothing with --dry-run', async () => {
    const { status, stdout } = await backfill('--dry-run');
    expect(status).toBe(0);
    const files = filesOf(archive).size;
    expect(JSON.parse(stdout)).toMatchObject({ files, others: OBJECTS - files });
    expect(await keysOf(stack.lake)).toEqual([]);
  });

  it('adds only files with the prefix', async () => {
    expectReport(await backfillReport('--prefix', HALF), HALF);
    const files = [...filesOf(archive, HALF).keys()];
    const lakeKeys = files.map((key) => lakeKey({ bucket: BUCKET, key }));
    expect(await keysOf(stack.lake, HEADERS)).toEqual(lakeKeys.sort());
  });

  it('reports new, changed, removed and faulty files, and leaves the same lake as an ingest', async () => {
    await put(numbers(10, 0), 2);
    // the same bytes again
    await put(numbers(16, 2), 1);
    await remove(numbers(14, 4));
    const [expired, recent] = [`${HALF}removed long ago.fits`, 'echo/removed recently.fits'];
    await writeTombstone(expired, 31);
    await writeTombstone(recent, 29);
    for (const key of [expired, recent]) everKnown.add(key);
    const { changed, removed, unchanged } = expected();
    for (const keys of [changed, removed, unchanged]) expect(keys.length).toBeGreaterThan(100);

    expectReport(await backfillReport(), '', [expired]);
    await expectSameAsIngest();
  });

  it('reads no bytes in a second run, which makes three requests per file', async () => {
    const second = await backfillReport('--prefix', QUIET);
    expectReport(second, QUIET);
    expect(second.files).toBeGreaterThan(400);
    expect(second).toMatchObject({ bytesRead: 0, requests: 3 * second.files });
  });

  it('leaves the same lake if it is stopped, started again, and resumed by another command', async () => {
    await put(numbers(12, 6), 3);
    await remove(numbers(18, 8));
    const { changed, removed } = expected();
    const stopped = await startBackfill(HALF);
    await partlyDone(stopped);
    await stopRun(stopped);
    expect(await backfill('--last')).toMatchObject({ status: 1, stderr: expect.stringContaining(STACK) });
    const restarted = await startBackfill(HALF);
    const { stdout, stderr } = await backfill('--prefix', HALF);
    expect(stderr).toMatch(/^fits-datalake: /);
    expect((await newestRun(stack.outputs['Backfill'] ?? '')).arn).toBe(restarted);
    const again: Report = JSON.parse(stdout);
    expect(await statusOfRun(stopped)).toBe('ABORTED');
    expect(await halvesOf(stopped)).toMatchObject([{ status: 'ABORTED' }]);
    // the stopped run has synced some files, and this run syncs the rest
    expect(again.changed).toBeGreaterThan(0);
    expect(again.changed).toBeLessThan(changed.length);
    expect(again.removed).toBe(removed.length);
    await expectSameAsIngest();
  });

  it('starts a run of everything on schedule', async () => {
    const machine = stack.outputs['Backfill'] ?? '';
    const before = await newestRun(machine);
    // a rule for events instead of a schedule, so that the test need not wait for a day
    const restore = await changeStack(STACK, ({ Resources }) => {
      const [rule] = Object.values(Resources).filter(({ Properties }) => Properties['ScheduleExpression']);
      delete rule?.Properties['ScheduleExpression'];
      const EventPattern = { source: ['aws.s3'], detail: { bucket: { name: [BUCKET] } } };
      Object.assign(rule!.Properties, { EventPattern });
    });
    await setNotifications(BUCKET, { EventBridgeConfiguration: {} });
    await put([1], 2);
    const run = await until('a run to start', 240_000, async () => {
      const newest = await newestRun(machine);
      return newest.arn !== before.arn && newest;
    });
    // otherwise each event of other tests would start another run
    await setNotifications(BUCKET, {});
    await restore();
    await stopRun(run.arn);
    expect(run.input).toEqual({ sourcePrefix: '', lakePrefix: HEADERS, force: false });
  });

  /** Writes the files with these numbers to the bucket. */
  async function put(fileNumbers: readonly number[], edition: number): Promise<void> {
    const files = new Map(fileNumbers.map((number) => archiveFile(number, edition)));
    for (const [key, file] of files) archive.set(key, file);
    await putMany(BUCKET, files);
  }

  async function remove(fileNumbers: readonly number[]): Promise<void> {
    const keys = fileNumbers.map((number) => archiveFile(number)[0]);
    for (const key of keys) archive.delete(key);
    await deleteMany(BUCKET, keys);
  }

  /** Writes a tombstone that is some days old to the lake. */
  async function writeTombstone(key: string, days: number): Promise<void> {
    const [place, goneAt] = [{ bucket: BUCKET, key }, new Date(Date.now() - days * 86_400_000)];
    await stack.lake.write(lakeKey(place), tombstone(place, goneAt), {
      ifMatch: null,
      metadata: toMetadata({ kind: 'tombstone', ...place, generation: 1, revision: 1, goneAt }),
    });
  }
});

/** The numbers of every `step`-th file, beginning with `first`. */
const numbers = (step: number, first: number): number[] =>
  Array.from({ length: Math.ceil((OBJECTS - first) / step) }, (_, i) => first + i * step);
