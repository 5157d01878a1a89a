import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { OutOfTime } from '../../lambda/deadline.ts';
import { lakeKey } from '../../lib/lake/naming.ts';
import { Conflict, type Store, StoreFailure } from '../../lib/stores/store.ts';
import { data, image, primary } from '../helpers/fits.ts';
import { BUCKET, lambdaWorld, messagesOf } from '../helpers/lambda-world.ts';
import { eventBridge, notification, plain } from '../helpers/messages.ts';

const FILE = primary([], ["OBJECT  = 'M 31'"]);

afterEach(() => {
  vi.restoreAllMocks();
});

/** A source that fails for some keys. */
const failing =
  (fails: (key: string) => boolean) =>
  (source: Store): Store => ({
    ...source,
    read: async (key, ...range) => {
      if (fails(key)) throw new StoreFailure(`s3://${BUCKET}/${key}`, new Error('access denied'));
      return source.read(key, ...range);
    },
  });

describe('a batch', () => {
  it('takes a small file with one GET and one PUT beside the HEAD of its lake object', async () => {
    const w = lambdaWorld();
    await w.put('m31/a.fits', FILE);
    expect(await w.send({ a: eventBridge(BUCKET, 'm31/a.fits') })).toEqual([]);
    expect(w.source.requests).toEqual(['read']);
    expect(w.lake.requests).toEqual(['head', 'write new']);
    expect(w.told.looked).toMatchObject([
      {
        key: 'm31/a.fits',
        outcome: { outcome: 'new', extraction: { hdus: 1, cards: 4, faults: [] } },
        requests: 3,
        bytesRead: 2880,
      },
    ]);
    expect(w.partitions).toEqual([lakeKey({ bucket: BUCKET, key: 'm31/a.fits' })]);
  });

  it('looks at a key once, however many messages name it; all share what comes of it', async () => {
    const w = lambdaWorld(failing((key) => key === 'm31/bad.fits'));
    await w.put('m31/a.fits', FILE);
    const failed = await w.send({
      a1: eventBridge(BUCKET, 'm31/a.fits'),
      a2: plain(BUCKET, 'm31/a.fits'),
      a3: notification(BUCKET, 'm31/a.fits', 'm31/a.fits'),
      bad1: plain(BUCKET, 'm31/bad.fits'),
      both: notification(BUCKET, 'm31/a.fits', 'm31/bad.fits'),
    });
    expect(failed).toEqual(['bad1', 'both']);
    expect(w.told.looked.map(({ key }) => key)).toEqual(['m31/a.fits', 'm31/bad.fits']);
    expect(w.source.requests).toEqual(['read', 'read']);
  });

  it('gives back what cannot be understood, and does the rest', async () => {
    const w = lambdaWorld();
    await w.put('m31/a.fits', FILE);
    const bodies = { poison: '{', foreign: plain('other', 'a.fits'), a: plain(BUCKET, 'm31/a.fits') };
    expect(await w.send(bodies)).toEqual(['foreign', 'poison']);
    expect(w.told.refused).toEqual(['poison', 'foreign']);
    expect([...(await w.states()).keys()]).toEqual(['m31/a.fits']);
  });

  it('is done at once where there is nothing to do', async () => {
    const w = lambdaWorld();
    expect(await w.send({ a: plain(BUCKET, 'm31/a.txt'), b: plain(BUCKET, 'm31/') })).toEqual([]);
    expect([...w.source.requests, ...w.lake.requests]).toEqual([]);
    expect(await w.send({})).toEqual([]);
  });

  it('writes what became of a file: new, changed, gone, empty', async () => {
    const w = lambdaWorld();
    const key = 'm31/a.fits';
    const kinds: string[] = [];
    const next = async (): Promise<void> => {
      await w.send(messagesOf([key]));
      kinds.push(w.told.looked.pop()?.outcome?.outcome ?? 'failed');
    };
    await next();
    await w.put(key, FILE);
    await next();
    await w.put(key, '');
    await next();
    expect((await w.states()).get(key)).toMatchObject({ readable: true, faults: 1, generation: 3 });
    await w.source.store.remove(key, { ifMatch: (await w.source.store.head(key))?.etag ?? '' });
    await next();
    expect(kinds).toEqual(['absent', 'new', 'changed', 'removed']);
    expect(w.partitions).toHaveLength(4);
  });

  it('fails exactly the messages that failed, or of which a key failed', async () => {
    const keys = Array.from({ length: 8 }, (_, i) => `m31/${i}.fits`);
    const message = fc.oneof(
      {
        weight: 1,
        arbitrary: fc.constantFrom('{', '{}', plain('other', 'm31/0.fits')).map((body) => ({ body })),
      },
      {
        weight: 6,
        arbitrary: fc
          .array(fc.constantFrom(...keys), { maxLength: 3 })
          .map((named) => ({ named, body: notification(BUCKET, ...named) })),
      },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(message, { maxLength: 20 }),
        fc.subarray(keys),
        fc.subarray(keys),
        async (messages, bad, refused) => {
          const w = lambdaWorld(failing((key) => bad.includes(key)));
          for (const key of keys) await w.put(key, FILE);
          const noPartition = new Set(refused.map((key) => lakeKey({ bucket: BUCKET, key })));
          const addPartition = async (of: string): Promise<void> => {
            if (noPartition.has(of)) throw new Error('the catalog refuses');
          };
          const bodies = Object.fromEntries(messages.map(({ body }, i) => [`id-${i}`, body]));
          const failed = await w.send(bodies, { world: { addPartition } });
          const expected = messages.flatMap((one, i) => {
            const fine =
              'named' in one && one.named.every((key) => !bad.includes(key) && !refused.includes(key));
            return fine ? [] : [`id-${i}`];
          });
          expect(failed).toEqual(expected.sort());
          const named = new Set(messages.flatMap((one) => ('named' in one ? one.named : [])));
          const states = await w.states();
          for (const key of keys) expect(states.has(key)).toBe(named.has(key) && !bad.includes(key));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a request that fails', () => {
  it('fails the message, and removes no rows', async () => {
    let denied = false;
    const w = lambdaWorld(failing(() => denied));
    await w.put('m31/a.fits', FILE);
    await w.send(messagesOf(['m31/a.fits']));
    const before = await w.states();
    denied = true;
    expect(await w.send(messagesOf(['m31/a.fits']))).toEqual(['m31/a.fits']);
    expect(await w.states()).toEqual(before);
    expect(w.told.looked[1]?.error).toBeInstanceOf(StoreFailure);
  });

  it('of the catalog comes after the lake object, and comes back', async () => {
    const w = lambdaWorld();
    await w.put('m31/a.fits', FILE);
    const world = { addPartition: () => Promise.reject(new Error('the catalog refuses')) };
    expect(await w.send(messagesOf(['m31/a.fits']), { world })).toEqual(['m31/a.fits']);
    expect((await w.states()).size).toBe(1);
    // it knows the file already when it comes back, and adds it
    expect(await w.send(messagesOf(['m31/a.fits']))).toEqual([]);
    expect(w.told.looked[1]?.outcome?.outcome).toBe('unchanged');
    expect(w.partitions).toHaveLength(1);
  });

  it('of other writers, again and again, is one', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const w = lambdaWorld();
    await w.put('m31/a.fits', FILE);
    const write = (key: string) => Promise.reject(new Conflict(key));
    const lake = { ...w.lake.store, write };
    expect(await w.send(messagesOf(['m31/a.fits']), { world: { lake } })).toEqual(['m31/a.fits']);
    expect(w.told.looked[0]?.error).toMatchObject({ name: 'SyncConflict' });
  });

  it('since the file changes all the time, is one', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const large = Buffer.concat([primary([200_000]), data(200_000), image()]);
    const w = lambdaWorld((source) => ({
      ...source,
      read: async (key, ...range) => {
        const answer = await source.read(key, ...range);
        await source.write(key, large, { ifMatch: answer.head.etag });
        return answer;
      },
    }));
    await w.put('m31/a.fits', large);
    expect(await w.send(messagesOf(['m31/a.fits']))).toEqual(['m31/a.fits']);
    expect(w.told.looked[0]?.error).toMatchObject({ name: 'SourceChanging' });
  });
});

describe('without time left', () => {
  const late = () => ({ signal: AbortSignal.abort(new OutOfTime()) });

  it('messages are given back, together with what failed', async () => {
    const w = lambdaWorld();
    const bodies = { a: plain(BUCKET, 'a.fits'), b: '{}', c: plain(BUCKET, 'c.fits') };
    expect(await w.send(bodies, late())).toEqual(['a', 'b', 'c']);
    expect(w.told.looked.map(({ error }) => error)).toEqual([new OutOfTime(), new OutOfTime()]);
    expect([...w.source.requests, ...w.lake.requests]).toEqual([]);
  });

  it('a failure that was there before stays one', async () => {
    const controller = new AbortController();
    const w = lambdaWorld((source) => ({
      ...source,
      read: async (key, ...range) => {
        if (key.includes('denied')) throw new StoreFailure(key, new Error('access denied'));
        if (key.includes('slow'))
          return new Promise(() => setTimeout(() => controller.abort(new OutOfTime()), 10));
        return source.read(key, ...range);
      },
    }));
    const bodies = { two: notification(BUCKET, 'denied.fits', 'slow.fits'), one: plain(BUCKET, 'slow.fits') };
    expect(await w.send(bodies, { signal: controller.signal })).toEqual(['one', 'two']);
    const errors = w.told.looked.map(({ key, error }) => [key, (error as Error).name]);
    expect(errors).toEqual([
      ['denied.fits', 'StoreFailure'],
      ['slow.fits', 'OutOfTime'],
    ]);
  });
});
