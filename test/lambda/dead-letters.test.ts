import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answer } from '../../lambda/batch.ts';
import { deadlineIn } from '../../lambda/deadline.ts';
import { fromMetadata } from '../../lib/lake/object.ts';
import { hasFitsSuffix } from '../../lib/lake/suffixes.ts';
import { memoryStore } from '../../lib/stores/memory.ts';
import { type Store, StoreFailure } from '../../lib/stores/store.ts';
import { eventSource, type FakeQueue, fakeQueue, type Received } from '../helpers/fake-queue.ts';
import { primary } from '../helpers/fits.ts';
import { BUCKET } from '../helpers/lambda-world.ts';
import { compressed } from '../helpers/lzw.ts';
import { plain } from '../helpers/messages.ts';
import { noise } from '../helpers/packed.ts';
import { keysOf, put } from '../helpers/store.ts';
import { synthesized } from '../helpers/synthesized.ts';

// The header extractor at work on the queues that the stack declares, with time that passes at once. Each file of
// `slow` takes so many seconds once it has its turn to be unpacked.

/** Two reads: the second one when it has its turn. (What unpacks it never waits for a timer.) */
const PACKED = compressed(Buffer.concat([primary([60_000]), noise(60_480)]));
const PLAIN = primary();

const realImmediate = setImmediate;
const idle = (): Promise<undefined> => new Promise((resolve) => realImmediate(resolve, undefined));

/** What the template says of the queues and of who takes their messages. */
function declared() {
  const stack = synthesized();
  const queueAt = (path: string) => {
    const found = stack.of('AWS::SQS::Queue').find((one) => one.path === path);
    const { VisibilityTimeout = 30, RedrivePolicy } = (found?.Properties ?? {}) as {
      readonly VisibilityTimeout?: number;
      readonly RedrivePolicy?: { readonly maxReceiveCount: number };
    };
    const source = stack
      .of('AWS::Lambda::EventSourceMapping')
      .find(({ Properties }) => JSON.stringify(Properties['EventSourceArn']).includes(`"${found?.id}"`));
    const { BatchSize = 0, ScalingConfig } = (source?.Properties ?? {}) as {
      readonly BatchSize?: number;
      readonly ScalingConfig?: { readonly MaximumConcurrency: number };
    };
    return {
      visibility: VisibilityTimeout,
      maxReceives: RedrivePolicy?.maxReceiveCount ?? 0,
      batchSize: BatchSize,
      concurrency: ScalingConfig?.MaximumConcurrency ?? 0,
    };
  };
  const extractor = stack.of('AWS::Lambda::Function').find(({ path }) => path === 'HeaderExtractor/Function');
  return {
    queue: queueAt('SourceEvents/Queue'),
    retries: queueAt('SourceEvents/Retries'),
    timeout: Number(extractor?.Properties['Timeout']),
  };
}

interface Simulated {
  /** Seconds that a file of `slow` takes. */
  readonly seconds: number;
  readonly countsOn?: boolean;
}

function simulation({ seconds, countsOn = false }: Simulated) {
  const files = memoryStore();
  const lake = memoryStore();
  const { queue: first, retries: second, timeout } = declared();
  const dead = fakeQueue({ visibility: 30, countsOn });
  const retries = fakeQueue({
    ...{ visibility: second.visibility, countsOn },
    redrive: { to: dead, maxReceives: second.maxReceives },
  });
  const queue = fakeQueue({
    visibility: first.visibility,
    redrive: { to: retries, maxReceives: first.maxReceives },
  });
  /** How often each file was opened while it was alone. */
  const opened = new Map<string, number>();
  const receives = new Map<string, number>();
  let mended = false;

  /** A source that is read by one process, which ends where a file says so. */
  const sourceOf = (end: (error: Error) => void, isAlone: boolean): Store => ({
    ...files,
    read: async (key, offset, ...rest) => {
      if (offset === 0 && isAlone) opened.set(key, (opened.get(key) ?? 0) + 1);
      if (key.startsWith('denied/') && !mended) throw new StoreFailure(key, new Error('access denied'));
      if (key.startsWith('crash/')) {
        end(new Error('out of memory'));
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
    const ended = new Promise<never>((_, reject) => {
      process.signal.addEventListener('abort', () => reject(process.signal.reason), { once: true });
    });
    const source = sourceOf((error) => process.abort(error), batch.length === 1);
    const messages = batch.map(({ messageId, body, receives: count }) => ({
      ...{ messageId, body },
      attributes: { ApproximateReceiveCount: String(count) },
    }));
    const answered = answer(
      messages,
      { bucket: BUCKET, wants: hasFitsSuffix },
      { bucket: BUCKET, source, lake, collectionDepth: 1, addPartition: async () => {} },
      AbortSignal.any([signal, process.signal]),
      { refused: () => {}, looked: () => {} },
    );
    try {
      const { batchItemFailures } = await Promise.race([answered, ended]);
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    } finally {
      clear();
    }
  };
  eventSource(queue, first, invoke);
  eventSource(retries, second, invoke);

  return {
    queue,
    dead,
    opened,
    receives,
    put: (key: string) => put(files, key, key.endsWith('.Z') ? PACKED : PLAIN),
    /** What was wrong with files of `denied` is so no more. */
    mend: () => {
      mended = true;
    },
    /** As `aws sqs start-message-move-task` does: they are new messages, whose receives count from the beginning. */
    redrive: (to: FakeQueue = retries) => {
      for (const body of dead.drain()) to.send(body);
    },
    retries,
    /** Waits until no message is left but dead letters; gives the hours that it took. */
    finish: async (): Promise<number> => {
      const began = Date.now();
      while (queue.bodies().length + retries.bodies().length > 0) {
        await idle();
        await vi.advanceTimersToNextTimerAsync();
      }
      return (Date.now() - began) / 3_600_000;
    },
    /** Keys that the lake has rows of, in their order. */
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

const named = (folder: string, count: number, suffix = '.fits.Z'): string[] =>
  Array.from({ length: count }, (_, i) => `${folder}/${String(i).padStart(4, '0')}${suffix}`);

beforeEach(() => {
  // the ticks of each file's clock would be a hundred thousand, and nothing here waits for them
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const NO_MESSAGES = ['no JSON', '{"hello": "world"}', plain('another-bucket', 'a.fits')];

describe.each([
  [1000, 28, false],
  [1000, 57, false],
  [300, 57, true],
] as const)(
  '%d compressed files of %d s each (receives are counted across queues: %s)',
  (count, seconds, countsOn) => {
    it('none is a dead letter but what was opened and failed, also after a redrive', async () => {
      const w = simulation({ seconds, countsOn });
      const slow = named('slow', count);
      const small = named('small', 200, '.fits');
      const denied = named('denied', 12);
      const crash = named('crash', 4, '.fits');
      const all = [...slow, ...small, ...denied, ...crash];
      for (const key of all) await w.put(key);
      // in an order in which each batch has some of all
      const mixed = all.toSorted((a, b) => Number(a.match(/\d+/)?.[0]) - Number(b.match(/\d+/)?.[0]));
      for (const key of mixed) w.queue.send(plain(BUCKET, key));
      for (const body of NO_MESSAGES) w.queue.send(body);

      expect(await w.finish()).toBeLessThan(24);
      const bodies = (keys: readonly string[]) => keys.map((key) => plain(BUCKET, key));
      expect(w.dead.bodies().sort()).toEqual([...bodies([...denied, ...crash]), ...NO_MESSAGES].sort());
      for (const key of [...denied, ...crash]) expect(w.opened.get(key), key).toBeGreaterThanOrEqual(5);
      expect(w.expired()).toEqual([]);
      expect(await w.inLake()).toEqual([...slow, ...small].sort());
      for (const [body, times] of w.receives) expect(times, body).toBeLessThanOrEqual(2 + 7);

      // what was denied is allowed now; what ends the process still does
      w.mend();
      w.opened.clear();
      w.redrive();
      expect(await w.finish()).toBeLessThan(24);
      expect(w.dead.bodies().sort()).toEqual([...bodies(crash), ...NO_MESSAGES].sort());
      for (const key of crash) expect(w.opened.get(key), key).toBeGreaterThanOrEqual(5);
      expect(await w.inLake()).toEqual([...slow, ...small, ...denied].sort());

      // and once more, into the first queue, beside others that are slow
      w.opened.clear();
      w.redrive(w.queue);
      for (const key of slow.slice(0, 200)) w.queue.send(plain(BUCKET, key));
      await w.finish();
      expect(w.dead.bodies().sort()).toEqual([...bodies(crash), ...NO_MESSAGES].sort());
      expect(w.expired()).toEqual([]);
    });
  },
);
