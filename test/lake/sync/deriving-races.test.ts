import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../../lib/stores/memory.ts';
import type { Store } from '../../../lib/stores/store.ts';
import { effort } from '../../helpers/effort.ts';
import { hasFirstRows, s3Lake } from '../../helpers/race/lake.ts';
import { OTHER_RULES, play } from '../../helpers/race/play.ts';
import { type Mutation, type Plot, plots } from '../../helpers/race/plot.ts';

// As sync-races.test.ts, but sweeps and reconciles have other rules than events. So they derive rows again that events
// wrote, often without a request to the source, while events and other sweeps write the same lake object.

const derivingPlots: fc.Arbitrary<Plot> = fc
  .tuple(plots, fc.constantFrom(1, 2, 3), fc.constantFrom(0, 1, 2), fc.boolean())
  .map(([plot, sweeps, reconciles, moves]) => ({ ...plot, sweeps, reconciles, moves, derives: true }));

const agreement = (lake: () => Store, mutation?: Mutation) =>
  fc.asyncProperty(derivingPlots, async (plot) => {
    const wrong = await play(plot, lake(), mutation);
    if (wrong !== undefined) throw new Error(wrong);
  });

/** Writes what was derived again without a condition. */
const derivingAnyway = (lake: Store): Store => ({
  ...lake,
  write: async (key, body, options) => {
    const isDerived = options.metadata?.['rules'] === OTHER_RULES;
    const ifMatch = isDerived ? ((await lake.head(key))?.etag ?? null) : options.ifMatch;
    return lake.write(key, body, { ...options, ifMatch });
  },
});

describe('syncs that derive rows again', () => {
  it.each([
    ['unique', memoryStore],
    ['derived from the bytes', s3Lake],
  ])('leave a lake that agrees with the source in the end, if ETags are %s', async (_, lake) => {
    await fc.assert(agreement(lake), { numRuns: effort(100) });
  });

  it('never lose the rows of an archived file', async () => {
    const property = fc.asyncProperty(derivingPlots, async (plot) => {
      const lake = memoryStore();
      // the file exists from the start with its rows, and is archived before anything else happens
      const changes = [{ kind: 'archive' as const }];
      const onLakeChange = async (): Promise<void> => {
        if (!(await hasFirstRows(lake))) throw new Error('the rows are lost');
      };
      const wrong = await play({ ...plot, changes, moves: true, onLakeChange }, lake);
      if (wrong !== undefined) throw new Error(wrong);
    });
    await fc.assert(property, { numRuns: effort(50) });
  });

  it('would lose a change if they wrote without a condition', async () => {
    const found = await fc.check(agreement(memoryStore, { lake: derivingAnyway }), {
      numRuns: 1500,
      seed: 2,
      endOnFailure: true,
    });
    expect(found.failed).toBe(true);
    expect(String(found.errorInstance)).toMatch(/rows|tombstone/);
  });
});
