import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, utimesSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { folderStore } from '../../lib/stores/folder.ts';
import { listed } from '../helpers/store.ts';
import { tempFolder } from '../helpers/temp-folder.ts';

const WRITER = fileURLToPath(new URL('../helpers/folder-writer.ts', import.meta.url));

const start = (...task: string[]): ChildProcess =>
  spawn(process.execPath, [WRITER, ...task], { stdio: ['ignore', 'pipe', 'inherit'] });

/** All objects are whole; gives how many there are. */
async function expectWholeObjects(root: string): Promise<number> {
  const store = folderStore(root);
  const objects = await listed(store);
  for (const { key, size } of objects) {
    const { bytes, head } = await store.read(key, 0, size);
    expect(gunzipSync(bytes).length, key).toBe(Number(head.metadata['length']));
  }
  return objects.length;
}

// many processes are started, on a machine that may be busy
describe('folder: several processes', { timeout: 300_000 }, () => {
  it('killed at any moment leave whole objects, and a lock that others get', async () => {
    const root = tempFolder();
    for (let round = 0; round < 10; round++) {
      const children = [start('write', root), start('write', root)];
      await Promise.all(children.map((child) => child.stdout && once(child.stdout, 'data')));
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 40));
      for (const child of children) {
        const exit = once(child, 'exit');
        child.kill('SIGKILL');
        expect(await exit).toEqual([null, 'SIGKILL']);
      }
      expect(await expectWholeObjects(root)).toBeGreaterThan(0);
    }
    // new temporary files may be another's at work; old ones are removed by the next writer
    await folderStore(root).write('a', Buffer.from('x'), { ifMatch: null });
    const temporary = `${root}/.writing`;
    const left = readdirSync(temporary);
    for (const name of left) utimesSync(`${temporary}/${name}`, 1, 1);
    await folderStore(root).write('b', Buffer.from('x'), { ifMatch: null });
    expect(readdirSync(temporary)).toEqual(['lock']);
  });

  it('that count together come to the exact sum', async () => {
    const root = tempFolder();
    const children = [start('increment', root, '500'), start('increment', root, '500')];
    const exits = await Promise.all(children.map((child) => once(child, 'exit')));
    expect(exits).toEqual([
      [0, null],
      [0, null],
    ]);
    const store = folderStore(root);
    expect(await store.head('n.csv.gz')).toMatchObject({ metadata: { n: '1000' } });
    expect(gunzipSync((await store.read('n.csv.gz', 0, 1000)).bytes).toString()).toBe('1000');
  });

  it('stores of one folder in one process see each other', async () => {
    const root = tempFolder();
    const [one, other] = [folderStore(root), folderStore(root)];
    const etag = await one.write('a.csv.gz', gzipSync('1'), { ifMatch: null });
    const next = await other.write('a.csv.gz', gzipSync('2'), { ifMatch: etag });
    await expect(one.write('a.csv.gz', gzipSync('3'), { ifMatch: etag })).rejects.toMatchObject({
      name: 'Conflict',
    });
    await one.remove('a.csv.gz', { ifMatch: next });
    expect(await other.head('a.csv.gz')).toBeUndefined();
  });
});
