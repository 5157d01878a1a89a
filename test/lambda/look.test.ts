import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deadlineIn, OutOfTime } from '../../lambda/deadline.ts';
import { LAMBDA_LIMITS } from '../../lambda/in-turns.ts';
import type { Store } from '../../lib/stores/store.ts';
import { data, image, primary } from '../helpers/fits.ts';
import { lambdaWorld, messagesOf } from '../helpers/lambda-world.ts';
import { compressed } from '../helpers/lzw.ts';
import { noise } from '../helpers/packed.ts';

const FILE = primary();
/** Twelve headers so far apart, and so unevenly, that each takes a read, one after the other. */
const FAR_APART = Buffer.concat(
  Array.from({ length: 12 }, (_, i) => {
    const bytes = 2880 * (30 + 7 * i * i);
    return Buffer.concat([i === 0 ? primary([bytes]) : image([bytes]), data(bytes)]);
  }),
);
/** Two reads, the second when it has its turn to be unpacked. */
const PACKED = gzipSync(Buffer.concat([primary([100_000]), noise(100_800)]));

const SMALL_PACKED = compressed(Buffer.concat([primary([100_000]), noise(100_800)]));
/** Four reads, one after the other. */
const LONG_PACKED = compressed(Buffer.concat([primary([600_000]), noise(601_920)]));

/** A source that counts the reads under way: of all, and of those that are not a file's first. */
function counting() {
  const now = { all: 0, later: 0 };
  const most = { all: 0, later: 0 };
  const wrap = (source: Store): Store => ({
    ...source,
    read: async (key, offset, ...rest) => {
      const kinds = offset > 0 ? (['all', 'later'] as const) : (['all'] as const);
      for (const kind of kinds) most[kind] = Math.max(most[kind], ++now[kind]);
      await new Promise((resolve) => setTimeout(resolve, 1));
      for (const kind of kinds) now[kind]--;
      const answer = await source.read(key, offset, ...rest);
      const large = key.startsWith('large');
      return large ? { ...answer, head: { ...answer.head, size: 40 * 1024 * 1024 } } : answer;
    },
  });
  return { wrap, most };
}

const realImmediate = setImmediate;

const keysOf = (folder: string, name: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${folder}/${i}${name}`);

describe('side by side are', () => {
  it('32 files at most', async () => {
    const { wrap, most } = counting();
    const w = lambdaWorld(wrap);
    const keys = keysOf('a', '.fits', 100);
    for (const key of keys) await w.put(key, FILE);
    expect(await w.send(messagesOf(keys))).toEqual([]);
    expect(most).toEqual({ all: 32, later: 0 });
    expect((await w.states()).size).toBe(100);
  });

  it('2 files where messages come again: all that failed may have been too much at once', async () => {
    const { wrap, most } = counting();
    const w = lambdaWorld(wrap);
    const keys = keysOf('a', '.fits', 10);
    for (const key of keys) await w.put(key, FILE);
    expect(await w.send(messagesOf(keys), { receives: 2 })).toEqual([]);
    expect(most).toEqual({ all: 2, later: 0 });
    expect((await w.states()).size).toBe(10);
  });

  it('4 files that are unpacked', async () => {
    const { wrap, most } = counting();
    const w = lambdaWorld(wrap);
    const keys = keysOf('a', '.fits.gz', 40);
    for (const key of keys) await w.put(key, PACKED);
    expect(await w.send(messagesOf(keys))).toEqual([]);
    expect(most.all).toBe(32);
    expect(most.later).toBeGreaterThan(1);
    expect(most.later).toBeLessThanOrEqual(4);
  });

  it('no two that are large and unpacked', async () => {
    const { wrap, most } = counting();
    const w = lambdaWorld(wrap);
    const keys = [...keysOf('large', '.fits.gz', 3), 'a/0.fits', 'a/1.fits'];
    for (const key of keys) await w.put(key, key.endsWith('.gz') ? PACKED : FILE);
    expect(await w.send(messagesOf(keys))).toEqual([]);
    expect(most.later).toBe(1);
  });
});

describe('of a packed file that goes on without end', () => {
  // a busy machine must not make it a matter of time
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('no more than 4 GiB are unpacked after a header, and what is beside it is read', async () => {
    const w = lambdaWorld();
    const zeros = gzipSync(Buffer.alloc(128 * 1024 * 1024), { level: 1 });
    const first = gzipSync(primary(['9'.repeat(12)]));
    // 8 GiB, in 37 MB; elsewhere 16 are unpacked
    await w.put('a/bomb.fits.gz', Buffer.concat([first, ...Array<Buffer>(64).fill(zeros)]));
    await w.put('a/0.fits', FILE);
    expect(await w.send(messagesOf(['a/bomb.fits.gz', 'a/0.fits']))).toEqual([]);
    const [, bomb] = w.told.looked;
    expect(bomb?.outcome?.extraction).toMatchObject({
      hdus: 1,
      faults: [{ code: 'limit-unpacked', hdu: 0, reason: expect.stringContaining('4294967296 bytes') }],
    });
    expect(bomb?.outcome?.extraction?.faults[0]?.byte).toBeLessThanOrEqual(4 * 1024 ** 3 + 2880);
    expect((await w.states()).size).toBe(2);
  });

  it('20 s are spent on unpacking at most, and 60 s in all', () => {
    expect(LAMBDA_LIMITS).toMatchObject({ unpackingTime: 20_000, unpackedGap: 4 * 1024 ** 3, time: 60_000 });
  });
});

it('plain files come before packed ones', async () => {
  const w = lambdaWorld();
  const keys = ['a/1.fits.gz', 'a/2.fits', 'a/3.fits.GZ', 'a/4.fits'];
  for (const key of keys) await w.put(key, key.endsWith('.fits') ? FILE : PACKED);
  await w.send(messagesOf(keys));
  expect(w.told.looked.map(({ key }) => key)).toEqual(['a/2.fits', 'a/4.fits', 'a/1.fits.gz', 'a/3.fits.GZ']);
});

describe('when the time is over', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Sends a batch with `seconds` left; each read of a key that begins with `slow` takes `each` seconds. */
  async function invoke(files: Readonly<Record<string, Uint8Array>>, seconds: number, each: number) {
    const w = lambdaWorld((source) => ({
      ...source,
      read: async (key, ...range) => {
        if (key.startsWith('slow')) await new Promise((resolve) => setTimeout(resolve, 1000 * each));
        return source.read(key, ...range);
      },
    }));
    for (const [key, bytes] of Object.entries(files)) await w.put(key, bytes);
    const { signal, clear } = deadlineIn(1000 * seconds);
    const began = Date.now();
    const sent = w.send(messagesOf(Object.keys(files)), { signal });
    while ((await Promise.race([sent, idle()])) === undefined) await vi.advanceTimersToNextTimerAsync();
    const failed = await sent;
    const took = (Date.now() - began) / 1000;
    clear();
    return { w, failed, took };
  }
  /** All that does not wait for a timer is done. (So these files are packed by what never waits to be unpacked.) */
  const idle = (): Promise<undefined> => new Promise((resolve) => realImmediate(resolve, undefined));

  it('what is not done is given back, and the rest is not lost', async () => {
    const files = { 'a/1.fits': FILE, 'slow/2.fits': FAR_APART, 'a/3.fits': FILE };
    const { w, failed, took } = await invoke(files, 30, 20);
    expect(failed).toEqual(['slow/2.fits']);
    expect(took).toBe(25);
    expect([...(await w.states()).keys()].sort()).toEqual(['a/1.fits', 'a/3.fits']);
    expect(w.told.looked.map(({ error }) => error instanceof OutOfTime)).toEqual([false, true, false]);
  });

  it.each([
    ['plain', FAR_APART],
    ['packed', LONG_PACKED],
  ])('what is under way stops at its next request: %s', async (_, bytes) => {
    const { w } = await invoke({ 'slow/1.fits': bytes }, 30, 20);
    const requests = [w.source.requests.length, w.lake.requests.length];
    await vi.advanceTimersByTimeAsync(1_000_000);
    expect([w.source.requests.length, w.lake.requests.length]).toEqual(requests);
    expect((await w.states()).size).toBe(0);
  });

  it.each([
    ['plain', FAR_APART],
    ['packed', LONG_PACKED],
  ])('a file that was begun late gets no fault of it: %s', async (_, bytes) => {
    // each file needs 100 s and more, of which it may have 60
    const early = await invoke({ 'slow/1.fits': bytes }, 120, 25);
    expect(early.failed).toEqual([]);
    expect(early.w.told.looked[0]?.outcome?.extraction?.faults.map(({ code }) => code)).toEqual([
      'limit-time',
    ]);
    const late = await invoke({ 'slow/1.fits': bytes }, 60, 25);
    expect(late.failed).toEqual(['slow/1.fits']);
    expect((await late.w.states()).size).toBe(0);
  });

  it('of files that wait for their turn none is begun, and none gets a fault', async () => {
    const keys = keysOf('slow', '.fits.Z', 20);
    const files = Object.fromEntries(keys.map((key) => [key, SMALL_PACKED]));
    // 20 s for the first reads, then 20 s for each four
    const { w, failed } = await invoke(files, 120, 20);
    expect(failed).toHaveLength(4);
    const states = [...(await w.states()).values()];
    expect(states).toHaveLength(16);
    expect(states.every((state) => state.kind === 'rows' && state.faults === 0)).toBe(true);
    expect(LAMBDA_LIMITS.time).toBe(60_000);
  });

  it('a batch for which there is none goes back as a whole', async () => {
    const { w, failed } = await invoke({ 'slow/1.fits': FILE, 'slow/2.fits': FILE }, 3, 1);
    expect(failed).toEqual(['slow/1.fits', 'slow/2.fits']);
    expect((await w.states()).size).toBe(0);
  });
});
