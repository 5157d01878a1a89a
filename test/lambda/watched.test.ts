import { expect, it } from 'vitest';
import { watched } from '../../lambda/watched.ts';
import { memoryStore } from '../../lib/stores/memory.ts';
import type { Store } from '../../lib/stores/store.ts';
import { recorded } from '../helpers/recorded-store.ts';
import { keysOf, put } from '../helpers/store.ts';

const ended = new Error('no time is left');

async function world() {
  const inner = memoryStore();
  const etag = await put(inner, 'a', 'abc');
  const { store, requests } = recorded(inner);
  const controller = new AbortController();
  const tally = { requests: 0, bytes: 0 };
  const asks: readonly ((of: Store) => Promise<unknown>)[] = [
    (of) => of.head('a'),
    (of) => of.read('a', 1, 10),
    (of) => of.write('b', Buffer.from('x'), { ifMatch: null }),
    (of) => of.remove('a', { ifMatch: etag }),
  ];
  return { store, requests, controller, tally, asks, watched: watched(store, controller.signal, tally) };
}

it('requests and bytes are counted', async () => {
  const w = await world();
  for (const ask of w.asks) await ask(w.watched);
  expect(w.tally).toEqual({ requests: 4, bytes: 2 });
  expect(await keysOf(w.watched)).toEqual(['b']);
  await expect(w.watched.read('a', 0, 1)).rejects.toMatchObject({ name: 'Missing' });
  expect(w.tally.requests).toBe(5);
});

it('once the signal is given no request is made', async () => {
  const w = await world();
  w.controller.abort(ended);
  for (const ask of w.asks) await expect(ask(w.watched)).rejects.toBe(ended);
  await expect(keysOf(w.watched)).rejects.toBe(ended);
  expect(w.requests).toEqual([]);
  expect(w.tally).toEqual({ requests: 0, bytes: 0 });
});

it('what was under way then is not gone on with', async () => {
  const w = await world();
  for (const ask of w.asks) {
    const controller = new AbortController();
    const asked = ask(watched(w.store, controller.signal, w.tally));
    controller.abort(ended);
    await expect(asked).rejects.toBe(ended);
  }
  expect(w.requests).toHaveLength(4);
});
