import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../lib/stores/memory.ts';
import type { Store } from '../../lib/stores/store.ts';
import { type Mutation, play, plots, s3Lake } from '../helpers/race.ts';

// Deletions of tombstones, and of what stands where another collectionDepth had put it, beside everything that
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
  it.each<[string, () => Store, Mutation]>([
    ['tombstones that are deleted while slower runs are under way', memoryStore, { noAge: true }],
    ['deletions without a condition', memoryStore, { lake: deleting }],
  ])('%s', async (_, lake, mutation) => {
    const found = await fc.check(agreement(lake, mutation), {
      numRuns: 10 * RUNS,
      seed: 1,
      endOnFailure: true,
    });
    expect(found.failed).toBe(true);
    expect(String(found.errorInstance)).toMatch(/rows|tombstone/);
  });
});
