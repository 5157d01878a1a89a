import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { QuestionEnded } from '../../../lib/engines/asker.ts';
import { NoLake } from '../../../lib/engines/duckdb/open-lake.ts';
import { gate } from '../../../lib/engines/live/gate.ts';
import { type LiveLake, openLiveLake } from '../../../lib/engines/live/live-lake.ts';
import { askOnce, lakeOf } from '../../helpers/ask.ts';
import { addToLake, fileWithObject, lakeKeyOf } from '../../helpers/small-lake.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

async function openLive(folder: string): Promise<LiveLake> {
  const lake = await openLiveLake(folder, { keywords: [], lakeKeywords: [], limits: {}, gate: gate() });
  onTestFinished(lake.close);
  return lake;
}

const objects = (lake: LiveLake): Promise<[string[], string]> =>
  lake.read(async (connection, version) => {
    const read = await connection.runAndReadAll('SELECT object FROM files ORDER BY 1');
    return [(read.getColumns()[0] ?? []).map(String), version];
  });

/** Refreshes until the lake has been looked at again. */
async function refreshed(lake: LiveLake, names: readonly string[]): Promise<string> {
  for (;;) {
    await lake.refresh();
    const [found, version] = await objects(lake);
    if (found.join() === names.join()) return version;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

describe('a lake that stays open', () => {
  it('follows its changes, with another version for each', async () => {
    const folder = lakeOf(fileWithObject('n/a'));
    const lake = await openLive(folder);
    const [first, one] = await objects(lake);
    expect(first).toEqual(['n/a']);
    addToLake(folder, fileWithObject('n/b'));
    // as it was, until it is refreshed
    expect((await objects(lake))[0]).toEqual(['n/a']);
    const two = await refreshed(lake, ['n/a', 'n/b']);
    rmSync(join(folder, lakeKeyOf(fileWithObject('n/a'))));
    const three = await refreshed(lake, ['n/b']);
    expect(new Set([one, two, three]).size).toBe(3);
  });

  it('follows changes that another program has put into the cache', async () => {
    const folder = lakeOf(fileWithObject('n/a'));
    const lake = await openLive(folder);
    addToLake(folder, fileWithObject('n/b'));
    expect(await askOnce(folder, 'SELECT count(*) FROM files')).toEqual([[2n]]);
    await refreshed(lake, ['n/a', 'n/b']);
  });

  it('does not change while it is read', async () => {
    const folder = lakeOf(fileWithObject('n/a'));
    const lake = await openLive(folder);
    addToLake(folder, fileWithObject('n/b'));
    const during = lake.read(async (connection) => {
      await new Promise((resolve) => setTimeout(resolve, 2500));
      void lake.refresh();
      await new Promise((resolve) => setTimeout(resolve, 500));
      return (await connection.runAndReadAll('SELECT count(*) FROM files')).getRows();
    });
    expect(await during).toEqual([[1n]]);
    await refreshed(lake, ['n/a', 'n/b']);
  });

  it('ends what reads it when it is closed, and is then not read any more', async () => {
    const lake = await openLive(lakeOf(fileWithObject('n/a')));
    const started = Promise.withResolvers<void>();
    const endless = lake.read(async (connection) => {
      started.resolve();
      await connection.run('SELECT sum(hash(a.range)) FROM range(1000000000) a, range(1000000) b');
    });
    const ended = expect(endless).rejects.toThrow(/interrupt/i);
    await started.promise;
    await lake.close();
    await ended;
    await expect(objects(lake)).rejects.toBeInstanceOf(QuestionEnded);
  });

  it('is refused if it is not there', async () => {
    await expect(openLive(`${tempFolder()}/none`)).rejects.toBeInstanceOf(NoLake);
  });
});
