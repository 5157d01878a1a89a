import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromMetadata } from '../../../lib/lake/object.ts';
import { type SyncOptions, sync } from '../../../lib/lake/sync/sync.ts';
import { memoryStore } from '../../../lib/stores/memory.ts';
import type { Store } from '../../../lib/stores/store.ts';
import { effort } from '../../helpers/effort.ts';
import { s3Lake } from '../../helpers/race/lake.ts';
import { play } from '../../helpers/race/play.ts';
import { type Mutation, plots } from '../../helpers/race/plot.ts';

// After all events have been handled, the lake agrees with the source, however the syncs were interleaved, duplicated,
// killed and repeated. See docs/decisions/0004-sync.md.

const RUNS = effort(200);
/** Each mistake below is found in 300 runs on average. */
const MOST_RUNS = 1500;

const agreement = (lake: () => Store, mutation?: Mutation) =>
  fc.asyncProperty(plots, fc.boolean(), async (plot, moves) => {
    const wrong = await play({ ...plot, moves }, lake(), mutation);
    if (wrong !== undefined) throw new Error(wrong);
  });

describe('syncs that run at the same time', () => {
  it('make the lake agree with the source in the end', async () => {
    await fc.assert(agreement(memoryStore), { numRuns: RUNS });
  });

  it('make them agree even if ETags are derived from the bytes', async () => {
    await fc.assert(agreement(s3Lake), { numRuns: RUNS });
  });
});

/** Writes without a condition. */
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

/** Removes a lake object instead of writing a tombstone. */
const removing = (lake: Store): Store => ({
  ...lake,
  write: async (key, body, options) => {
    if (options.metadata?.['kind'] !== 'tombstone') return lake.write(key, body, options);
    if (options.ifMatch !== null) await lake.remove(key, { ifMatch: options.ifMatch });
    return '';
  },
});

/** Does not rewrite the good rows of an archived file. */
const leavingArchived = (lake: Store): Store => ({
  ...lake,
  write: async (key, body, options) => {
    const before = fromMetadata((await lake.head(key))?.metadata ?? {});
    const next = fromMetadata(options.metadata ?? {});
    const same = before?.kind === 'rows' && next?.kind === 'rows' && before.sourceEtag === next.sourceEtag;
    return same && rewritten.has(body) ? (options.ifMatch ?? '') : lake.write(key, body, options);
  },
  read: async (...args) => {
    const read = await lake.read(...args);
    rewritten.add(read.bytes);
    return read;
  },
});
const rewritten = new WeakSet<Uint8Array>();

/** Reads the source before the lake. */
async function readingFirst(options: SyncOptions): Promise<unknown> {
  const early = options.extract(options.source, options.file);
  early.catch(() => {});
  await early.catch(() => {});
  return sync({ ...options, extract: () => early });
}

describe('the property of syncs that run at the same time', () => {
  // each with a seed that finds the mistake in few runs
  it.each<[string, number, () => Store, Mutation]>([
    [
      'events that write only what differs',
      12,
      memoryStore,
      { event: (options) => sync({ ...options, sweep: true }) },
    ],
    ['writes without a condition', 6, memoryStore, { lake: overwriting }],
    ['removals instead of tombstones', 2, memoryStore, { lake: removing }],
    ['a source that is read before the lake', 7, memoryStore, { event: readingFirst }],
    ['good rows of an archived file that are not rewritten', 13, memoryStore, { lake: leavingArchived }],
    ['bodies without a mark, so that ETags return', 10, () => memoryStore({ contentEtags: true }), {}],
  ])('finds a mistake: %s', async (_, seed, lake, mutation) => {
    const found = await fc.check(agreement(lake, mutation), {
      numRuns: MOST_RUNS,
      seed,
      endOnFailure: true,
    });
    expect(found.failed).toBe(true);
    expect(String(found.errorInstance)).toMatch(/rows|tombstone/);
  });
});
