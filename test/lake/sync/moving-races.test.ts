import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../../lib/stores/memory.ts';
import type { Store } from '../../../lib/stores/store.ts';
import { effort } from '../../helpers/effort.ts';
import { hasFirstRows, s3Lake } from '../../helpers/race/lake.ts';
import { play } from '../../helpers/race/play.ts';
import { type Mutation, plots } from '../../helpers/race/plot.ts';

// Lake objects that are still where release 0.1.0 put them, in addition to everything that happens in sync-races.test.ts.

const RUNS = effort(100);
const MOST_RUNS = 500;

describe('a misplaced lake object', () => {
  /** Functions of release 0.1.0 are still running, as they do for a moment while a stack is deployed. */
  const deployment = (lake: () => Store) =>
    fc.asyncProperty(
      plots,
      fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
      fc.nat(2),
      fc.boolean(),
      async (plot, outdated, reconciles, moves) => {
        const wrong = await play({ ...plot, outdated, reconciles, moves }, lake());
        if (wrong !== undefined) throw new Error(wrong);
      },
    );

  it('is removed by a backfill, and the lake agrees with the source, whatever older functions have written', async () => {
    await fc.assert(deployment(memoryStore), { numRuns: RUNS });
    await fc.assert(deployment(s3Lake), { numRuns: RUNS });
  });

  /** The file is archived while events, sweeps and reconciles are running, so that its rows cannot be read again. */
  const archived = (lake: () => Store, mutation: Mutation = {}) =>
    fc.asyncProperty(
      plots,
      fc.nat(2),
      fc.nat(3),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 1 }),
      async (plot, reconciles, late, [isRestored]) => {
        const onLakeChange = async (lakeNow: Store): Promise<void> => {
          lost ||= !(await hasFirstRows(lakeNow));
        };
        let lost = false;
        const changes = [{ kind: 'archive' } as const, ...(isRestored ? [{ kind: 'restore' } as const] : [])];
        const archiving = { ...plot, changes, reconciles, late, moves: true, onLakeChange };
        const inner = lake();
        const wrong = await play(archiving, inner, mutation);
        if (wrong !== undefined) throw new Error(wrong);
        if (lost || !(await hasFirstRows(inner))) throw new Error('the rows were lost');
      },
    );

  it('never loses the rows of a file that is archived', async () => {
    await fc.assert(archived(memoryStore), { numRuns: RUNS });
    await fc.assert(archived(s3Lake), { numRuns: RUNS });
  });

  it('would lose them if it were removed first, which the property finds', async () => {
    /** A lake that removes a misplaced object as soon as its head is requested. */
    const deletingFirst = (lake: Store): Store => ({
      ...lake,
      head: async (key) => {
        const head = await lake.head(key);
        if (key.includes('%') && head !== undefined)
          await lake.remove(key, { ifMatch: head.etag }).catch(() => {});
        return head;
      },
    });
    const found = await fc.check(archived(memoryStore, { lake: deletingFirst }), {
      ...{ numRuns: MOST_RUNS, seed: 1, endOnFailure: true },
    });
    expect(found.failed).toBe(true);
    expect(String(found.errorInstance)).toMatch(/lost|instead of rows/);
  });
});
