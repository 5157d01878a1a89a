import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deadlineIn } from '../../lambda/deadline.ts';
import { syncMessages } from '../../lambda/message-batch.ts';
import type { SourceFile } from '../../lib/lake/extraction.ts';
import { fromMetadata } from '../../lib/lake/object.ts';
import { hasFitsSuffix } from '../../lib/lake/suffixes.ts';
import { memoryStore } from '../../lib/stores/memory.ts';
import { type Store, StoreFailure } from '../../lib/stores/store.ts';
import { noise } from '../helpers/compressed.ts';
import { declaredQueues } from '../helpers/declared-queues.ts';
import { effort } from '../helpers/effort.ts';
import { eventSource, type FakeQueue, fakeQueue, type Received } from '../helpers/fake-queue.ts';
import { primary } from '../helpers/fits.ts';
import { BUCKET } from '../helpers/lambda-fixture.ts';
import { compressed } from '../helpers/lzw.ts';
import { plain } from '../helpers/messages.ts';
import { keysOf, put } from '../helpers/store.ts';

// Simulates the header extractor with the queues that the stack declares, on a fake clock. The first folder of a key says
// how its file behaves: a file in `slow` takes some seconds to decompress, one in `denied` cannot be read until it is
// allowed, and one in `crash` ends the process.

/** A file that needs two reads. The second one waits until the file may be decompressed, which never waits for a timer. */
const COMPRESSED = compressed(Buffer.concat([primary([60_000]), noise(60_480)]));
const PLAIN = primary();

const realImmediate = setImmediate;
const idle = (): Promise<undefined> => new Promise((resolve) => realImmediate(resolve, undefined));

const DECLARED = declaredQueues();

interface SimulationOptions {
  /** How long a file in `slow` or `denied` takes. */
  readonly seconds: number;
  readonly keepsReceives: boolean;
}

function simulation({ seconds, keepsReceives }: SimulationOptions) {
  const files = memoryStore();
  const lake = memoryStore();
  const { queue: first, retries: second, timeout } = DECLARED;
  const dead = fakeQueue({ visibility: 30, keepsReceives });
  const retries = fakeQueue({
    ...{ visibility: second.visibility, keepsReceives },
    redrive: { to: dead, maxReceives: second.maxReceives },
  });
  const queue = fakeQueue({
    visibility: first.visibility,
    redrive: { to: retries, maxReceives: first.maxReceives },
  });
  /** How many times each file was opened while it was the only one of its batch. */
  const openedAlone = new Map<string, number>();
  const receives = new Map<string, number>();
  let isAllowed = false;

  /** The source as one process sees it. */
  const sourceOf = (crash: (error: Error) => void, isAlone: boolean): Store => ({
    ...files,
    read: async (key, offset, ...rest) => {
      if (offset === 0 && isAlone) openedAlone.set(key, (openedAlone.get(key) ?? 0) + 1);
      if (key.startsWith('denied/') && !isAllowed) throw new StoreFailure(key, new Error('access denied'));
      if (key.startsWith('crash/')) {
        crash(new Error('out of memory'));
        return new Promise(() => {});
      }
      if (offset > 0 && /^(?:slow|denied)\//.test(key))
        await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
      return files.read(key, offset, ...rest);
    },
  });

  const invoke = async (batch: readonly Received[]): Promise<string[]> => {
    for (const { body } of batch) receives.set(body, (receives.get(body) ?? 0) + 1);
    const { signal, clear } = deadlineIn(1000 * timeout);
    const process = new AbortController();
    const crashed = new Promise<never>((_, reject) => {
      process.signal.addEventListener('abort', () => reject(process.signal.reason), { once: true });
    });
    const source = sourceOf((error) => process.abort(error), batch.length === 1);
    const messages = batch.map(({ messageId, body, receives: count }) => ({
      ...{ messageId, body },
      attributes: { ApproximateReceiveCount: String(count) },
    }));
    const context = {
      sources: [{ bucket: BUCKET, prefix: '' }],
      wants: ({ key }: SourceFile) => hasFitsSuffix(key),
      ...{ sourceOf: () => source, lake, collectionDepth: 1 },
    };
    const response = syncMessages(
      messages,
      { ...context, addPartition: async () => {} },
      AbortSignal.any([signal, process.signal]),
      { messageRefused: () => {}, fileProcessed: () => {}, changesRecorded: () => {} },
    );
    try {
      const { batchItemFailures } = await Promise.race([response, crashed]);
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    } finally {
      clear();
    }
  };
  eventSource(queue, first, invoke);
  eventSource(retries, second, invoke);

  return {
    queue,
    retries,
    dead,
    openedAlone,
    receives,
    put: (key: string) => put(files, key, key.endsWith('.Z') ? COMPRESSED : PLAIN),
    /** Makes files in `denied` readable. */
    allow: () => {
      isAllowed = true;
    },
    /** Redrives the dead letters, as `aws sqs start-message-move-task` does: they become new messages. */
    redrive: (to: FakeQueue = retries) => {
      for (const body of dead.drain()) to.send(body);
    },
    /** Waits until only dead letters are left, and returns the hours that this took. */
    finish: async (): Promise<number> => {
      const start = Date.now();
      while (queue.bodies().length + retries.bodies().length > 0) {
        await idle();
        await vi.advanceTimersToNextTimerAsync();
      }
      return (Date.now() - start) / 3_600_000;
    },
    /** Returns the keys for which the lake has rows without faults, sorted. */
    inLake: async (): Promise<string[]> => {
      const heads = await Promise.all((await keysOf(lake)).map((key) => lake.head(key)));
      return heads
        .flatMap((head) => {
          const state = fromMetadata(head?.metadata ?? {});
          return state?.kind === 'rows' && state.faults === 0 ? [state.key] : [];
        })
        .sort();
    },
    expired: () => [queue, retries, dead].flatMap(({ expired }) => expired),
  };
}

const keysIn = (folder: string, count: number, suffix = '.fits.Z'): string[] =>
  Array.from({ length: count }, (_, i) => `${folder}/${String(i).padStart(4, '0')}${suffix}`);

beforeEach(() => {
  // not setInterval: each file's clock would tick a hundred thousand times, and no test waits for it
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const UNREADABLE = ['no JSON', '{"hello": "world"}', plain('another-bucket', 'a.fits')];

describe.each([
  [effort(60), 28, false],
  [effort(60), 57, false],
  [effort(30), 57, true],
] as const)(
  'with %d compressed files that take %d s each (a moved message keeps its receive count: %s)',
  (count, seconds, keepsReceives) => {
    it('only files that were opened and failed become dead letters, also after a redrive', async () => {
      const sqs = simulation({ seconds, keepsReceives });
      const slow = keysIn('slow', count);
      const small = keysIn('small', 60, '.fits');
      const denied = keysIn('denied', 12);
      const crash = keysIn('crash', 4, '.fits');
      const all = [...slow, ...small, ...denied, ...crash];
      for (const key of all) await sqs.put(key);
      // every batch has files from several folders
      const mixed = all.toSorted((a, b) => Number(a.match(/\d+/)?.[0]) - Number(b.match(/\d+/)?.[0]));
      for (const key of mixed) sqs.queue.send(plain(BUCKET, key));
      for (const body of UNREADABLE) sqs.queue.send(body);

      expect(await sqs.finish()).toBeLessThan(24);
      const bodies = (keys: readonly string[]) => keys.map((key) => plain(BUCKET, key));
      expect(sqs.dead.bodies().sort()).toEqual([...bodies([...denied, ...crash]), ...UNREADABLE].sort());
      for (const key of [...denied, ...crash])
        expect(sqs.openedAlone.get(key), key).toBeGreaterThanOrEqual(5);
      expect(sqs.expired()).toEqual([]);
      expect(await sqs.inLake()).toEqual([...slow, ...small].sort());
      for (const [body, times] of sqs.receives) expect(times, body).toBeLessThanOrEqual(2 + 7);

      // files in `denied` can be read now; those in `crash` still end the process
      sqs.allow();
      sqs.openedAlone.clear();
      sqs.redrive();
      expect(await sqs.finish()).toBeLessThan(24);
      expect(sqs.dead.bodies().sort()).toEqual([...bodies(crash), ...UNREADABLE].sort());
      for (const key of crash) expect(sqs.openedAlone.get(key), key).toBeGreaterThanOrEqual(5);
      expect(await sqs.inLake()).toEqual([...slow, ...small, ...denied].sort());

      // a redrive into the first queue, together with slow files
      sqs.openedAlone.clear();
      sqs.redrive(sqs.queue);
      for (const key of slow.slice(0, 200)) sqs.queue.send(plain(BUCKET, key));
      await sqs.finish();
      expect(sqs.dead.bodies().sort()).toEqual([...bodies(crash), ...UNREADABLE].sort());
      expect(sqs.expired()).toEqual([]);
    });
  },
);
