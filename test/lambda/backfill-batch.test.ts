import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type BackfillContext, backfill } from '../../lambda/backfill-batch.ts';
import { type Batch, batchOf } from '../../lambda/backfill-event.ts';
import { OutOfTime } from '../../lambda/deadline.ts';
import type { BatchReport } from '../../lib/lake/batch-report.ts';
import { EXTRACTOR_REVISION } from '../../lib/lake/extraction.ts';
import { formerLakeKey } from '../../lib/lake/former-naming.ts';
import { lakeKey } from '../../lib/lake/naming.ts';
import { fromMetadata, toMetadata } from '../../lib/lake/object.ts';
import { hasFitsSuffix } from '../../lib/lake/suffixes.ts';
import { type Store, StoreFailure } from '../../lib/stores/store.ts';
import { itemOf } from '../../scripts/bench/backfill-machine.ts';
import { primary } from '../helpers/fits.ts';
import { BUCKET, lambdaWorld, messagesOf } from '../helpers/lambda-world.ts';
import { listed } from '../helpers/store.ts';

const FILE = primary();
/** When a run begins that finds all that tests have written before. */
const LATER = '2100-01-01T00:00:00Z';

interface Options extends Partial<Pick<Batch, 'task' | 'prefix' | 'force' | 'crashed'>> {
  readonly signal?: AbortSignal;
  readonly world?: Partial<BackfillContext>;
  readonly took?: boolean;
  readonly began?: string;
}

function backfillWorld(wrap?: (source: Store) => Store) {
  const w = lambdaWorld(wrap);
  const queued: string[] = [];
  return {
    ...w,
    queued,
    /** Runs one batch of all that is there. */
    run: async ({ signal, world, took = true, ...options }: Options = {}): Promise<BatchReport> => {
      const { task = 'backfill', crashed, ...how } = options;
      const objects = await listed(task === 'backfill' ? w.source.store : w.lake.store);
      const BatchInput = { task, prefix: '', force: false, began: '2026-11-25T00:00:00Z', ...how };
      w.source.requests.length = w.lake.requests.length = 0;
      return backfill(
        batchOf({ BatchInput, Items: objects.map(itemOf), ...(crashed && { crashed: {} }) }),
        { ...w.world, wants: hasFitsSuffix, ...world },
        signal ?? new AbortController().signal,
        (looked) => w.told.looked.push(looked as (typeof w.told.looked)[number]),
        async (keys) => {
          if (took) queued.push(...keys);
          return new Set(took ? keys : []);
        },
      );
    },
  };
}

/** What was counted, without zeros. */
const counted = ({ counts }: BatchReport) =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));

describe('a batch of the source', () => {
  it('reads what is new, and leaves what is no FITS file by its name', async () => {
    const w = backfillWorld();
    await w.put('m31/a.fits', FILE);
    await w.put('m31/b.FITS.gz', gzipSync(FILE));
    await w.put('m31/notes.txt', 'x');
    const report = await w.run();
    expect(counted(report)).toEqual({ new: 2, skipped: 1 });
    expect(report.told.map(({ key, kind }) => `${kind} ${key}`).sort()).toEqual([
      'new m31/a.fits',
      'new m31/b.FITS.gz',
    ]);
    expect([...(await w.states()).keys()].sort()).toEqual(['m31/a.fits', 'm31/b.FITS.gz']);
    expect(w.partitions).toHaveLength(2);
  });

  it('asks of an unchanged file the lake alone, once', async () => {
    const w = backfillWorld();
    await w.put('m31/a.fits', FILE);
    await w.run();
    const report = await w.run();
    expect(counted(report)).toEqual({ unchanged: 1 });
    expect(report).toMatchObject({ requests: 1, bytesRead: 0, told: [] });
    expect(w.source.requests).toEqual([]);
    expect(w.lake.requests).toEqual(['head']);
  });

  it('reads all again by force', async () => {
    const w = backfillWorld();
    await w.put('m31/a.fits', FILE);
    await w.run();
    const report = await w.run({ force: true });
    expect(counted(report)).toEqual({ unchanged: 1 });
    expect(report.bytesRead).toBe(FILE.length);
    expect((await w.states()).get('m31/a.fits')).toMatchObject({ generation: 2 });
  });

  it('reads again what an earlier revision of the extractor has read', async () => {
    const w = backfillWorld();
    await w.put('m31/a.fits', FILE);
    await w.run();
    const key = lakeKey({ bucket: BUCKET, key: 'm31/a.fits' });
    const head = await w.lake.store.head(key);
    const { bytes } = await w.lake.store.read(key, 0, 1e6);
    const state = fromMetadata(head?.metadata ?? {})!;
    const metadata = toMetadata({ ...state, revision: EXTRACTOR_REVISION - 1 });
    await w.lake.store.write(key, bytes, { ifMatch: head?.etag ?? '', metadata });
    expect(counted(await w.run())).toEqual({ changed: 1 });
    expect((await w.states()).get('m31/a.fits')).toMatchObject({ revision: EXTRACTOR_REVISION });
  });

  it('counts a faulty file each time, and names its faults when they are read', async () => {
    const w = backfillWorld();
    await w.put('m31/a.fits', 'no such thing');
    expect(await w.run()).toMatchObject({
      faulty: 1,
      told: [{ key: 'm31/a.fits', kind: 'new', faulty: true, codes: ['not-fits'] }],
    });
    expect(await w.run()).toMatchObject({
      faulty: 1,
      told: [{ key: 'm31/a.fits', kind: 'unchanged', faulty: true }],
    });
  });

  it('of a bad key only that is told, with its reason; the lake is as it was', async () => {
    const w = backfillWorld((source) => ({
      ...source,
      read: async (key, ...range) => {
        if (key.includes('denied')) throw new StoreFailure(key, new Error(`access denied${'.'.repeat(999)}`));
        return source.read(key, ...range);
      },
    }));
    await w.put('m31/a.fits', FILE);
    await w.put('m31/denied.fits', FILE);
    const report = await w.run();
    expect(counted(report)).toEqual({ new: 1, failed: 1 });
    expect(report.told[0]).toMatchObject({ key: 'm31/denied.fits', kind: 'failed' });
    expect(report.told[0]?.reason).toMatch(/^access denied/);
    expect(report.told[0]?.reason?.length).toBe(300);
    expect((await w.states()).size).toBe(1);
  });

  it('of a file that went while the run was under way nothing is told, if it was never known', async () => {
    const w = backfillWorld((source) => ({ ...source, read: (key) => source.read(`${key}x`, 0, 1) }));
    await w.put('m31/a.fits', FILE);
    expect(counted(await w.run())).toEqual({ skipped: 1 });
    expect((await w.states()).size).toBe(0);
  });

  it('ensures the partition of what it leaves alone', async () => {
    const w = backfillWorld();
    await w.put('m31/a.fits', FILE);
    const addPartition = () => Promise.reject(new Error('the catalog refuses'));
    expect(counted(await w.run({ world: { addPartition } }))).toEqual({ failed: 1 });
    expect(counted(await w.run())).toEqual({ unchanged: 1 });
    expect(w.partitions).toEqual([lakeKey({ bucket: BUCKET, key: 'm31/a.fits' })]);
  });
});

describe('a batch of the lake', () => {
  it('buries what is gone, and reads what has changed', async () => {
    const w = backfillWorld();
    for (const key of ['m31/a.fits', 'm31/b.fits', 'm31/c.fits']) await w.put(key, FILE);
    await w.run();
    await w.put('m31/b.fits', primary([], ["OBJECT  = 'M31'"]));
    const gone = await w.source.store.head('m31/c.fits');
    await w.source.store.remove('m31/c.fits', { ifMatch: gone?.etag ?? '' });
    const report = await w.run({ task: 'reconcile', began: LATER });
    expect(counted(report)).toEqual({ unchanged: 1, changed: 1, removed: 1 });
    expect(report.told.map(({ key, kind }) => `${kind} ${key}`)).toEqual([
      'removed m31/c.fits',
      'changed m31/b.fits',
    ]);
  });

  it('asks nothing about what was written since the run began', async () => {
    const w = backfillWorld();
    await w.put('m31/a.fits', FILE);
    await w.run();
    const [object] = await listed(w.lake.store);
    const written = object!.lastModified.getTime();
    const late = await w.run({ task: 'reconcile', began: new Date(written).toISOString() });
    expect(counted(late)).toEqual({ skipped: 1 });
    expect(w.lake.requests).toEqual([]);
    const before = await w.run({ task: 'reconcile', began: new Date(written + 1).toISOString() });
    expect(counted(before)).toEqual({ unchanged: 1 });
  });

  it('looks no further at what the run is not about', async () => {
    const w = backfillWorld();
    await w.put('m31/a.fits', FILE);
    await w.put('m33/a.fits', FILE);
    await w.run();
    const report = await w.run({ task: 'reconcile', prefix: 'm33/', began: LATER });
    expect(counted(report)).toEqual({ unchanged: 1, skipped: 1 });
    expect(w.source.requests).toEqual(['read ifNoneMatch']);
  });

  it('sees to the partition of whatever queries read, also of files that it does not look at', async () => {
    const w = backfillWorld();
    await w.put('m31/a.fits', FILE);
    await w.put('m33/a.fits', FILE);
    await w.run();
    w.partitions.length = 0;
    const wants = (key: string): boolean => key.startsWith('m33/');
    const report = await w.run({ task: 'reconcile', began: LATER, world: { wants } });
    expect(counted(report)).toEqual({ unchanged: 1, skipped: 1 });
    expect(w.partitions).toHaveLength(2);
  });

  it('makes no partition of a folder that is not one of a collection', async () => {
    const w = backfillWorld();
    await w.put('m31/a.fits', FILE);
    await w.run();
    const { lakeKey: key = '' } = w.told.looked[0]?.outcome ?? {};
    const { bytes, head } = await w.lake.store.read(key, 0, 1e6);
    for (const copy of ['headers/copy.csv.gz', 'headers/a/b/copy.csv.gz'])
      await w.lake.store.write(copy, bytes, { ifMatch: null, metadata: head.metadata });
    w.partitions.length = 0;
    await w.run({ task: 'reconcile', began: LATER, world: { wants: () => false } });
    expect(w.partitions).toEqual([key]);
  });

  it('names what is not a lake object, and says what to do', async () => {
    const w = backfillWorld();
    await w.lake.store.write('headers/x.csv', Buffer.from('?'), { ifMatch: null });
    const { told } = await w.run({ task: 'reconcile', began: LATER });
    expect(told[0]).toMatchObject({ key: 'headers/x.csv', kind: 'failed', foreign: true });
    expect(told[0]?.reason).toMatch(/not a lake object.*delete it or move it elsewhere/);
  });
});

// a stack of 0.1.0 has been deployed anew
describe('a lake object that is where it was up to 0.1.0', () => {
  const PLACE = { bucket: BUCKET, key: 'm:31/a.fits' };
  const [OLD, NEW] = [formerLakeKey(PLACE), lakeKey(PLACE)];

  /** A world with it, its file unchanged. */
  async function world() {
    const w = backfillWorld();
    await w.put(PLACE.key, FILE);
    await w.run();
    const head = await w.lake.store.head(NEW);
    const { bytes } = await w.lake.store.read(NEW, 0, 1e6);
    await w.lake.store.write(OLD, bytes, { ifMatch: null, metadata: head?.metadata ?? {} });
    await w.lake.store.remove(NEW, { ifMatch: head?.etag ?? '' });
    return w;
  }
  const keys = async (w: Awaited<ReturnType<typeof world>>) =>
    (await listed(w.lake.store)).map(({ key }) => key);

  it('is moved by the first half of a run, without a look at the file', async () => {
    const w = await world();
    const report = await w.run();
    expect(counted(report)).toEqual({ unchanged: 1, moved: 1 });
    expect(w.source.requests).toEqual([]);
    expect(w.lake.requests).toEqual(['head', 'head', 'head', 'read ifMatch', 'write new', 'head', 'remove']);
    expect(await keys(w)).toEqual([NEW]);
    expect(w.partitions.at(-1)).toBe(NEW);
  });

  it('takes no request more once it has been moved', async () => {
    const w = await world();
    await w.run();
    expect(counted(await w.run())).toEqual({ unchanged: 1 });
    expect(w.lake.requests).toEqual(['head']);
  });

  it('is moved by the second half, where the first did not come to it', async () => {
    const w = await world();
    const report = await w.run({ task: 'reconcile', began: LATER });
    expect(counted(report)).toEqual({ moved: 1 });
    expect(await keys(w)).toEqual([NEW]);
  });

  it('is moved by an event that writes the file, and costs others one HEAD more at most', async () => {
    const w = await world();
    w.lake.requests.length = 0;
    expect(await w.send(messagesOf([PLACE.key]))).toEqual([]);
    expect(w.lake.requests).toEqual([
      ...['head', 'head', 'read ifMatch', 'write new'],
      ...['head', 'write ifMatch', 'remove'],
    ]);
    expect(await keys(w)).toEqual([NEW]);
    w.lake.requests.length = 0;
    await w.send(messagesOf([PLACE.key]));
    expect(w.lake.requests).toEqual(['head', 'head', 'write ifMatch']);
    await w.put('m31/a.fits', FILE);
    w.lake.requests.length = 0;
    await w.send(messagesOf(['m31/a.fits']));
    expect(w.lake.requests).toEqual(['head', 'write new']);
  });
});

describe('without time left', () => {
  const over = () => AbortSignal.abort(new OutOfTime());

  it('keys go to the queue, and are told so', async () => {
    const w = backfillWorld();
    await w.put('m31/a.fits', FILE);
    const report = await w.run({ signal: over() });
    expect(counted(report)).toEqual({ queued: 1 });
    expect(w.queued).toEqual(['m31/a.fits']);
    expect(report.told).toEqual([{ key: 'm31/a.fits', kind: 'queued' }]);
  });

  it('those that the queue does not take have failed', async () => {
    const w = backfillWorld();
    await w.put('m31/a.fits', FILE);
    const report = await w.run({ signal: over(), took: false });
    expect(report.told).toMatchObject([
      { kind: 'failed', reason: expect.stringMatching(/no time left.*queue/) },
    ]);
  });

  it('an object of the lake of which nothing is known yet has failed', async () => {
    const w = backfillWorld();
    await w.put('m31/a.fits', FILE);
    await w.run();
    const report = await w.run({ task: 'reconcile', signal: over(), began: LATER });
    expect(report.told).toMatchObject([
      { key: lakeKey({ bucket: BUCKET, key: 'm31/a.fits' }), kind: 'failed' },
    ]);
  });
});

describe('at the same time', () => {
  /** The most reads that are under way. */
  async function most(options: Options): Promise<number> {
    let [now, highest] = [0, 0];
    const w = backfillWorld((source) => ({
      ...source,
      read: async (...range) => {
        highest = Math.max(highest, ++now);
        await new Promise((resolve) => setTimeout(resolve, 150));
        now--;
        return source.read(...range);
      },
    }));
    for (let i = 0; i < 30; i++) await w.put(`m31/${i}.fits`, FILE);
    expect(counted(await w.run(options))).toEqual({ new: 30 });
    return highest;
  }

  it('16 files are in work', async () => {
    expect(await most({})).toBe(16);
  });

  it('2 are, where the function has failed as a whole', async () => {
    expect(await most({ crashed: true })).toBe(2);
  });
});

describe('a file that ends the process', () => {
  it('keeps few others from being read: the second attempt comes from the other end', async () => {
    let process = new AbortController();
    const w = backfillWorld((source) => ({
      ...source,
      read: async (key, ...range) => {
        if (key.includes('poison')) process.abort(new Error('out of memory'));
        return source.read(key, ...range);
      },
    }));
    for (let i = 0; i < 100; i++) await w.put(`m31/${i}${i === 50 ? 'poison' : ''}.fits`, FILE);
    for (const crashed of [false, true]) {
      process = new AbortController();
      await w.run({ crashed, signal: process.signal });
      expect(process.signal.aborted).toBe(true);
    }
    // but for those that were beside it
    expect((await w.states()).size).toBeGreaterThanOrEqual(100 - 17);
  });
});
