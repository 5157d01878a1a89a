import { beforeAll, describe, expect, it } from 'vitest';
import { lakeKey } from '../../lib/lake/naming.ts';
import { toMetadata, tombstone } from '../../lib/lake/object.ts';
import { folderStore } from '../../lib/stores/folder.ts';
import {
  type Archive,
  type ArchiveFile,
  archiveFile,
  archiveOf,
  filesOf,
  findings,
  HALF,
} from '../helpers/archive.ts';
import {
  type BackfillInput,
  type Ended,
  ended,
  isInTheMiddle,
  reportsOf,
  startMachine,
  stopMachine,
  summed,
} from '../helpers/backfill-machine.ts';
import { cdk } from '../helpers/cdk.ts';
import { type Deployed, deployed } from '../helpers/deployed.ts';
import { lakeContents, REMOVED } from '../helpers/lake-contents.ts';
import { makeBucket } from '../helpers/make-bucket.ts';
import { setNotifications } from '../helpers/notifications.ts';
import { runCli } from '../helpers/run-cli.ts';
import { deleteObject, putObject } from '../helpers/source.ts';
import { keysOf } from '../helpers/store.ts';
import { tempFolder } from '../helpers/temp-folder.ts';

const STACK = 'backfilled-datalake';
const BUCKET = 'backfilled-archive-of-tests';
const OBJECTS = 5000;

const EVERYTHING: BackfillInput = { sourcePrefix: '', lakePrefix: 'headers/', force: false };
const THE_HALF: BackfillInput = { ...EVERYTHING, sourcePrefix: HALF };

describe(`a bucket of ${OBJECTS} objects, of which no event tells`, () => {
  const archive = archiveOf(OBJECTS);
  /** What the lake knows after each run. */
  let known: Archive = new Map();
  let stack: Deployed;
  let ingested: string;

  beforeAll(async () => {
    await makeBucket(BUCKET);
    await cdk(['deploy', '--require-approval', 'never'], {
      sourceBucket: BUCKET,
      stackId: STACK,
      glueDatabase: 'backfilled_datalake',
      backfillConcurrency: '4',
      maxConcurrency: '2',
    });
    stack = await deployed(STACK);
    // the stack has just switched it on
    await setNotifications(BUCKET, {});
    await sideBySide([...archive], ([key, file]) => put(key, file));
  });

  const put = (key: string, { bytes, storageClass }: ArchiveFile) =>
    putObject(key, bytes, { bucket: BUCKET, ...(storageClass && { storageClass }) });

  /** Changes the archive as its users do: the files of these numbers. */
  async function change({ renew = [], repeat = [], remove = [] }: Record<string, readonly number[]>) {
    const puts = [
      ...renew.map((number) => archiveFile(number, 2)),
      ...repeat.map((number) => archiveFile(number)),
    ];
    const gone = remove.map((number) => archiveFile(number)[0]);
    for (const [key, file] of puts) archive.set(key, file);
    for (const key of gone) archive.delete(key);
    await sideBySide(puts, ([key, file]) => put(key, file));
    await sideBySide(gone, (key) => deleteObject(key, { bucket: BUCKET }));
  }

  async function run(input: BackfillInput): Promise<Ended> {
    const end = await ended(await startMachine(stack.outputs['Backfill'] ?? '', input));
    expect(end).toMatchObject({
      status: 'SUCCEEDED',
      mapRuns: [{ status: 'SUCCEEDED' }, { status: 'SUCCEEDED' }],
    });
    return end;
  }

  const sweptBy = async (end: Ended, sweep: 'source' | 'lake') => {
    const { keys, ...sums } = summed(await reportsOf(end, sweep, stack.lake));
    expect(sums).toMatchObject({ untold: 0, counts: { failed: 0, queued: 0, moved: 0 } });
    return { ...sums, keys };
  };

  /** What the source's sweep and the lake's have to report of what differs from what is known. */
  async function expectReport(end: Ended, prefix: string, expired: readonly string[] = []): Promise<void> {
    const within = filesOf(archive, prefix);
    const found = findings(filesOf(known, prefix), within);
    const source = await sweptBy(end, 'source');
    const objects = [...archive.keys()].filter((key) => key.startsWith(prefix)).length;
    expect(source.objects).toBe(objects);
    expect(source.counts).toMatchObject({
      new: found.new.length,
      changed: found.changed.length,
      unchanged: found.unchanged.length,
      removed: 0,
      skipped: objects - within.size,
    });
    expect(source.keys(({ kind }) => kind === 'new')).toEqual(found.new);
    expect(source.keys(({ kind }) => kind === 'changed')).toEqual(found.changed);
    expect(source.keys(({ faulty }) => faulty === true)).toEqual(found.faulty);

    const lake = await sweptBy(end, 'lake');
    expect(lake.counts).toMatchObject({ new: 0, changed: 0, removed: found.removed.length });
    expect(lake.keys(({ kind }) => kind === 'removed')).toEqual(found.removed);
    expect(lake.keys(({ kind }) => kind === 'expired')).toEqual(expired);
    known = new Map([...known].filter(([key]) => !key.startsWith(prefix)));
    known = new Map([...known, ...within]);
  }

  /** Tombstones aside, the lake holds what a local ingest of the bucket finds. */
  async function expectAsIngested(lake: string, tombstones: readonly string[]): Promise<void> {
    const { status, stderr } = runCli(['ingest', '--lake', lake, `s3://${BUCKET}/`]);
    expect(status, stderr).toBe(3);
    const here = [...(await lakeContents(folderStore(lake)))].filter(([, rows]) => rows !== REMOVED);
    const there = await lakeContents(stack.lake);
    const gone = [...there].flatMap(([key, rows]) => (rows === REMOVED ? [key] : []));
    expect(gone).toEqual([...tombstones].sort());
    for (const key of gone) (there as Map<string, string>).delete(key);
    expect(there).toEqual(new Map(here));
  }

  it('a run with a prefix makes the lake know these files, and no others', async () => {
    const end = await run(THE_HALF);
    await expectReport(end, HALF);
    expect(await keysOf(stack.lake, 'headers/')).toEqual(
      [...filesOf(archive, HALF).keys()].map((key) => lakeKey({ bucket: BUCKET, key })).sort(),
    );
  });

  it('a run reports what is new, changed, removed and faulty, and the lake is as a fresh ingest makes it', async () => {
    await change({
      renew: numbers(10, 0),
      repeat: numbers(16, 2),
      remove: numbers(14, 4),
    });
    const [old, young] = ['half 1+%2F天/long gone.fits', 'echo/just gone.fits'];
    await bury(old, 31);
    await bury(young, 29);
    const gone = findings(known, archive).removed;

    const end = await run(EVERYTHING);
    await expectReport(end, '', [old]);
    ingested = tempFolder();
    await expectAsIngested(ingested, [...gone, young]);
  });

  it('a second run reads nothing', async () => {
    const end = await run(THE_HALF);
    await expectReport(end, HALF);
    const source = await sweptBy(end, 'source');
    console.log('second run', source.requests, source.bytesRead);
    expect(source.bytesRead).toBe(0);
  });

  it('a run that is stopped in the middle, and started again at once, ends the same', async () => {
    await change({ renew: numbers(12, 6), remove: numbers(18, 8) });
    const machine = stack.outputs['Backfill'] ?? '';
    const stopped = await startMachine(machine, THE_HALF);
    await isInTheMiddle(stopped);
    await stopMachine(stopped);
    const again = await startMachine(machine, THE_HALF);
    expect(await ended(stopped)).toMatchObject({ status: 'ABORTED', mapRuns: [{ status: 'ABORTED' }] });
    expect(await ended(again)).toMatchObject({ status: 'SUCCEEDED' });
    await expectAsIngested(tempFolder(), []);
  });

  /** Leaves a tombstone of so many days in the lake. */
  async function bury(key: string, days: number): Promise<void> {
    const [place, goneAt] = [{ bucket: BUCKET, key }, new Date(Date.now() - days * 86_400_000)];
    await stack.lake.write(lakeKey(place), tombstone(place, goneAt), {
      ifMatch: null,
      metadata: toMetadata({ kind: 'tombstone', ...place, generation: 1, revision: 1, goneAt }),
    });
  }
});

/** Numbers of files: every so many-th, from the first on. */
const numbers = (every: number, first: number): number[] =>
  Array.from({ length: Math.ceil((OBJECTS - first) / every) }, (_, i) => first + i * every);

/** Does work on each, on some at the same time. */
async function sideBySide<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) await work(items[next++]!);
  };
  await Promise.all(Array.from({ length: 32 }, worker));
}
