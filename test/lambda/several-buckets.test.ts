import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runBatch } from '../../lambda/backfill-batch.ts';
import { batchOf, EventRefused } from '../../lambda/backfill-event.ts';
import { syncMessages } from '../../lambda/message-batch.ts';
import type { SyncContext } from '../../lambda/sync-files.ts';
import { isCovered, type Source } from '../../lib/deployment/sources.ts';
import { changesOf } from '../../lib/lake/changes/changes.ts';
import { HEADERS } from '../../lib/lake/naming.ts';
import { fromMetadata, toMetadata } from '../../lib/lake/object.ts';
import { memoryStore } from '../../lib/stores/memory.ts';
import type { Store } from '../../lib/stores/store.ts';
import { itemOf, runMachine } from '../../scripts/bench/backfill-machine.ts';
import { counted, LATER } from '../helpers/backfill-fixture.ts';
import { byBucketAndKey, fileNamed, newestRows } from '../helpers/deltas.ts';
import { effort } from '../helpers/effort.ts';
import { plain } from '../helpers/messages.ts';
import { keysOf, listed, put } from '../helpers/store.ts';

const JOURNAL = { fileProcessed: () => {}, messageRefused: () => {}, changesRecorded: () => {} };
const ARCHIVE = { bucket: 'archive', prefix: '' };
const SURVEY = { bucket: 'survey', prefix: 'raw/' };
const OLD = { bucket: 'old', prefix: '' };

/** Three buckets and one lake in memory. */
function lakeOfBuckets() {
  const stores = new Map(['archive', 'survey', 'old'].map((bucket) => [bucket, memoryStore()]));
  const sourceOf = (bucket: string): Store => {
    const store = stores.get(bucket);
    if (store === undefined) throw new Error(`no bucket ${bucket}`);
    return store;
  };
  const lake = memoryStore();
  const contextOf = (...sources: Source[]): SyncContext => ({
    ...{ sources, sourceOf, lake, collectionDepth: 1 },
    wants: (file) => isCovered(sources, file) && file.key.endsWith('.fits'),
    addPartition: async () => {},
  });
  /** What the lake has of each file, by bucket and key. */
  const states = async () => {
    const heads = await Promise.all((await keysOf(lake, HEADERS)).map((key) => lake.head(key)));
    return new Map(
      heads.flatMap((head) => {
        const state = fromMetadata(head?.metadata ?? {});
        return state ? [[`${state.bucket}/${state.key}`, state] as const] : [];
      }),
    );
  };
  /** The files with rows. */
  const files = async (): Promise<string[]> =>
    [...(await states())].flatMap(([name, { kind }]) => (kind === 'rows' ? [name] : [])).sort();
  return {
    ...{ lake, sourceOf, contextOf, states, files },
    put: (bucket: string, key: string) => put(sourceOf(bucket), key, fileNamed(`${bucket} ${key}`)),
    remove: async (bucket: string, key: string): Promise<void> => {
      const head = await sourceOf(bucket).head(key);
      if (head !== undefined) await sourceOf(bucket).remove(key, { ifMatch: head.etag });
    },
    /** A backfill of some of the sources of a stack; of all by default. */
    backfill: (stack: readonly Source[], list: readonly Source[] = stack) =>
      runMachine({ context: contextOf(...stack), list, began: new Date(LATER) }),
    /** Runs one batch over the whole lake. */
    overLake: async (stack: readonly Source[], input: object) => {
      const changes = changesOf(lake);
      const BatchInput = { force: false, began: LATER, ...input };
      const Items = (await listed(lake, HEADERS)).map(itemOf);
      return runBatch(
        batchOf({ BatchInput, Items }),
        {
          context: { ...contextOf(...stack), lake: changes.lake, changes },
          signal: new AbortController().signal,
          journal: JOURNAL,
        },
        async () => new Set(),
      );
    },
  };
}

describe('messages about several buckets', () => {
  it('are each about the file of their bucket, even if the keys are the same', async () => {
    const fixture = lakeOfBuckets();
    for (const bucket of ['archive', 'survey']) await fixture.put(bucket, 'raw/a.fits');
    await fixture.put('survey', 'other/a.fits');
    const names = ['archive/raw/a.fits', 'survey/raw/a.fits', 'survey/other/a.fits', 'old/a.fits'];
    const messages = names.map((name) => {
      const [bucket = '', ...path] = name.split('/');
      return { messageId: name, body: plain(bucket, path.join('/')) };
    });
    const context = fixture.contextOf(ARCHIVE, SURVEY);
    const { signal } = new AbortController();
    const { batchItemFailures } = await syncMessages(messages, context, signal, JOURNAL);
    // a bucket that the stack does not cover, which may have been taken out of the list
    expect(batchItemFailures).toEqual([{ itemIdentifier: 'old/a.fits' }]);
    expect(await fixture.files()).toEqual(['archive/raw/a.fits', 'survey/raw/a.fits']);
  });
});

describe('a backfill of several buckets', () => {
  it('never touches rows of a bucket that it does not cover, and otherwise agrees with the sources', async () => {
    const bucket = fc.constantFrom('archive', 'survey', 'old');
    const key = fc.constantFrom('a.fits', 'raw/a.fits', 'raw/b.fits', 'x/raw/a.fits');
    const step = fc.oneof(
      fc.record({ what: fc.constant('put' as const), bucket, key }),
      fc.record({ what: fc.constant('remove' as const), bucket, key }),
      fc.record({
        what: fc.constant('backfill' as const),
        list: fc.constantFrom('all', 'archive', 'survey'),
      }),
    );
    const property = fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const fixture = lakeOfBuckets();
      for (const name of ['a.fits', 'raw/a.fits'])
        for (const each of ['archive', 'survey', 'old']) await fixture.put(each, name);
      // the stack covered another bucket before, and all of this one
      await fixture.backfill([ARCHIVE, { ...SURVEY, prefix: '' }, OLD]);
      const stack = [ARCHIVE, SURVEY];
      const uncovered = (name: string): boolean => name.startsWith('old/') || name === 'survey/a.fits';
      const kept = new Map([...(await fixture.states())].filter(([name]) => uncovered(name)));
      expect(kept.size).toBe(3);
      for (const done of steps) {
        if (done.what !== 'backfill') await fixture[done.what](done.bucket, done.key);
        else
          await fixture.backfill(
            stack,
            stack.filter((each) => [each.bucket, 'all'].includes(done.list)),
          );
        const now = await fixture.states();
        expect(new Map([...now].filter(([name]) => uncovered(name)))).toEqual(kept);
      }
      await fixture.backfill(stack);
      const expected = [...kept.keys()];
      for (const { bucket: of, prefix } of stack)
        for (const name of await keysOf(fixture.sourceOf(of), prefix)) expected.push(`${of}/${name}`);
      expect(await fixture.files()).toEqual(expected.sort());
    });
    await fc.assert(property, { numRuns: effort(15) });
  });

  it('names its files by bucket and key', async () => {
    const fixture = lakeOfBuckets();
    for (const bucket of ['archive', 'survey']) await fixture.put(bucket, 'raw/a.fits');
    const reports = await fixture.backfill([ARCHIVE, SURVEY]);
    expect(reports.flatMap(({ told }) => told)).toMatchObject([
      { bucket: 'archive', key: 'raw/a.fits', kind: 'new' },
      { bucket: 'survey', key: 'raw/a.fits', kind: 'new' },
    ]);
  });

  it('refuses a run that began when there was only one bucket, since it does not say which', async () => {
    const fixture = lakeOfBuckets();
    const started = fixture.overLake([ARCHIVE, SURVEY], { task: 'reconcile', prefix: '' });
    await expect(started).rejects.toThrow(EventRefused);
    // one bucket with two prefixes is still one
    await fixture.overLake([SURVEY, { ...SURVEY, prefix: 'cal/' }], { task: 'reconcile', prefix: '' });
  });
});

describe('the check by listing', () => {
  it('is about the whole lake if it is about all sources, and otherwise only about some', async () => {
    const fixture = lakeOfBuckets();
    for (const bucket of ['archive', 'survey', 'old']) await fixture.put(bucket, 'raw/a.fits');
    await fixture.backfill([ARCHIVE, SURVEY, OLD]);
    const stack = [ARCHIVE, SURVEY];
    const rebuild = async (sources: readonly Source[]) =>
      counted(await fixture.overLake(stack, { task: 'changes', force: true, sources }));
    expect(await rebuild([SURVEY])).toEqual({ recorded: 1, skipped: 2 });
    // compacted tables keep what the lake has of a bucket that the stack no longer covers
    expect(await rebuild(stack)).toEqual({ recorded: 3 });
  });
});

describe('a run that forgets a bucket', () => {
  async function withOldRows() {
    const fixture = lakeOfBuckets();
    for (const bucket of ['archive', 'survey', 'old'])
      for (const key of ['raw/a.fits', 'raw/b.fits']) await fixture.put(bucket, key);
    await fixture.backfill([ARCHIVE, SURVEY, OLD]);
    await fixture.remove('old', 'raw/b.fits');
    await fixture.backfill([ARCHIVE, SURVEY, OLD]);
    const forget = (stack: readonly Source[] = [ARCHIVE, SURVEY], bucket = 'old') =>
      fixture.overLake(stack, { task: 'forget', forget: bucket });
    return { ...fixture, forget };
  }

  it('deletes the rows of that bucket alone, and records it for compaction', async () => {
    const fixture = await withOldRows();
    const before = await fixture.states();
    const report = await fixture.forget();
    expect(counted(report)).toEqual({ forgotten: 2, skipped: 4 });
    expect(report).toMatchObject({ told: [], bytesRead: 0 });
    const after = await fixture.states();
    for (const [name, state] of before) {
      if (state.bucket === 'old') expect(after.get(name)).toMatchObject({ kind: 'tombstone', known: false });
      else expect(after.get(name)).toEqual(state);
    }
    const rows = await newestRows(fixture.lake, byBucketAndKey);
    for (const name of ['old/raw/a.fits', 'old/raw/b.fits'])
      expect(rows.get(name)?.join()).toMatch(/\|absent\|.*\|tombstone$/);
    expect(rows.size).toBe(2);
    // again: nothing is left
    expect(counted(await fixture.forget())).toEqual({ unchanged: 2, skipped: 4 });
  });

  it('is refused for a bucket that the stack covers', async () => {
    const fixture = await withOldRows();
    const before = await fixture.states();
    await expect(fixture.forget([ARCHIVE, OLD])).rejects.toThrow(EventRefused);
    await expect(fixture.forget([ARCHIVE, { ...OLD, prefix: 'raw/' }])).rejects.toThrow(EventRefused);
    expect(await fixture.states()).toEqual(before);
  });

  it('is followed by events as usual if the bucket is added again', async () => {
    const fixture = await withOldRows();
    await fixture.forget();
    await fixture.backfill([ARCHIVE, SURVEY, OLD]);
    expect(await fixture.files()).toContain('old/raw/a.fits');
    expect(await fixture.files()).not.toContain('old/raw/b.fits');
  });

  it('leaves tombstones, which a backfill of the other buckets removes after 30 days', async () => {
    const fixture = await withOldRows();
    await fixture.forget();
    const sources = [ARCHIVE, SURVEY];
    const reconcile = () => fixture.overLake(sources, { task: 'reconcile', sources });
    expect(counted(await reconcile())).toEqual({ unchanged: 4, skipped: 2 });
    for (const key of await keysOf(fixture.lake, HEADERS)) {
      const head = await fixture.lake.head(key);
      const state = fromMetadata(head?.metadata ?? {});
      if (head === undefined || state?.kind !== 'tombstone') continue;
      const { bytes } = await fixture.lake.read(key, 0, head.size);
      const goneAt = new Date(state.goneAt.getTime() - 31 * 86_400_000);
      await fixture.lake.write(key, bytes, {
        ifMatch: head.etag,
        metadata: toMetadata({ ...state, goneAt }),
      });
    }
    expect(counted(await reconcile())).toEqual({ unchanged: 4, expired: 2 });
    expect([...(await fixture.states()).keys()].filter((name) => name.startsWith('old/'))).toEqual([]);
  });
});
