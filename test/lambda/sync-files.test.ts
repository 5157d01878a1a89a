import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deadlineIn, OutOfTime } from '../../lambda/deadline.ts';
import { LAMBDA_LIMITS, processItems } from '../../lambda/process-items.ts';
import { syncFile } from '../../lambda/sync-files.ts';
import type { Store } from '../../lib/stores/store.ts';
import { noise } from '../helpers/compressed.ts';
import { data, image, primary } from '../helpers/fits.ts';
import { BUCKET, lambdaFixture, messagesOf } from '../helpers/lambda-fixture.ts';
import { compressed } from '../helpers/lzw.ts';

const FILE = primary();
/** Twelve headers at such irregular distances that each needs a separate read, one after the other. */
const FAR_APART = Buffer.concat(
  Array.from({ length: 12 }, (_, i) => {
    const bytes = 2880 * (30 + 7 * i * i);
    return Buffer.concat([i === 0 ? primary([bytes]) : image([bytes]), data(bytes)]);
  }),
);
/** A file that needs two reads. The second one waits until the file may be decompressed. */
const COMPRESSED = gzipSync(Buffer.concat([primary([100_000]), noise(100_800)]));

const SMALL_COMPRESSED = compressed(Buffer.concat([primary([100_000]), noise(100_800)]));
/** A file that needs four reads, one after the other. */
const LONG_COMPRESSED = compressed(Buffer.concat([primary([600_000]), noise(601_920)]));

/** A source that counts concurrent reads: all of them, and those that are not the first read of a file. */
function readCounter() {
  const current = { all: 0, later: 0 };
  const most = { all: 0, later: 0 };
  const wrap = (source: Store): Store => ({
    ...source,
    read: async (key, offset, ...rest) => {
      const kinds = offset > 0 ? (['all', 'later'] as const) : (['all'] as const);
      for (const kind of kinds) most[kind] = Math.max(most[kind], ++current[kind]);
      await new Promise((resolve) => setTimeout(resolve, 1));
      for (const kind of kinds) current[kind]--;
      const response = await source.read(key, offset, ...rest);
      const isLarge = key.startsWith('large');
      return isLarge ? { ...response, head: { ...response.head, size: 40 * 1024 * 1024 } } : response;
    },
  });
  return { wrap, most };
}

const realImmediate = setImmediate;

const keysOf = (folder: string, name: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${folder}/${i}${name}`);

describe('syncFiles', () => {
  it('processes at most 32 files at a time', async () => {
    const { wrap, most } = readCounter();
    const fixture = lambdaFixture(wrap);
    const keys = keysOf('a', '.fits', 100);
    for (const key of keys) await fixture.put(key, FILE);
    expect(await fixture.send(messagesOf(keys))).toEqual([]);
    expect(most).toEqual({ all: 32, later: 0 });
    expect((await fixture.states()).size).toBe(100);
  });

  it('processes at most 2 files at a time if messages are retried, since all of them together may have been too many', async () => {
    const { wrap, most } = readCounter();
    const fixture = lambdaFixture(wrap);
    const keys = keysOf('a', '.fits', 10);
    for (const key of keys) await fixture.put(key, FILE);
    expect(await fixture.send(messagesOf(keys), { receives: 2 })).toEqual([]);
    expect(most).toEqual({ all: 2, later: 0 });
    expect((await fixture.states()).size).toBe(10);
  });

  it('decompresses at most 4 files at a time', async () => {
    const { wrap, most } = readCounter();
    const fixture = lambdaFixture(wrap);
    const keys = keysOf('a', '.fits.gz', 40);
    for (const key of keys) await fixture.put(key, COMPRESSED);
    expect(await fixture.send(messagesOf(keys))).toEqual([]);
    expect(most.all).toBe(32);
    expect(most.later).toBeGreaterThan(1);
    expect(most.later).toBeLessThanOrEqual(4);
  });

  it('decompresses a large file alone', async () => {
    const { wrap, most } = readCounter();
    const fixture = lambdaFixture(wrap);
    const keys = [...keysOf('large', '.fits.gz', 3), 'a/0.fits', 'a/1.fits'];
    for (const key of keys) await fixture.put(key, key.endsWith('.gz') ? COMPRESSED : FILE);
    expect(await fixture.send(messagesOf(keys))).toEqual([]);
    expect(most.later).toBe(1);
  });
});

describe('a compressed file that expands without end', () => {
  // frozen, so that a busy machine does not reach the limit on time first
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is decompressed up to the limit, and other files are read in the meantime', async () => {
    const fixture = lambdaFixture();
    const gap = 64 * 1024 * 1024;
    const zeros = gzipSync(Buffer.alloc(gap), { level: 1 });
    const first = gzipSync(primary(['9'.repeat(12)]));
    await fixture.put('a/bomb.fits.gz', Buffer.concat([first, ...Array<Buffer>(64).fill(zeros)]));
    await fixture.put('a/0.fits', FILE);
    const [bomb] = await processItems(
      ['a/bomb.fits.gz', 'a/0.fits'],
      {
        ...{ sourceOf: () => fixture.source.store, lake: fixture.lake.store, atOnce: 2 },
        signal: new AbortController().signal,
        limits: { ...LAMBDA_LIMITS, unpackedGap: gap },
      },
      (key, context) => syncFile({ bucket: BUCKET, key }, fixture.context, context),
    );
    expect(bomb?.result?.extraction).toMatchObject({
      hdus: 1,
      faults: [{ code: 'limit-unpacked', hdu: 0, reason: expect.stringContaining(`${gap} bytes`) }],
    });
    expect(bomb?.result?.extraction?.faults[0]?.byte).toBeLessThanOrEqual(gap + 2880);
    expect((await fixture.states()).size).toBe(2);
  });

  it('is decompressed for at most 20 s, and for at most 4 GiB after a header', () => {
    expect(LAMBDA_LIMITS).toMatchObject({ unpackingTime: 20_000, unpackedGap: 4 * 1024 ** 3, time: 60_000 });
  });
});

it('syncs plain files before compressed ones', async () => {
  const fixture = lambdaFixture();
  const keys = ['a/1.fits.gz', 'a/2.fits', 'a/3.fits.GZ', 'a/4.fits'];
  for (const key of keys) await fixture.put(key, key.endsWith('.fits') ? FILE : COMPRESSED);
  await fixture.send(messagesOf(keys));
  expect(fixture.attempts.map(({ key }) => key)).toEqual([
    'a/2.fits',
    'a/4.fits',
    'a/1.fits.gz',
    'a/3.fits.GZ',
  ]);
});

describe('syncFiles, when it runs out of time', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Sends a batch with `seconds` left. Each read of a key that starts with `slow` takes `each` seconds. */
  async function invoke(files: Readonly<Record<string, Uint8Array>>, seconds: number, each: number) {
    const fixture = lambdaFixture((source) => ({
      ...source,
      read: async (key, ...range) => {
        if (key.startsWith('slow')) await new Promise((resolve) => setTimeout(resolve, 1000 * each));
        return source.read(key, ...range);
      },
    }));
    for (const [key, bytes] of Object.entries(files)) await fixture.put(key, bytes);
    const { signal, clear } = deadlineIn(1000 * seconds);
    const began = Date.now();
    const sent = fixture.send(messagesOf(Object.keys(files)), { signal });
    while ((await Promise.race([sent, idle()])) === undefined) await vi.advanceTimersToNextTimerAsync();
    const failed = await sent;
    const took = (Date.now() - began) / 1000;
    clear();
    return { fixture, failed, took };
  }
  /** Resolves when everything that does not wait for a timer is done. `compress` is decompressed in one go. */
  const idle = (): Promise<undefined> => new Promise((resolve) => realImmediate(resolve, undefined));

  it('returns the unfinished keys and keeps the others', async () => {
    const files = { 'a/1.fits': FILE, 'slow/2.fits': FAR_APART, 'a/3.fits': FILE };
    const { fixture, failed, took } = await invoke(files, 30, 20);
    expect(failed).toEqual(['slow/2.fits']);
    expect(took).toBe(25);
    expect([...(await fixture.states()).keys()].sort()).toEqual(['a/1.fits', 'a/3.fits']);
    expect(fixture.attempts.map(({ error }) => error instanceof OutOfTime)).toEqual([false, true, false]);
  });

  it.each([
    ['plain', FAR_APART],
    ['compressed', LONG_COMPRESSED],
  ])('stops a %s file that is in progress at its next request', async (_, bytes) => {
    const { fixture } = await invoke({ 'slow/1.fits': bytes }, 30, 20);
    const requests = [fixture.source.requests.length, fixture.lake.requests.length];
    await vi.advanceTimersByTimeAsync(1_000_000);
    expect([fixture.source.requests.length, fixture.lake.requests.length]).toEqual(requests);
    expect((await fixture.states()).size).toBe(0);
  });

  it.each([
    ['plain', FAR_APART],
    ['compressed', LONG_COMPRESSED],
  ])('records no fault for a %s file that was started late', async (_, bytes) => {
    // the file needs more than 100 s, and its limit is 60 s
    const early = await invoke({ 'slow/1.fits': bytes }, 120, 25);
    expect(early.failed).toEqual([]);
    expect(early.fixture.attempts[0]?.result?.extraction?.faults.map(({ code }) => code)).toEqual([
      'limit-time',
    ]);
    const late = await invoke({ 'slow/1.fits': bytes }, 60, 25);
    expect(late.failed).toEqual(['slow/1.fits']);
    expect((await late.fixture.states()).size).toBe(0);
  });

  it('neither starts files that are still waiting nor records faults for them', async () => {
    const keys = keysOf('slow', '.fits.Z', 20);
    const files = Object.fromEntries(keys.map((key) => [key, SMALL_COMPRESSED]));
    // 20 s for the first reads, then 20 s for every four files
    const { fixture, failed } = await invoke(files, 120, 20);
    expect(failed).toHaveLength(4);
    const states = [...(await fixture.states()).values()];
    expect(states).toHaveLength(16);
    expect(states.every((state) => state.kind === 'rows' && state.faults === 0)).toBe(true);
    expect(LAMBDA_LIMITS.time).toBe(60_000);
  });

  it('returns the whole batch if there is no time at all', async () => {
    const { fixture, failed } = await invoke({ 'slow/1.fits': FILE, 'slow/2.fits': FILE }, 3, 1);
    expect(failed).toEqual(['slow/1.fits', 'slow/2.fits']);
    expect((await fixture.states()).size).toBe(0);
  });
});
