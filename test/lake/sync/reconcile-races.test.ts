import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sync } from '../../../lib/lake/sync/sync.ts';
import { memoryStore } from '../../../lib/stores/memory.ts';
import type { Store } from '../../../lib/stores/store.ts';
import { effort } from '../../helpers/effort.ts';
import { s3Lake } from '../../helpers/race/lake.ts';
import { play } from '../../helpers/race/play.ts';
import { type Mutation, plots } from '../../helpers/race/plot.ts';

// Removals of tombstones and of misplaced lake objects, in addition to everything that happens in sync-races.test.ts.

const RUNS = effort(200);
const MOST_RUNS = 2000;

const agreement = (lake: () => Store, mutation: Mutation = {}) =>
  fc.asyncProperty(plots, fc.integer({ min: 1, max: 3 }), fc.boolean(), async (plot, reconciles, moves) => {
    const wrong = await play({ ...plot, reconciles, moves }, lake(), mutation);
    if (wrong !== undefined) throw new Error(wrong);
  });

describe('reconciles that run at the same time as syncs', () => {
  it('leave a lake that agrees with the source', async () => {
    await fc.assert(agreement(memoryStore), { numRuns: RUNS });
  });

  it('leave such a lake even if ETags are derived from the bytes', async () => {
    await fc.assert(agreement(s3Lake), { numRuns: RUNS });
  });
});

/** Removes without a condition. */
const deleting = (lake: Store): Store => ({
  ...lake,
  remove: async (key) => {
    const ifMatch = (await lake.head(key))?.etag;
    if (ifMatch !== undefined) await lake.remove(key, { ifMatch });
  },
});

describe('the property of reconciles that run at the same time', () => {
  // a plain sync for events has fewer requests, so that the mistake is found sooner
  it.each<[string, Mutation, number]>([
    ['tombstones that are removed while slower syncs are running', { expireAtOnce: true, event: sync }, 18],
    ['removals without a condition', { lake: deleting }, 11],
  ])('finds a mistake: %s', async (_, mutation, seed) => {
    const found = await fc.check(agreement(memoryStore, mutation), {
      numRuns: MOST_RUNS,
      seed,
      endOnFailure: true,
    });
    expect(found.failed).toBe(true);
    expect(String(found.errorInstance)).toMatch(/rows|tombstone/);
  });
});
