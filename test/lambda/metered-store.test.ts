import { expect, it } from 'vitest';
import { meteredStore } from '../../lambda/metered-store.ts';
import { memoryStore } from '../../lib/stores/memory.ts';
import type { Store } from '../../lib/stores/store.ts';
import { recorded } from '../helpers/recorded-store.ts';
import { keysOf, put } from '../helpers/store.ts';

const REASON = new Error('out of time');

/** A store with one object, its metered view, and one request of each kind. */
async function fixture() {
  const inner = memoryStore();
  const etag = await put(inner, 'a', 'abc');
  const { store, requests } = recorded(inner);
  const controller = new AbortController();
  const tally = { requests: 0, bytes: 0 };
  const calls: readonly ((store: Store) => Promise<unknown>)[] = [
    (to) => to.head('a'),
    (to) => to.read('a', 1, 10),
    (to) => to.write('b', Buffer.from('x'), { ifMatch: null }),
    (to) => to.remove('a', { ifMatch: etag }),
  ];
  return {
    store,
    requests,
    controller,
    tally,
    calls,
    metered: meteredStore(store, controller.signal, tally),
  };
}

it('counts requests and the bytes they read', async () => {
  const { calls, metered, tally } = await fixture();
  for (const call of calls) await call(metered);
  expect(tally).toEqual({ requests: 4, bytes: 2 });
  expect(await keysOf(metered)).toEqual(['b']);
  await expect(metered.read('a', 0, 1)).rejects.toMatchObject({ name: 'Missing' });
  expect(tally.requests).toBe(5);
});

it('sends no request after the signal is aborted', async () => {
  const { calls, metered, tally, requests, controller } = await fixture();
  controller.abort(REASON);
  for (const call of calls) await expect(call(metered)).rejects.toBe(REASON);
  await expect(keysOf(metered)).rejects.toBe(REASON);
  expect(requests).toEqual([]);
  expect(tally).toEqual({ requests: 0, bytes: 0 });
});

it('discards the results of requests that are in flight when the signal is aborted', async () => {
  const { calls, store, tally, requests } = await fixture();
  for (const call of calls) {
    const controller = new AbortController();
    const result = call(meteredStore(store, controller.signal, tally));
    controller.abort(REASON);
    await expect(result).rejects.toBe(REASON);
  }
  expect(requests).toHaveLength(4);
});
