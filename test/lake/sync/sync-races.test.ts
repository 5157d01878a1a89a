import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromMetadata } from '../../../lib/lake/object.ts';
import { type SyncOptions, sync } from '../../../lib/lake/sync/sync.ts';
import { memoryStore } from '../../../lib/stores/memory.ts';
import type { Store } from '../../../lib/stores/store.ts';
import { s3Lake } from '../../helpers/race/lake.ts';
import { play } from '../../helpers/race/play.ts';
import { type Mutation, plots } from '../../helpers/race/plot.ts';

// After all events have been handled, however the runs were interleaved, duplicated, killed and repeated,
// the lake agrees with the source. See docs/decisions/0004-sync.md.

/** Each mistake below is found within 300 on the average. */
const RUNS = 1500;

const agreement = (lake: () => Store, mutation?: Mutation) =>
  fc.asyncProperty(plots, fc.boolean(), async (plot, moves) => {
    const wrong = await play({ ...plot, moves }, lake(), mutation);
    if (wrong !== undefined) throw new Error(wrong);
  });

describe('sync: whatever happens at the same time', () => {
  it('the lake agrees with the source at last', async () => {
    await fc.assert(agreement(memoryStore), { numRuns: RUNS });
  });

  it('so it does where ETags are made of the bytes', async () => {
    await fc.assert(agreement(s3Lake), { numRuns: RUNS });
  });
});

/** Writes whatever is there. */
const overwriting = (lake: Store): Store => ({
  ...lake,
  write: async (key, body, options) => {
    for (;;) {
      const ifMatch = (await lake.head(key))?.etag ?? null;
      try {
        return await lake.write(key, body, { ...options, ifMatch });
      } catch (error) {
        if (!(error instanceof Error && error.name === 'Conflict')) throw error;
      }
    }
  },
});

/** Removes a lake object where there should be a tombstone. */
const removing = (lake: Store): Store => ({
  ...lake,
  write: async (key, body, options) => {
    if (options.metadata?.['kind'] !== 'tombstone') return lake.write(key, body, options);
    if (options.ifMatch !== null) await lake.remove(key, { ifMatch: options.ifMatch });
    return '';
  },
});

/** Takes good rows of an archived object for good enough, and does not write them again. */
const leavingArchived = (lake: Store): Store => ({
  ...lake,
  write: async (key, body, options) => {
    const seen = fromMetadata((await lake.head(key))?.metadata ?? {});
    const next = fromMetadata(options.metadata ?? {});
    const same = seen?.kind === 'rows' && next?.kind === 'rows' && seen.sourceEtag === next.sourceEtag;
    return same && readAgain.has(body) ? (options.ifMatch ?? '') : lake.write(key, body, options);
  },
  read: async (...args) => {
    const read = await lake.read(...args);
    readAgain.add(read.bytes);
    return read;
  },
});
const readAgain = new WeakSet<Uint8Array>();

/** Reads the source before it looks at the lake, and writes what it read then. */
async function readingFirst(options: SyncOptions): Promise<unknown> {
  const early = options.extract(options.source, options.file);
  early.catch(() => {});
  await early.catch(() => {});
  return sync({ ...options, extract: () => early });
}

describe('sync: the property finds', () => {
  it.each<[string, () => Store, Mutation]>([
    [
      'events that write only what differs',
      memoryStore,
      { event: (options) => sync({ ...options, sweep: true }) },
    ],
    ['writes without a condition', memoryStore, { lake: overwriting }],
    ['removals instead of tombstones', memoryStore, { lake: removing }],
    ['a source that is read before the lake is looked at', memoryStore, { event: readingFirst }],
    ['good rows of an archived object that are not written again', memoryStore, { lake: leavingArchived }],
    ['bodies without a mark, so that ETags come back', () => memoryStore({ contentEtags: true }), {}],
  ])('%s', async (_, lake, mutation) => {
    const found = await fc.check(agreement(lake, mutation), { numRuns: RUNS, seed: 1, endOnFailure: true });
    expect(found.failed).toBe(true);
    expect(String(found.errorInstance)).toMatch(/rows|tombstone/);
  });
});
