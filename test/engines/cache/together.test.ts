import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../lib/engines/cache/location.ts';
import { askOnce, lakeOf } from '../../helpers/ask.ts';
import { hold, run } from '../../helpers/hold.ts';
import { addToLake, fileWithObject } from '../../helpers/small-lake.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { withEnvironment } from '../../helpers/with-environment.ts';

const COUNT = "SELECT count(*) FROM headers WHERE card_name = 'OBJECT'";

async function answerOf(lake: string, patience?: number) {
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
    const lake = lakeOf(fileWithObject('a/1'));
    await answerOf(lake);
    const other = await hold(lake, 'read');
    expect(await answerOf(lake, 0)).toEqual({ count: 1n, notices: [], loaded: 0 });
    await other.release();
  });
  it('waits for an ingest that is writing', async () => {
    const lake = lakeOf(fileWithObject('a/1'));
    await answerOf(lake);
    const ingest = await hold(lake, 'write');
    const answer = answerOf(lake);
    await ingest.release();
    expect(await answer).toEqual({ count: 1n, notices: [], loaded: 0 });
  });
  it('works after an ingest was killed', async () => {
    const lake = lakeOf(fileWithObject('a/1'));
    await answerOf(lake);
    const ingest = run('hold-cache', cacheFolder(lake), 'write');
    await once(ingest.stdout!, 'data');
    ingest.kill('SIGKILL');
    await once(ingest, 'exit');
    expect(await answerOf(lake, 0)).toEqual({ count: 1n, notices: [], loaded: 0 });
  });
  it('uses a temporary cache, with a notice, if an ingest keeps the cache open', async () => {
    const lake = lakeOf(fileWithObject('a/1'));
    await answerOf(lake);
    const ingest = await hold(lake, 'write');
    const first = await answerOf(lake, 50);
    expect(first).toMatchObject({ count: 1n, loaded: 1 });
    expect(first.notices).toEqual([
      `the cache in ${cacheFolder(lake)} cannot be used (another process has it open); a temporary one is used for this run`,
    ]);
    await ingest.release();
    expect(await answerOf(lake, 50)).toEqual({ count: 1n, notices: [], loaded: 0 });
  });
  it('uses a temporary cache if the lake has changed and another query keeps the cache open', async () => {
    const lake = lakeOf(fileWithObject('a/1'));
    await answerOf(lake);
    addToLake(lake, fileWithObject('a/2'));
    const other = await hold(lake, 'read');
    expect(await answerOf(lake, 50)).toMatchObject({ count: 2n, loaded: 2 });
    await other.release();
  });
  it('uses a temporary cache if none can be kept, and leaves nothing behind', async () => {
    const lake = lakeOf(fileWithObject('a/1'));
    // permissions do not stop root, but a file does
    const file = `${tempFolder()}/file`;
    writeFileSync(file, 'in the way');
    const temporary = tempFolder();
    withEnvironment({ TMPDIR: temporary });
    for (const FITS_CACHE of [file, `${file}/caches`, '/proc/caches']) {
      withEnvironment({ FITS_CACHE });
      const { count, notices } = await answerOf(lake);
      expect(count).toBe(1n);
      expect(notices).toEqual([
        expect.stringMatching(/^no cache can be kept \(\/.*\); a temporary one is used for this run$/),
      ]);
      expect(readdirSync(temporary)).toEqual([]);
    }
  });
});

describe('queries during an ingest', () => {
  it('see a growing lake, and finally all of it', async () => {
    const lake = lakeOf(fileWithObject('a/1'));
    const ingest = run('ingest-into', lake, '20');
    const ended = once(ingest, 'exit');
    let running = true;
    ended.then(() => {
      running = false;
    });
    const counts: bigint[] = [];
    while (running) counts.push((await answerOf(lake)).count as bigint);
    expect(await ended).toEqual([0, null]);
    expect(counts).toEqual(counts.toSorted((a, b) => Number(a - b)));
    expect(await answerOf(lake)).toMatchObject({ count: 21n, notices: [] });
    expect(readdirSync(cacheFolder(lake))).toEqual(['lake.duckdb', 'lake.json', 'lake.seen']);
  });
});
