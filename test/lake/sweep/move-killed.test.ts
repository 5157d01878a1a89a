import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formerLakeKey } from '../../../lib/lake/former-naming.ts';
import { lakeKey } from '../../../lib/lake/naming.ts';
import { readLakeIndex } from '../../../lib/lake/sweep/lake-index.ts';
import { memoryStore } from '../../../lib/stores/memory.ts';
import type { Store } from '../../../lib/stores/store.ts';
import { effort } from '../../helpers/effort.ts';
import { BUCKET, fileOf, move, putLakeObject } from '../../helpers/misplaced-objects.ts';
import { keysOf } from '../../helpers/store.ts';

describe('a move that is killed at any time', () => {
  /** Fails from the n-th request on, as after a kill. That request may have had its effect, or not. */
  const dying = (store: Store, requests: number, hasEffect: boolean): Store => {
    let left = requests;
    const alive = async <T>(effect: () => Promise<T>): Promise<T> => {
      if (--left > 0) return effect();
      if (left === 0 && hasEffect) await effect();
      throw new Error('killed');
    };
    return {
      list: store.list,
      head: (key) => store.head(key),
      read: (...args) => alive(() => store.read(...args)),
      write: (...args) => alive(() => store.write(...args)),
      remove: (...args) => alive(() => store.remove(...args)),
    };
  };
  const keys = fc.constantFrom('n:1/a', 'n:1/b', 'n 1/c', 'null/d', 'é/f', 'plain/g', 'h');
  const given = fc.array(
    fc.record({
      key: keys,
      where: fc.constantFrom('old', 'now', 'copy'),
      gone: fc.boolean(),
      generation: fc.integer({ min: 1, max: 5 }),
    }),
    { maxLength: 8 },
  );
  const kills = fc.array(fc.record({ requests: fc.integer({ min: 1, max: 12 }), hasEffect: fc.boolean() }), {
    maxLength: 3,
  });

  it('loses nothing, and is completed by the next one', async () => {
    await fc.assert(
      fc.asyncProperty(given, kills, async (objects, deaths) => {
        const lake = memoryStore();
        const known = new Set<string>();
        for (const { key, where, ...state } of objects) {
          const now = lakeKey(fileOf(key));
          const at = { old: formerLakeKey(fileOf(key)), now, copy: `headers/copies/${key}` }[where];
          if ((await lake.head(at)) !== undefined) continue;
          await putLakeObject(lake, { key, at, ...state });
          known.add(key);
        }
        const expectAllKept = async (): Promise<void> => {
          const { buckets } = await readLakeIndex(lake);
          expect(new Set(buckets.get(BUCKET)?.keys())).toEqual(known);
        };
        for (const { requests, hasEffect } of deaths) {
          await move(dying(lake, requests, hasEffect));
          await expectAllKept();
        }
        await move(lake);
        await expectAllKept();
        expect((await keysOf(lake)).sort()).toEqual([...known].map((key) => lakeKey(fileOf(key))).sort());
        expect(await move(lake)).toEqual([]);
      }),
      { numRuns: effort(300) },
    );
  });
});
