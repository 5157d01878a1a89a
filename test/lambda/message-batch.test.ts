import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { OutOfTime } from '../../lambda/deadline.ts';
import { digestOf } from '../../lib/lake/derivation.ts';
import { lakeKey } from '../../lib/lake/naming.ts';
import { Conflict, type Store, StoreFailure } from '../../lib/stores/store.ts';
import { effort } from '../helpers/effort.ts';
import { data, image, primary } from '../helpers/fits.ts';
import { BUCKET, lambdaFixture, messagesOf } from '../helpers/lambda-fixture.ts';
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

describe('a batch of messages', () => {
  it('syncs a small file with one GET, one PUT and one HEAD request', async () => {
    const fixture = lambdaFixture();
    await fixture.put('m31/a.fits', FILE);
    expect(await fixture.send({ a: eventBridge(BUCKET, 'm31/a.fits') })).toEqual([]);
    expect(fixture.source.requests).toEqual(['read']);
    expect(fixture.lake.requests).toEqual(['head', 'write new']);
    expect(fixture.attempts).toMatchObject([
      {
        key: 'm31/a.fits',
        result: { outcome: 'new', extraction: { hdus: 1, cards: 4, faults: [] } },
        requests: 3,
        bytesRead: 2880,
      },
    ]);
    expect(fixture.partitions).toEqual([lakeKey({ bucket: BUCKET, key: 'm31/a.fits' })]);
  });

  it('records the digest of the settings that rows are derived with', async () => {
    const fixture = lambdaFixture();
    const derivation = { rules: [], authority: 'example.org' };
    await fixture.put('m31/a.fits', FILE);
    await fixture.send({ a: plain(BUCKET, 'm31/a.fits') }, { context: { derivation } });
    expect((await fixture.states()).get('m31/a.fits')).toMatchObject({ rules: digestOf(derivation) });
  });

  it('syncs a key once, however many messages name it, and all of them fail if it fails', async () => {
    const fixture = lambdaFixture(failing((key) => key === 'm31/bad.fits'));
    await fixture.put('m31/a.fits', FILE);
    const failed = await fixture.send({
      a1: eventBridge(BUCKET, 'm31/a.fits'),
      a2: plain(BUCKET, 'm31/a.fits'),
      a3: notification(BUCKET, 'm31/a.fits', 'm31/a.fits'),
      bad1: plain(BUCKET, 'm31/bad.fits'),
      both: notification(BUCKET, 'm31/a.fits', 'm31/bad.fits'),
    });
    expect(failed).toEqual(['bad1', 'both']);
    expect(fixture.attempts.map(({ key }) => key)).toEqual(['m31/a.fits', 'm31/bad.fits']);
    expect(fixture.source.requests).toEqual(['read', 'read']);
  });

  it('returns messages that it cannot read, and processes the others', async () => {
    const fixture = lambdaFixture();
    await fixture.put('m31/a.fits', FILE);
    const bodies = { poison: '{', foreign: plain('other', 'a.fits'), a: plain(BUCKET, 'm31/a.fits') };
    expect(await fixture.send(bodies)).toEqual(['foreign', 'poison']);
    expect(fixture.refused).toEqual(['poison', 'foreign']);
    expect([...(await fixture.states()).keys()]).toEqual(['m31/a.fits']);
  });

  it('sends no request if the lake covers none of the keys', async () => {
    const fixture = lambdaFixture();
    expect(await fixture.send({ a: plain(BUCKET, 'm31/a.txt'), b: plain(BUCKET, 'm31/') })).toEqual([]);
    expect([...fixture.source.requests, ...fixture.lake.requests]).toEqual([]);
    expect(await fixture.send({})).toEqual([]);
  });

  it('reports whether a file is absent, new, changed or removed', async () => {
    const fixture = lambdaFixture();
    const key = 'm31/a.fits';
    const kinds: string[] = [];
    const next = async (): Promise<void> => {
      await fixture.send(messagesOf([key]));
      kinds.push(fixture.attempts.pop()?.result?.outcome ?? 'failed');
    };
    await next();
    await fixture.put(key, FILE);
    await next();
    await fixture.put(key, '');
    await next();
    expect((await fixture.states()).get(key)).toMatchObject({ readable: true, faults: 1, generation: 3 });
    await fixture.source.store.remove(key, { ifMatch: (await fixture.source.store.head(key))?.etag ?? '' });
    await next();
    expect(kinds).toEqual(['absent', 'new', 'changed', 'removed']);
    expect(fixture.partitions).toHaveLength(4);
  });

  it('returns exactly the messages that it cannot read or that name a key that failed', async () => {
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
        async (messages, unreadable, refused) => {
          const fixture = lambdaFixture(failing((key) => unreadable.includes(key)));
          for (const key of keys) await fixture.put(key, FILE);
          const noPartition = new Set(refused.map((key) => lakeKey({ bucket: BUCKET, key })));
          const addPartition = async (key: string): Promise<void> => {
            if (noPartition.has(key)) throw new Error('access denied');
          };
          const bodies = Object.fromEntries(messages.map(({ body }, i) => [`id-${i}`, body]));
          const failed = await fixture.send(bodies, { context: { addPartition } });
          const expected = messages.flatMap((sent, i) => {
            const succeeds =
              'named' in sent &&
              sent.named.every((key) => !unreadable.includes(key) && !refused.includes(key));
            return succeeds ? [] : [`id-${i}`];
          });
          expect(failed).toEqual(expected.sort());
          const named = new Set(messages.flatMap((sent) => ('named' in sent ? sent.named : [])));
          const states = await fixture.states();
          for (const key of keys) expect(states.has(key)).toBe(named.has(key) && !unreadable.includes(key));
        },
      ),
      { numRuns: effort(60) },
    );
  });
});

describe('a failure', () => {
  it('of the source fails the message and keeps the rows', async () => {
    let denied = false;
    const fixture = lambdaFixture(failing(() => denied));
    await fixture.put('m31/a.fits', FILE);
    await fixture.send(messagesOf(['m31/a.fits']));
    const before = await fixture.states();
    denied = true;
    expect(await fixture.send(messagesOf(['m31/a.fits']))).toEqual(['m31/a.fits']);
    expect(await fixture.states()).toEqual(before);
    expect(fixture.attempts[1]?.error).toBeInstanceOf(StoreFailure);
  });

  it('of the catalog fails the message after its lake object was written, and the retry adds the partition', async () => {
    const fixture = lambdaFixture();
    await fixture.put('m31/a.fits', FILE);
    const context = { addPartition: () => Promise.reject(new Error('access denied')) };
    expect(await fixture.send(messagesOf(['m31/a.fits']), { context })).toEqual(['m31/a.fits']);
    expect((await fixture.states()).size).toBe(1);
    expect(await fixture.send(messagesOf(['m31/a.fits']))).toEqual([]);
    expect(fixture.attempts[1]?.result?.outcome).toBe('unchanged');
    expect(fixture.partitions).toHaveLength(1);
  });

  it('to write in every try, because of other writers, fails the message', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const fixture = lambdaFixture();
    await fixture.put('m31/a.fits', FILE);
    const write = (key: string) => Promise.reject(new Conflict(key));
    const lake = { ...fixture.lake.store, write };
    expect(await fixture.send(messagesOf(['m31/a.fits']), { context: { lake } })).toEqual(['m31/a.fits']);
    expect(fixture.attempts[0]?.error).toMatchObject({ name: 'SyncConflict' });
  });

  it('to read a file that changes in every try fails the message', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const large = Buffer.concat([primary([200_000]), data(200_000), image()]);
    const fixture = lambdaFixture((source) => ({
      ...source,
      read: async (key, ...range) => {
        const response = await source.read(key, ...range);
        await source.write(key, large, { ifMatch: response.head.etag });
        return response;
      },
    }));
    await fixture.put('m31/a.fits', large);
    expect(await fixture.send(messagesOf(['m31/a.fits']))).toEqual(['m31/a.fits']);
    expect(fixture.attempts[0]?.error).toMatchObject({ name: 'SourceChanging' });
  });
});

describe('a batch that runs out of time', () => {
  const outOfTime = () => ({ signal: AbortSignal.abort(new OutOfTime()) });

  it('returns its messages, together with those that failed', async () => {
    const fixture = lambdaFixture();
    const bodies = { a: plain(BUCKET, 'a.fits'), b: '{}', c: plain(BUCKET, 'c.fits') };
    expect(await fixture.send(bodies, outOfTime())).toEqual(['a', 'b', 'c']);
    expect(fixture.attempts.map(({ error }) => error)).toEqual([new OutOfTime(), new OutOfTime()]);
    expect([...fixture.source.requests, ...fixture.lake.requests]).toEqual([]);
  });

  it('reports an earlier failure as such', async () => {
    const controller = new AbortController();
    const fixture = lambdaFixture((source) => ({
      ...source,
      read: async (key, ...range) => {
        if (key.includes('denied')) throw new StoreFailure(key, new Error('access denied'));
        if (key.includes('slow'))
          return new Promise(() => setTimeout(() => controller.abort(new OutOfTime()), 10));
        return source.read(key, ...range);
      },
    }));
    const bodies = { two: notification(BUCKET, 'denied.fits', 'slow.fits'), one: plain(BUCKET, 'slow.fits') };
    expect(await fixture.send(bodies, { signal: controller.signal })).toEqual(['one', 'two']);
    const errors = fixture.attempts.map(({ key, error }) => [key, (error as Error).name]);
    expect(errors).toEqual([
      ['denied.fits', 'StoreFailure'],
      ['slow.fits', 'OutOfTime'],
    ]);
  });
});
