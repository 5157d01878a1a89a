import { describe, expect, it } from 'vitest';
import { formerLakeKey } from '../../../lib/lake/former-naming.ts';
import { lakeKey } from '../../../lib/lake/naming.ts';
import { readLakeIndex } from '../../../lib/lake/sweep/lake-index.ts';
import { type Moved, moveMisplacedObjects } from '../../../lib/lake/sweep/move-misplaced.ts';
import { folderStore } from '../../../lib/stores/folder.ts';
import { memoryStore } from '../../../lib/stores/memory.ts';
import { type Store, StoreFailure } from '../../../lib/stores/store.ts';
import {
  BUCKET,
  fileOf,
  type LakeObject,
  MODIFIED,
  move,
  putLakeObject,
  rowsAt,
} from '../../helpers/misplaced-objects.ts';
import { recorded } from '../../helpers/recorded-store.ts';
import { keysOf } from '../../helpers/store.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

describe('misplaced lake objects', () => {
  it.each([
    ['memory', () => memoryStore()],
    ['a folder', () => folderStore(tempFolder())],
  ])('are moved with their metadata, in %s', async (_, store) => {
    const lake = store();
    await putLakeObject(lake, { key: 'm:31/a.fits', generation: 4 });
    await putLakeObject(lake, { key: 'm:31/gone.fits', gone: true });
    await putLakeObject(lake, { key: 'm31/b.fits' });
    expect((await move(lake)).map(({ from, to, error }) => [from, to, error])).toEqual(
      ['m:31/a.fits', 'm:31/gone.fits']
        .map((key) => [formerLakeKey(fileOf(key)), lakeKey(fileOf(key)), undefined])
        .sort(),
    );
    const keys = ['m:31/a.fits', 'm:31/gone.fits', 'm31/b.fits'];
    expect((await keysOf(lake)).sort()).toEqual(keys.map((key) => lakeKey(fileOf(key))).sort());
    const { buckets, misplaced } = await readLakeIndex(lake);
    expect(misplaced).toEqual([]);
    expect(buckets.get(BUCKET)?.get('m:31/a.fits')).toMatchObject({ kind: 'rows', generation: 5 });
    expect(buckets.get(BUCKET)?.get('m:31/gone.fits')).toMatchObject({ goneAt: MODIFIED });
    expect(await rowsAt(lake, lakeKey(fileOf('m:31/a.fits')))).toBe('rows of m:31/a.fits');
  });

  it('are also moved if another collectionDepth placed them', async () => {
    const lake = memoryStore();
    await putLakeObject(lake, { key: 'a/b/x.fits', at: lakeKey(fileOf('a/b/x.fits'), 2) });
    await move(lake);
    expect(await keysOf(lake)).toEqual([lakeKey(fileOf('a/b/x.fits'))]);
  });

  it('are removed if there is an object in the right place, unless they have better rows', async () => {
    const lake = memoryStore();
    const later = new Date('2026-11-02T00:00:00Z');
    const twice = async (key: string, old: Partial<LakeObject>, now: Partial<LakeObject>) => {
      await putLakeObject(lake, { key, ...old });
      await putLakeObject(lake, { key, at: lakeKey(fileOf(key)), ...now });
    };
    await twice('n:1/a', { rows: 'old', generation: 7 }, { rows: 'new', modified: later });
    await twice('n:1/b', { rows: 'old', modified: later, generation: 2 }, { rows: 'new', generation: 2 });
    await twice('n:1/c', { rows: 'same' }, { rows: 'same', readable: false });
    expect(await move(lake)).toHaveLength(3);
    const now = await Promise.all(
      ['n:1/a', 'n:1/b', 'n:1/c'].map((key) => rowsAt(lake, lakeKey(fileOf(key)))),
    );
    expect(now).toEqual(['new', 'old', 'same']);
    const { buckets } = await readLakeIndex(lake);
    expect(buckets.get(BUCKET)?.get('n:1/c')).toMatchObject({ readable: true });
  });

  it('keep the index up to date', async () => {
    const lake = memoryStore();
    await putLakeObject(lake, { key: 'n:1/a', generation: 4 });
    const index = await readLakeIndex(lake);
    expect(index.buckets.get(BUCKET)?.get('n:1/a')).toMatchObject({ generation: 4 });
    for await (const _ of moveMisplacedObjects(lake, index));
    expect(index.buckets.get(BUCKET)?.get('n:1/a')).toMatchObject({ generation: 5 });
  });

  it('are reported if they cannot be moved, and do not stop the others', async () => {
    const lake = memoryStore();
    await putLakeObject(lake, { key: 'n:1/a' });
    await putLakeObject(lake, { key: 'n:1/b' });
    const stuck = formerLakeKey(fileOf('n:1/a'));
    const denied: Store = {
      ...lake,
      remove: async (key, how) => {
        if (key === stuck) throw new StoreFailure(key, new Error('EACCES'));
        return lake.remove(key, how);
      },
    };
    const moved = await move(denied);
    expect(moved.filter(({ error }) => error !== undefined)).toMatchObject([{ from: stuck }]);
    expect(moved).toHaveLength(2);
    await move(lake);
    expect(await keysOf(lake)).toHaveLength(2);
  });

  it('are left at a signal, and moved by the next run', async () => {
    const lake = memoryStore();
    for (const name of ['a', 'b', 'c']) await putLakeObject(lake, { key: `n:1/${name}` });
    const stop = new AbortController();
    const moves: Moved[] = [];
    for await (const moved of moveMisplacedObjects(lake, await readLakeIndex(lake), stop.signal)) {
      moves.push(moved);
      stop.abort();
    }
    expect(moves).toHaveLength(1);
    expect(await move(lake)).toHaveLength(2);
  });
});

describe('a lake without misplaced objects', () => {
  it('causes no requests', async () => {
    const inner = memoryStore();
    for (const key of ['m31/a.fits', '2024-01_x.y/b.fits', 'c.fits'])
      await putLakeObject(inner, { key, at: lakeKey(fileOf(key)) });
    await inner.write('headers/notes.txt', Buffer.from('mine'), { ifMatch: null });
    const { store, requests } = recorded(inner);
    const index = await readLakeIndex(store);
    requests.length = 0;
    for await (const moved of moveMisplacedObjects(store, index)) expect(moved).toBeUndefined();
    expect(requests).toEqual([]);
  });
});

/** A store that ignores the case of keys: it lists the key that was written first. */
function ignoringCase(): Store {
  const inner = memoryStore();
  const names = new Map<string, string>();
  const nameOf = (key: string): string => names.get(folded(key)) ?? key;
  const folded = (key: string): string => key.toLowerCase();
  return {
    list: inner.list,
    head: (key) => inner.head(nameOf(key)),
    read: (key, ...range) => inner.read(nameOf(key), ...range),
    write: (key, ...object) => {
      names.set(folded(key), nameOf(key));
      return inner.write(nameOf(key), ...object);
    },
    remove: async (key, how) => {
      await inner.remove(nameOf(key), how);
      names.delete(folded(key));
    },
  };
}

describe('lake objects on a file system that ignores case', () => {
  it('are kept if they are listed in another case, because both names are one file', async () => {
    const lake = ignoringCase();
    const key = 'm31/a.fits';
    await putLakeObject(lake, { key, at: lakeKey(fileOf(key)).replace('=m31/', '=M31/') });
    expect(await move(lake)).toEqual([]);
    expect(await rowsAt(lake, lakeKey(fileOf(key)))).toBe('rows of m31/a.fits');
  });

  it('are moved if they are misplaced', async () => {
    const lake = ignoringCase();
    await putLakeObject(lake, { key: 'M:31/a.fits' });
    expect(await move(lake)).toHaveLength(1);
    expect(await keysOf(lake)).toEqual([lakeKey(fileOf('M:31/a.fits'))]);
  });
});
