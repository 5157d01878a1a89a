import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OutOfTime } from '../../lambda/deadline.ts';
import type { SyncContext } from '../../lambda/sync-files.ts';
import { addBatchResult, newBackfillReport } from '../../lib/cli/backfill/report.ts';
import { hasFitsSuffix } from '../../lib/lake/suffixes.ts';
import { memoryStore } from '../../lib/stores/memory.ts';
import type { Store } from '../../lib/stores/store.ts';
import { type MachineRun, runMachine } from '../../scripts/bench/backfill-machine.ts';
import { effort } from '../helpers/effort.ts';
import { image, primary } from '../helpers/fits.ts';
import { freshContents, lakeContents, REMOVED } from '../helpers/lake-contents.ts';
import { listed, put } from '../helpers/store.ts';

const BUCKET = 'archive';

/** The file with a number: its kind depends on the number, and its bytes on the number and the version. */
function fileOf(i: number, version = 0): [name: string, bytes: Uint8Array] {
  const fits = Buffer.concat([primary([], [`OBJECT  = 'M ${i}'`, `VERSION = ${version}`]), image()]);
  if (i % 50 === 7) return [`${i}.fits`, Buffer.from(`not a FITS file, ${i} ${version}`)];
  if (i % 50 === 8) return [`${i} ü%.FITS.gz`, gzipSync(fits)];
  if (i % 50 === 9) return [`${i}.fits`, fits.subarray(0, 80 * 3)];
  return [`${i}.fits`, fits];
}

const isFaulty = (i: number): boolean => i % 50 === 7 || i % 50 === 9;

const keyOf = (i: number): string => `night-${i % 7}/${fileOf(i)[0]}`;

/** A source and a lake in memory, and the state machine of a backfill. */
function machineFixture() {
  const source = memoryStore({ contentEtags: true });
  const lake = memoryStore();
  const context: SyncContext = {
    sources: [{ bucket: BUCKET, prefix: '' }],
    sourceOf: () => source,
    lake,
    collectionDepth: 1,
    addPartition: async () => {},
    wants: ({ key }) => hasFitsSuffix(key),
  };
  const remove = async (key: string): Promise<void> => {
    await source.remove(key, { ifMatch: (await source.head(key))?.etag ?? '' });
  };
  /** Runs a backfill, in small batches: a batch starts at most 150 objects per second. */
  const run = async (options: Partial<MachineRun> = {}) => {
    const report = newBackfillReport();
    // a second later, so that every lake object of an earlier run is reconciled
    const began = new Date(Date.now() + 1000);
    for (const batch of await runMachine({ context, began, batch: 50, ...options }))
      addBatchResult(report, batch);
    return report;
  };
  /** What the lake should contain: the files of the source, and tombstones of the removed ones. */
  const expected = async (removed: readonly string[]) => {
    const files = new Map<string, Uint8Array>();
    for (const { key } of await listed(source))
      if (hasFitsSuffix(key)) files.set(key, (await source.read(key, 0, 1e6)).bytes);
    const contents = new Map(await freshContents(files));
    for (const key of removed) contents.set(key, REMOVED);
    return new Map([...contents].sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  return { source, lake, context, run, remove, expected };
}

it('a backfill counts every object correctly, and leaves the same lake as a first ingest', async () => {
  const { source, lake, run, remove, expected } = machineFixture();
  const all = Array.from({ length: effort(1000) }, (_, i) => i);
  const known = all.filter((i) => i % 2 === 0);
  for (const i of known) await put(source, keyOf(i), fileOf(i)[1]);
  const first = await run();
  expect(first.counts).toMatchObject({ new: known.length, unchanged: 0, removed: 0, failed: 0 });

  const removed = known.filter((i) => i % 40 === 0);
  const changed = known.filter((i) => i % 40 === 18 || i % 40 === 8);
  for (const i of removed) await remove(keyOf(i));
  for (const i of changed) await put(source, keyOf(i), fileOf(i, 1)[1]);
  for (const i of all.filter((j) => j % 2 === 1)) await put(source, keyOf(i), fileOf(i)[1]);
  for (let i = 0; i < 30; i++) await put(source, `night-1/${i}.txt`, 'x');

  const second = await run();
  const left = all.filter((i) => !removed.includes(i));
  expect(second.counts).toEqual({
    new: all.length - known.length,
    changed: changed.length,
    unchanged: known.length - removed.length - changed.length,
    removed: removed.length,
    skipped: 30,
    ...{ derived: 0, failed: 0, queued: 0, expired: 0, moved: 0, recorded: 0, forgotten: 0 },
  });
  expect(second.faulty).toBe(left.filter(isFaulty).length);
  expect(second.keys.removed.toSorted()).toEqual(removed.map(keyOf).sort());
  expect(second.keys.changed.toSorted()).toEqual(changed.map(keyOf).sort());
  expect(await lakeContents(lake)).toEqual(await expected(removed.map(keyOf)));

  const third = await run();
  expect(third.counts).toMatchObject({ new: 0, changed: 0, unchanged: left.length, removed: 0, failed: 0 });
  // per file: one request to the lake for the source object, and two for the lake object
  expect(third.requests).toBe(left.length * 3 + removed.length * 2);
  expect(third.bytesRead).toBe(0);
});

/** A store that calls back with each request. */
const observed = (store: Store, onRequest: () => void): Store => ({
  ...store,
  head: (key) => {
    onRequest();
    return store.head(key);
  },
  read: (...range) => {
    onRequest();
    return store.read(...range);
  },
  write: async (...object) => {
    const etag = await store.write(...object);
    onRequest();
    return etag;
  },
});

it('a backfill that is stopped at any request and started again leaves the same lake', async () => {
  const stopAfter = fc.array(fc.nat(400), { minLength: 1, maxLength: 3 });
  // the run is stopped as a whole, or each of its batches runs out of time from then on
  const isOutOfTime = fc.boolean();
  await fc.assert(
    fc.asyncProperty(stopAfter, isOutOfTime, async (stops, outOfTime) => {
      const fixture = machineFixture();
      const { source, lake, context, run, remove, expected } = fixture;
      for (let i = 0; i < 60; i += 2) await put(source, keyOf(i), fileOf(i)[1]);
      await run({ batch: 10 });
      const removed = [0, 20, 40].map(keyOf);
      for (const key of removed) await remove(key);
      for (const i of [2, 4, 8, 58]) await put(source, keyOf(i), fileOf(i, 1)[1]);
      for (let i = 1; i < 60; i += 2) await put(source, keyOf(i), fileOf(i)[1]);
      for (const stop of stops) {
        const controller = new AbortController();
        let requestsLeft = stop;
        const onRequest = (): void => {
          if (requestsLeft-- === 0) controller.abort(new OutOfTime());
        };
        const stores = { source: observed(source, onRequest), lake: observed(lake, onRequest) };
        const { signal } = controller;
        const how = outOfTime ? { deadline: () => signal } : { signal };
        await run({ context: { ...context, ...stores }, listing: fixture, batch: 10, ...how });
      }
      const last = await run({ batch: 10 });
      expect(last.counts.failed).toBe(0);
      expect(await lakeContents(lake)).toEqual(await expected(removed));
    }),
    { numRuns: effort(4) },
  );
});
