import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHANGES, RECEIPTS } from '../../lib/lake/changes/delta.ts';
import type { Store } from '../../lib/stores/store.ts';
import { backfillFixture, counted, LATER } from '../helpers/backfill-fixture.ts';
import { expectComplete, fileNamed, newestRows, refusing } from '../helpers/deltas.ts';
import { effort } from '../helpers/effort.ts';
import { lambdaFixture, messagesOf } from '../helpers/lambda-fixture.ts';
import { keysOf } from '../helpers/store.ts';

const KEY = 'm31/a.fits';

// A process that is killed at a write does nothing after it. What it returned does not arrive.

describe('a crash', () => {
  type Crash = (lake: Store) => Store;
  const CRASHES: [string, Crash][] = [
    ['between the lake object and the delta', (lake) => refusing(lake, CHANGES)],
    ['between the delta and its receipt', (lake) => refusing(lake, RECEIPTS)],
    ['between the receipt and the acknowledgement', (lake) => lake],
  ];

  it.each(CRASHES)('of the extractor %s is repaired by the message that comes back', async (_, crash) => {
    const fixture = lambdaFixture();
    await fixture.put(KEY, fileNamed('a'));
    // whatever it returned, the message was not acknowledged
    await fixture.send(messagesOf([KEY]), { context: fixture.recording(crash(fixture.lake.store)) });
    expect(await fixture.send(messagesOf([KEY]), { context: fixture.recording() })).toEqual([]);
    await expectComplete(fixture.lake.store);
  });

  it.each(CRASHES)('of a backfill %s is repaired by its second try', async (_, crash) => {
    const fixture = backfillFixture();
    await fixture.put(KEY, fileNamed('a'));
    await fixture.run({ context: fixture.recording(crash(fixture.lake.store)) });
    await fixture.run({ context: fixture.recording(), crashed: true });
    await expectComplete(fixture.lake.store);
  });

  it.each(CRASHES)(
    'of a backfill %s that removes and moves is repaired by its second try',
    async (_, crash) => {
      const fixture = backfillFixture();
      const { store } = fixture.lake;
      const gone = 'm31/gone.fits';
      for (const key of [KEY, gone]) await fixture.put(key, fileNamed(key));
      // the lake object of one is where another collectionDepth would put it
      await fixture.send(messagesOf([KEY]), { context: { ...fixture.recording(), collectionDepth: 0 } });
      await fixture.send(messagesOf([gone]), { context: fixture.recording() });
      await fixture.source.store.remove(gone, {
        ifMatch: (await fixture.source.store.head(gone))?.etag ?? '',
      });
      const reconcile = { task: 'reconcile', began: LATER } as const;
      await fixture.run({ ...reconcile, context: fixture.recording(crash(store)), accepts: false });
      await fixture.run({ ...reconcile, context: fixture.recording(), crashed: true });
      await expectComplete(store);
      expect((await newestRows(store)).get(gone)?.join()).toMatch(/\|removed\|/);
    },
  );

  it.each(CRASHES)('of an extractor %s whose message is dead is repaired by the check', async (_, crash) => {
    const fixture = backfillFixture();
    await fixture.put(KEY, fileNamed('a'));
    await fixture.send(messagesOf([KEY]), { context: fixture.recording(crash(fixture.lake.store)) });
    await fixture.check();
    await expectComplete(fixture.lake.store);
    // and only once
    expect(counted(await fixture.check())).toEqual({ unchanged: 1 });
  });

  it('that delivers a delta late or twice does not bring older rows back', async () => {
    const fixture = lambdaFixture();
    const { store } = fixture.lake;
    await fixture.put(KEY, fileNamed('old'));
    await fixture.send(messagesOf([KEY]), { context: fixture.recording() });
    const [early] = await keysOf(store, CHANGES);
    await fixture.put(KEY, fileNamed('new'));
    await fixture.send(messagesOf([KEY]), { context: fixture.recording() });
    const { bytes } = await store.read(early ?? '', 0, 1e9);
    await store.write('changes/day=2100-01-01/99991231T235959999-ffffffffffffffff.csv.gz', bytes, {
      ifMatch: null,
    });
    await expectComplete(store);
  });
});

describe('random batches', () => {
  const KEYS = Array.from({ length: 5 }, (_, i) => `m31/${i}.fits`);
  const step = fc.record({
    /** New contents of files; 0: the file is removed. */
    changed: fc.dictionary(fc.constantFrom(...KEYS), fc.nat({ max: 3 }), { maxKeys: 3 }),
    fails: fc.constantFrom('', '', '', CHANGES, RECEIPTS, 'headers/'),
    /** Whether a message that failed or was not acknowledged comes back at once. */
    comesBack: fc.boolean(),
    as: fc.constantFrom('messages', 'messages', 'backfill', 'reconcile'),
  });

  it('leave every lake object in the deltas after the check, whatever failed and came back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        const fixture = backfillFixture();
        const { store } = fixture.lake;
        for (const { changed, fails, comesBack, as } of steps) {
          for (const [key, content] of Object.entries(changed)) await change(fixture, key, content);
          const context = () => fixture.recording(fails === '' ? store : refusing(store, fails));
          if (as === 'messages') {
            const failed = await fixture.send(messagesOf(Object.keys(changed)), { context: context() });
            // a message that was acknowledged is in the deltas
            if (fails === '') expect(failed).toEqual([]);
            if (comesBack) await fixture.send(messagesOf(failed), { context: fixture.recording() });
          } else await fixture.run({ task: as, context: context(), began: LATER, accepts: false });
        }
        await fixture.check();
        await expectComplete(store);
        expect(counted(await fixture.check())['recorded'] ?? 0).toBe(0);
      }),
      { numRuns: effort(40) },
    );
  });

  async function change(
    fixture: ReturnType<typeof backfillFixture>,
    key: string,
    content: number,
  ): Promise<void> {
    const head = await fixture.source.store.head(key);
    if (content > 0) await fixture.put(key, fileNamed(`number ${content}`));
    else if (head !== undefined) await fixture.source.store.remove(key, { ifMatch: head.etag });
  }
});
