import { describe, expect, it } from 'vitest';
import { Changed, Conflict, StoreFailure, Unchanged } from '../../../lib/stores/store.ts';
import { keysOf } from '../../helpers/store.ts';
import { FILE, LAKE_KEY, syncFixture } from '../../helpers/sync-fixture.ts';

describe('a sync while others write', () => {
  it('starts again after a conflict, with requests to both stores', async () => {
    let rivals = 3;
    const fixture = syncFixture(async (request) => {
      if (request.startsWith('lake write') && rivals-- > 0) throw new Conflict(LAKE_KEY);
    });
    await fixture.put('one');
    const requests = await fixture.requests(() => fixture.event());
    expect(requests.lake.filter((request) => request === 'head')).toHaveLength(4);
    expect(requests.source).toHaveLength(8);
    expect(await fixture.rows()).toBe('one');
  });

  it('starts again if the source changes while it is being read', async () => {
    let changes = 2;
    const fixture = syncFixture(async (request) => {
      if (request === 'source read ifMatch' && changes-- > 0) await fixture.put(`state ${changes}`);
    });
    await fixture.put('one');
    await fixture.event();
    expect(await fixture.rows()).toBe('state 0');
  });

  it('finds a file absent if it is deleted while it is being read', async () => {
    const fixture = syncFixture((request) =>
      request === 'source read ifMatch' ? fixture.remove() : undefined,
    );
    await fixture.put('one');
    expect((await fixture.event()).outcome).toBe('absent');
  });

  it('fails after eight attempts, with growing waits and jitter', async () => {
    const waits: number[] = [];
    const options = {
      sleep: async (milliseconds: number) => void waits.push(milliseconds),
      random: () => 0.5,
    };
    const fixture = syncFixture((request) => {
      if (request.startsWith('lake write')) throw new Conflict(LAKE_KEY);
    });
    await fixture.put('one');
    await expect(fixture.event(options)).rejects.toMatchObject({
      name: 'SyncConflict',
      lakeKey: LAKE_KEY,
      attempts: 8,
    });
    expect(waits).toEqual([50, 100, 200, 400, 800, 1000, 1000]);
  });

  it('fails if the source changes in each attempt', async () => {
    let state = 0;
    const fixture = syncFixture((request) =>
      request === 'source read ifMatch' ? fixture.put(`state ${state++}`) : undefined,
    );
    await fixture.put('one');
    await expect(fixture.event()).rejects.toMatchObject({ name: 'SourceChanging', file: FILE });
    expect(state).toBe(8);
    expect(await keysOf(fixture.lake.store)).toEqual([]);
  });

  it.each([
    ['lake head', false],
    ['source read', false],
    ['source read ifMatch', false],
    ['lake write new', false],
    ['source read ifNoneMatch', true],
    ['lake write ifMatch', true],
  ])('fails and writes nothing if this request fails: %s', async (failing, known) => {
    let broken = false;
    const fixture = syncFixture((request) => {
      if (broken && request === failing) throw new StoreFailure('bucket', new Error('Access Denied'));
    });
    await fixture.put('one');
    if (known) await fixture.event();
    const before = await fixture.lake.store.head(LAKE_KEY);
    broken = true;
    const run = failing.endsWith('ifNoneMatch') ? fixture.sweep : fixture.event;
    await expect(run()).rejects.toThrow(/Access Denied/);
    broken = false;
    expect(await fixture.lake.store.head(LAKE_KEY)).toEqual(before);
  });

  it('does not hide unexpected errors of an extractor', async () => {
    const fixture = syncFixture();
    await fixture.put('one');
    for (const error of [new Unchanged('x'), new Error('a bug')]) {
      await expect(fixture.event({ extract: () => Promise.reject(error) })).rejects.toBe(error);
    }
    await expect(fixture.event({ extract: () => Promise.reject(new Changed('x')) })).rejects.toMatchObject({
      name: 'SourceChanging',
      attempts: 8,
    });
  });
});
