import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sync } from '../../../lib/lake/sync/sync.ts';
import { memoryStore } from '../../../lib/stores/memory.ts';
import type { Store } from '../../../lib/stores/store.ts';
import { s3Lake } from '../../helpers/race/lake.ts';
import { play } from '../../helpers/race/play.ts';
import { type Mutation, plots } from '../../helpers/race/plot.ts';

// Deletions of tombstones, and of what stands in an old place, beside everything that
// test/lake/sync-races.test.ts plays.

const RUNS = 500;

const agreement = (lake: () => Store, mutation: Mutation = {}) =>
  fc.asyncProperty(plots, fc.integer({ min: 1, max: 3 }), fc.boolean(), async (plot, reconciles, moves) => {
    const wrong = await play({ ...plot, reconciles, moves }, lake(), mutation);
    if (wrong !== undefined) throw new Error(wrong);
  });

describe('reconcile: whatever happens at the same time', () => {
  it('the lake agrees with the source at last', async () => {
    await fc.assert(agreement(memoryStore), { numRuns: RUNS });
  });

  it('so it does where ETags are made of the bytes', async () => {
    await fc.assert(agreement(s3Lake), { numRuns: RUNS });
  });
});

/** Deletes whatever is there. */
const deleting = (lake: Store): Store => ({
  ...lake,
  remove: async (key) => {
    const ifMatch = (await lake.head(key))?.etag;
    if (ifMatch !== undefined) await lake.remove(key, { ifMatch });
  },
});

describe('reconcile: the property finds', () => {
  // events of a key that has but one file: they meet sooner
  it.each<[string, Mutation, number]>([
    ['tombstones that are deleted while slower runs are under way', { expireAtOnce: true, event: sync }, 18],
    ['deletions without a condition', { lake: deleting }, 11],
  ])('%s', async (_, mutation, seed) => {
    const found = await fc.check(agreement(memoryStore, mutation), {
      numRuns: 4 * RUNS,
      seed,
      endOnFailure: true,
    });
    expect(found.failed).toBe(true);
    expect(String(found.errorInstance)).toMatch(/rows|tombstone/);
  });
});
