import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formerLakeKey } from '../../../lib/lake/former-naming.ts';
import { lakeKey } from '../../../lib/lake/naming.ts';
import { type LakeState, toMetadata } from '../../../lib/lake/object.ts';
import { readLakeIndex } from '../../../lib/lake/sweep/lake-index.ts';
import { type Moved, moveMisplacedObjects } from '../../../lib/lake/sweep/move-misplaced.ts';
import { folderStore } from '../../../lib/stores/folder.ts';
import { memoryStore } from '../../../lib/stores/memory.ts';
import { type Store, StoreFailure } from '../../../lib/stores/store.ts';
import { recorded } from '../../helpers/recorded-store.ts';
import { keysOf } from '../../helpers/store.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

const BUCKET = 'file:///archive';
const MODIFIED = new Date('2026-11-01T00:00:00Z');

interface Given {
  readonly key: string;
  /** Where it is, and its contents. */
  readonly at?: string;
  readonly rows?: string;
  readonly generation?: number;
  readonly readable?: boolean;
  readonly modified?: Date;
  readonly gone?: boolean;
}

const placeOf = (key: string) => ({ bucket: BUCKET, key });

async function give(lake: Store, { key, at = formerLakeKey(placeOf(key)), ...given }: Given): Promise<void> {
  const { rows = `rows of ${key}`, generation = 1, readable = true, modified = MODIFIED, gone } = given;
  const common = { ...placeOf(key), generation, revision: 1 };
  const state: LakeState = gone
    ? { ...common, kind: 'tombstone', goneAt: MODIFIED }
    : { ...common, kind: 'rows', sourceEtag: rows, lastModified: modified, size: 1, readable, faults: 0 };
  await lake.write(at, gzipSync(rows), { ifMatch: null, metadata: toMetadata(state) });
}

/** Moves all objects that have to be moved; returns the outcome of each. */
async function move(lake: Store): Promise<Moved[]> {
  const all: Moved[] = [];
  for await (const moved of moveMisplacedObjects(lake, await readLakeIndex(lake))) all.push(moved);
  return all;
}

const rowsAt = async (lake: Store, key: string): Promise<string> =>
  gunzipSync((await lake.read(key, 0, 100_000)).bytes).toString();

describe('objects of a lake of 0.1.0', () => {
  it.each([
    ['memory', () => memoryStore()],
    ['a folder', () => folderStore(tempFolder())],
  ])('are moved to where they belong now, with what they say, in %s', async (_, store) => {
    const lake = store();
    await give(lake, { key: 'm:31/a.fits', generation: 4 });
    await give(lake, { key: 'm:31/gone.fits', gone: true });
    await give(lake, { key: 'm31/b.fits' });
    expect((await move(lake)).map(({ from, to, error }) => [from, to, error])).toEqual(
      ['m:31/a.fits', 'm:31/gone.fits']
        .map((key) => [formerLakeKey(placeOf(key)), lakeKey(placeOf(key)), undefined])
        .sort(),
    );
    const keys = ['m:31/a.fits', 'm:31/gone.fits', 'm31/b.fits'];
    expect((await keysOf(lake)).sort()).toEqual(keys.map((key) => lakeKey(placeOf(key))).sort());
    const { buckets, misplaced } = await readLakeIndex(lake);
    expect(misplaced).toEqual([]);
    expect(buckets.get(BUCKET)?.get('m:31/a.fits')).toMatchObject({ kind: 'rows', generation: 5 });
    expect(buckets.get(BUCKET)?.get('m:31/gone.fits')).toMatchObject({ goneAt: MODIFIED });
    expect(await rowsAt(lake, lakeKey(placeOf('m:31/a.fits')))).toBe('rows of m:31/a.fits');
  });

  it('are moved from where another collectionDepth had put them, too', async () => {
    const lake = memoryStore();
    await give(lake, { key: 'a/b/x.fits', at: lakeKey(placeOf('a/b/x.fits'), 2) });
    await move(lake);
    expect(await keysOf(lake)).toEqual([lakeKey(placeOf('a/b/x.fits'))]);
  });

  it('give way to the object in the right place, unless they are better', async () => {
    const lake = memoryStore();
    const later = new Date('2026-11-02T00:00:00Z');
    const twice = async (key: string, old: Partial<Given>, now: Partial<Given>) => {
      await give(lake, { key, ...old });
      await give(lake, { key, at: lakeKey(placeOf(key)), ...now });
    };
    await twice('n:1/a', { rows: 'old', generation: 7 }, { rows: 'new', modified: later });
    await twice('n:1/b', { rows: 'old', modified: later, generation: 2 }, { rows: 'new', generation: 2 });
    await twice('n:1/c', { rows: 'same' }, { rows: 'same', readable: false });
    expect(await move(lake)).toHaveLength(3);
    const now = await Promise.all(
      ['n:1/a', 'n:1/b', 'n:1/c'].map((key) => rowsAt(lake, lakeKey(placeOf(key)))),
    );
    expect(now).toEqual(['new', 'old', 'same']);
    const { buckets } = await readLakeIndex(lake);
    expect(buckets.get(BUCKET)?.get('n:1/c')).toMatchObject({ readable: true });
  });

  it('keep the index up to date', async () => {
    const lake = memoryStore();
    await give(lake, { key: 'n:1/a', generation: 4 });
    const index = await readLakeIndex(lake);
    expect(index.buckets.get(BUCKET)?.get('n:1/a')).toMatchObject({ generation: 4 });
    for await (const _ of moveMisplacedObjects(lake, index));
    expect(index.buckets.get(BUCKET)?.get('n:1/a')).toMatchObject({ generation: 5 });
  });

  it('that cannot be moved stay, are named, and do not stop others', async () => {
    const lake = memoryStore();
    await give(lake, { key: 'n:1/a' });
    await give(lake, { key: 'n:1/b' });
    const stuck = formerLakeKey(placeOf('n:1/a'));
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

  it('stop at a signal, and the next run continues', async () => {
    const lake = memoryStore();
    for (const name of ['a', 'b', 'c']) await give(lake, { key: `n:1/${name}` });
    const ending = new AbortController();
    const all: Moved[] = [];
    for await (const moved of moveMisplacedObjects(lake, await readLakeIndex(lake), ending.signal)) {
      all.push(moved);
      ending.abort();
    }
    expect(all).toHaveLength(1);
    expect(await move(lake)).toHaveLength(2);
  });
});

describe('a lake with nothing to move', () => {
  it('takes no requests, and stays unchanged', async () => {
    const inner = memoryStore();
    for (const key of ['m31/a.fits', '2024-01_x.y/b.fits', 'c.fits'])
      await give(inner, { key, at: lakeKey(placeOf(key)) });
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

describe('on a file system that ignores case', () => {
  it('an object that is listed under a name of another case stays: it is one file', async () => {
    const lake = ignoringCase();
    const key = 'm31/a.fits';
    await give(lake, { key, at: lakeKey(placeOf(key)).replace('=m31/', '=M31/') });
    expect(await move(lake)).toEqual([]);
    expect(await rowsAt(lake, lakeKey(placeOf(key)))).toBe('rows of m31/a.fits');
  });

  it('an object of an old place is moved all the same', async () => {
    const lake = ignoringCase();
    await give(lake, { key: 'M:31/a.fits' });
    expect(await move(lake)).toHaveLength(1);
    expect(await keysOf(lake)).toEqual([lakeKey(placeOf('M:31/a.fits'))]);
  });
});

describe('a run that is killed at any moment', () => {
  /** Fails from its n-th request on, as after a kill: that one may have had its effect, or not. */
  const dying = (store: Store, requests: number, hasEffect: boolean): Store => {
    let left = requests;
    const alive = async <T>(effect: () => Promise<T>): Promise<T> => {
      if (--left > 0) return effect();
      if (left === 0 && hasEffect) await effect();
      throw new Error('killed');
    };
    return {
      list: store.list,
      head: (key) => store.head(key),
      read: (...args) => alive(() => store.read(...args)),
      write: (...args) => alive(() => store.write(...args)),
      remove: (...args) => alive(() => store.remove(...args)),
    };
  };
  const keys = fc.constantFrom('n:1/a', 'n:1/b', 'n 1/c', 'null/d', 'é/f', 'plain/g', 'h');
  const given = fc.array(
    fc.record({
      key: keys,
      where: fc.constantFrom('old', 'now', 'copy'),
      gone: fc.boolean(),
      generation: fc.integer({ min: 1, max: 5 }),
    }),
    { maxLength: 8 },
  );
  const kills = fc.array(fc.record({ requests: fc.integer({ min: 1, max: 12 }), hasEffect: fc.boolean() }), {
    maxLength: 3,
  });

  it('loses nothing, and the next one completes it', async () => {
    await fc.assert(
      fc.asyncProperty(given, kills, async (objects, deaths) => {
        const lake = memoryStore();
        const known = new Set<string>();
        for (const { key, where, ...said } of objects) {
          const now = lakeKey(placeOf(key));
          const at = { old: formerLakeKey(placeOf(key)), now, copy: `headers/copies/${key}` }[where];
          if ((await lake.head(at)) !== undefined) continue;
          await give(lake, { key, at, ...said });
          known.add(key);
        }
        const expectAllThere = async (): Promise<void> => {
          const { buckets } = await readLakeIndex(lake);
          expect(new Set(buckets.get(BUCKET)?.keys())).toEqual(known);
        };
        for (const { requests, hasEffect } of deaths) {
          await move(dying(lake, requests, hasEffect));
          await expectAllThere();
        }
        await move(lake);
        await expectAllThere();
        expect((await keysOf(lake)).sort()).toEqual([...known].map((key) => lakeKey(placeOf(key))).sort());
        expect(await move(lake)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
