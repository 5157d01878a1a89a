import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BackfillContext } from '../../lambda/backfill-batch.ts';
import { OutOfTime } from '../../lambda/deadline.ts';
import { addResult, emptyBackfillReport } from '../../lib/cli/backfill/report.ts';
import { hasFitsSuffix } from '../../lib/lake/suffixes.ts';
import { memoryStore } from '../../lib/stores/memory.ts';
import type { Store } from '../../lib/stores/store.ts';
import { type MachineRun, runMachine } from '../../scripts/bench/backfill-machine.ts';
import { image, primary } from '../helpers/fits.ts';
import { freshContents, lakeContents, REMOVED } from '../helpers/lake-contents.ts';
import { listed, put } from '../helpers/store.ts';

const BUCKET = 'archive';

/** One of several kinds of files, always the same of an index; `version` makes another of it. */
function fileOf(i: number, version = 0): [name: string, bytes: Uint8Array] {
  const fits = Buffer.concat([primary([], [`OBJECT  = 'M ${i}'`, `VERSION = ${version}`]), image()]);
  if (i % 50 === 7) return [`${i}.fits`, Buffer.from(`no FITS file, ${i} ${version}`)];
  if (i % 50 === 8) return [`${i} ü%.FITS.gz`, gzipSync(fits)];
  if (i % 50 === 9) return [`${i}.fits`, fits.subarray(0, 80 * 3)];
  return [`${i}.fits`, fits];
}

const isFaulty = (i: number): boolean => i % 50 === 7 || i % 50 === 9;

const keyOf = (i: number): string => `night-${i % 7}/${fileOf(i)[0]}`;

function machineWorld() {
  const source = memoryStore({ contentEtags: true });
  const lake = memoryStore();
  const world: BackfillContext = {
    bucket: BUCKET,
    source,
    lake,
    collectionDepth: 1,
    addPartition: async () => {},
    wants: hasFitsSuffix,
  };
  const remove = async (key: string): Promise<void> => {
    await source.remove(key, { ifMatch: (await source.head(key))?.etag ?? '' });
  };
  const run = async (options: Partial<MachineRun> = {}) => {
    const report = emptyBackfillReport();
    // the lake's objects of before were written in a second that is over by then
    const began = new Date(Date.now() + 1000);
    for (const batch of await runMachine({ world, began, ...options })) addResult(report, batch);
    return report;
  };
  /** What the lake should hold: the files that are there, and notes of those that went. */
  const expected = async (gone: readonly string[]) => {
    const files = new Map<string, Uint8Array>();
    for (const { key } of await listed(source))
      if (hasFitsSuffix(key)) files.set(key, (await source.read(key, 0, 1e6)).bytes);
    const contents = new Map(await freshContents(files));
    for (const key of gone) contents.set(key, REMOVED);
    return new Map([...contents].sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  return { source, lake, world, run, remove, expected };
}

it('of 5,000 objects, half of them known, each is counted right, and the lake is as if it were made anew', async () => {
  const w = machineWorld();
  const all = Array.from({ length: 5000 }, (_, i) => i);
  const known = all.filter((i) => i % 2 === 0);
  for (const i of known) await put(w.source, keyOf(i), fileOf(i)[1]);
  const first = await w.run();
  expect(first.counts).toMatchObject({ new: known.length, unchanged: 0, removed: 0, failed: 0 });

  const gone = known.filter((i) => i % 40 === 0);
  const changed = known.filter((i) => i % 40 === 18 || i % 40 === 8);
  for (const i of gone) await w.remove(keyOf(i));
  for (const i of changed) await put(w.source, keyOf(i), fileOf(i, 1)[1]);
  for (const i of all.filter((j) => j % 2 === 1)) await put(w.source, keyOf(i), fileOf(i)[1]);
  for (let i = 0; i < 30; i++) await put(w.source, `night-1/${i}.txt`, 'x');

  const second = await w.run();
  const left = all.filter((i) => !gone.includes(i));
  expect(second.counts).toEqual({
    new: 2500,
    changed: changed.length,
    unchanged: known.length - gone.length - changed.length,
    removed: gone.length,
    skipped: 30,
    ...{ failed: 0, queued: 0, expired: 0, moved: 0 },
  });
  expect(second.faulty).toBe(left.filter(isFaulty).length);
  expect(second.keys.removed.toSorted()).toEqual(gone.map(keyOf).sort());
  expect(second.keys.changed.toSorted()).toEqual(changed.map(keyOf).sort());
  expect(await lakeContents(w.lake)).toEqual(await w.expected(gone.map(keyOf)));

  const third = await w.run();
  expect(third.counts).toMatchObject({ new: 0, changed: 0, unchanged: left.length, removed: 0, failed: 0 });
  // the lake alone for the source's side, both for the lake's
  expect(third.requests).toBe(left.length * 3 + gone.length * 2);
  expect(third.bytesRead).toBe(0);
}, 300_000);

describe('a run that is stopped', () => {
  /** A store of which each request may be the last: then `stop` is told. */
  const counting = (store: Store, request: () => void): Store => ({
    ...store,
    head: (key) => {
      request();
      return store.head(key);
    },
    read: (...range) => {
      request();
      return store.read(...range);
    },
    write: async (...object) => {
      const etag = await store.write(...object);
      request();
      return etag;
    },
  });

  it('anywhere, and started again, ends the same', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(400), { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        async (stops, late) => {
          const w = machineWorld();
          for (let i = 0; i < 100; i += 2) await put(w.source, keyOf(i), fileOf(i)[1]);
          await w.run({ batch: 10 });
          const gone = [0, 20, 40].map(keyOf);
          for (const key of gone) await w.remove(key);
          for (const i of [2, 4, 8, 58]) await put(w.source, keyOf(i), fileOf(i, 1)[1]);
          for (let i = 1; i < 100; i += 2) await put(w.source, keyOf(i), fileOf(i)[1]);
          for (const stop of stops) {
            const ending = new AbortController();
            let left = stop;
            const request = (): void => {
              if (left-- === 0) ending.abort(new OutOfTime());
            };
            const world = {
              ...w.world,
              source: counting(w.source, request),
              lake: counting(w.lake, request),
            };
            // stopped as a whole, or without time left in each batch from then on
            const how = late ? { deadline: () => ending.signal } : { signal: ending.signal };
            await w.run({ world, listing: w, batch: 10, ...how });
          }
          const last = await w.run({ batch: 10 });
          expect(last.counts.failed).toBe(0);
          expect(await lakeContents(w.lake)).toEqual(await w.expected(gone));
        },
      ),
      { numRuns: 15 },
    );
  }, 120_000);
});
