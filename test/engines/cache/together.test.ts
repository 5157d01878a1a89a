import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../lib/engines/cache/location.ts';
import { askOnce, lakeOf } from '../../helpers/ask.ts';
import { hold, run } from '../../helpers/hold.ts';
import { addToLake } from '../../helpers/small-lake.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { withEnvironment } from '../../helpers/with-environment.ts';

const told = (key: string) => ({ bucket: 'b', key, hdus: [[['OBJECT', key]]] }) as const;
const COUNT = "SELECT count(*) FROM headers WHERE card_name = 'OBJECT'";

async function asked(lake: string, patience?: number) {
  const notices: string[] = [];
  let loaded = 0;
  const rows = await askOnce(lake, COUNT, {
    onNotice: (notice) => notices.push(notice),
    onProgress: () => loaded++,
    ...(patience !== undefined && { patience }),
  });
  return { count: rows[0]?.[0], notices, loaded };
}

describe('a query', () => {
  it('reads while another one reads', async () => {
    const lake = lakeOf(told('a/1'));
    await asked(lake);
    const other = await hold(lake, 'read');
    expect(await asked(lake, 0)).toEqual({ count: 1n, notices: [], loaded: 0 });
    await other.release();
  });
  it('waits for an ingest that is writing', async () => {
    const lake = lakeOf(told('a/1'));
    await asked(lake);
    const ingest = await hold(lake, 'write');
    const answer = asked(lake);
    await ingest.release();
    expect(await answer).toEqual({ count: 1n, notices: [], loaded: 0 });
  });
  it('is not troubled by an ingest that was killed', async () => {
    const lake = lakeOf(told('a/1'));
    await asked(lake);
    const ingest = run('hold-cache', cacheFolder(lake), 'write');
    await once(ingest.stdout!, 'data');
    ingest.kill('SIGKILL');
    await once(ingest, 'exit');
    expect(await asked(lake, 0)).toEqual({ count: 1n, notices: [], loaded: 0 });
  });
  it('makes a cache elsewhere, and says so, where one does not let go', async () => {
    const lake = lakeOf(told('a/1'));
    await asked(lake);
    const ingest = await hold(lake, 'write');
    const first = await asked(lake, 50);
    expect(first).toMatchObject({ count: 1n, loaded: 1 });
    expect(first.notices).toEqual([
      `the cache in ${cacheFolder(lake)} cannot be used (another process has it open); a temporary one is used for this run`,
    ]);
    await ingest.release();
    expect(await asked(lake, 50)).toEqual({ count: 1n, notices: [], loaded: 0 });
  });
  it('that finds a lake changed does not wait for ever for one that only reads', async () => {
    const lake = lakeOf(told('a/1'));
    await asked(lake);
    addToLake(lake, told('a/2'));
    const other = await hold(lake, 'read');
    expect(await asked(lake, 50)).toMatchObject({ count: 2n, loaded: 2 });
    await other.release();
  });
  it('makes do with a temporary cache where it can keep none, and leaves nothing behind', async () => {
    const lake = lakeOf(told('a/1'));
    // permissions do not stop root, but a file does
    const file = `${tempFolder()}/file`;
    writeFileSync(file, 'in the way');
    const temporary = tempFolder();
    withEnvironment({ TMPDIR: temporary });
    for (const FITS_CACHE of [file, `${file}/caches`, '/proc/caches']) {
      withEnvironment({ FITS_CACHE });
      const { count, notices } = await asked(lake);
      expect(count).toBe(1n);
      expect(notices).toEqual([
        expect.stringMatching(/^no cache can be kept \(\/.*\); a temporary one is used for this run$/),
      ]);
      expect(readdirSync(temporary)).toEqual([]);
    }
  });
});

describe('queries and an ingest at once', () => {
  it('see a lake that grows, and all of it in the end', async () => {
    const lake = lakeOf(told('a/1'));
    const ingest = run('ingest-into', lake, '100');
    const ended = once(ingest, 'exit');
    let running = true;
    ended.then(() => {
      running = false;
    });
    const counts: bigint[] = [];
    while (running) counts.push((await asked(lake)).count as bigint);
    expect(await ended).toEqual([0, null]);
    expect(counts).toEqual(counts.toSorted((one, other) => Number(one - other)));
    expect(await asked(lake)).toMatchObject({ count: 101n, notices: [] });
    expect(readdirSync(cacheFolder(lake))).toEqual(['lake.duckdb', 'lake.json', 'lake.seen']);
  });
});
