import { expect, it } from 'vitest';
import { memoryStore } from '../../lib/stores/memory.ts';
import { testStore } from './contract.ts';

testStore('memory', () => memoryStore());

it('a memory store with contentEtags has the same ETag for the same bytes', async () => {
  const store = memoryStore({ contentEtags: true });
  const first = await store.write('a', Buffer.from('x'), { ifMatch: null });
  const other = await store.write('a', Buffer.from('y'), { ifMatch: first });
  const again = await store.write('a', Buffer.from('x'), { ifMatch: other });
  expect(other).not.toBe(first);
  expect(again).toBe(first);
});

it('a memory store has times in whole seconds', async () => {
  const store = memoryStore({ now: () => new Date('2026-11-25T01:02:03.999Z') });
  await store.write('a', Buffer.from('x'), { ifMatch: null });
  expect((await store.head('a'))?.lastModified).toEqual(new Date('2026-11-25T01:02:03Z'));
});
