import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, utimesSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { folderStore } from '../../lib/stores/folder.ts';
import { effort } from '../helpers/effort.ts';
import { listed } from '../helpers/store.ts';
import { tempFolder } from '../helpers/temp-folder.ts';

const WRITER = fileURLToPath(new URL('../helpers/folder-writer.ts', import.meta.url));

/** How many times two processes are killed, and how many times each of two processes counts. */
const ROUNDS = effort(3);
const INCREMENTS = effort(100);

const start = (...task: string[]): ChildProcess =>
  spawn(process.execPath, [WRITER, ...task], { stdio: ['ignore', 'pipe', 'inherit'] });

/** Checks that all objects are complete. Returns how many there are. */
async function expectCompleteObjects(root: string): Promise<number> {
  const store = folderStore(root);
  const objects = await listed(store);
  for (const { key, size } of objects) {
    const { bytes, head } = await store.read(key, 0, size);
    expect(gunzipSync(bytes).length, key).toBe(Number(head.metadata['length']));
  }
  return objects.length;
}

describe('several processes that write to one folder', () => {
  it('leave complete objects and a free lock when they are killed', async () => {
    const root = tempFolder();
    for (let round = 0; round < ROUNDS; round++) {
      const children = [start('write', root), start('write', root)];
      await Promise.all(children.map((child) => child.stdout && once(child.stdout, 'data')));
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 40));
      for (const child of children) {
        const exit = once(child, 'exit');
        child.kill('SIGKILL');
        expect(await exit).toEqual([null, 'SIGKILL']);
      }
      expect(await expectCompleteObjects(root)).toBeGreaterThan(0);
    }
    // recent temporary files may belong to a running process; the next writer removes the old ones
    await folderStore(root).write('a', Buffer.from('x'), { ifMatch: null });
    const temporary = `${root}/.writing`;
    const left = readdirSync(temporary);
    for (const name of left) utimesSync(`${temporary}/${name}`, 1, 1);
    await folderStore(root).write('b', Buffer.from('x'), { ifMatch: null });
    expect(readdirSync(temporary)).toEqual(['lock']);
  });

  it('increment one number together without losing an increment', async () => {
    const root = tempFolder();
    const children = [start('increment', root, `${INCREMENTS}`), start('increment', root, `${INCREMENTS}`)];
    const exits = await Promise.all(children.map((child) => once(child, 'exit')));
    expect(exits).toEqual([
      [0, null],
      [0, null],
    ]);
    const store = folderStore(root);
    expect(await store.head('n.csv.gz')).toMatchObject({ metadata: { n: `${2 * INCREMENTS}` } });
    expect(gunzipSync((await store.read('n.csv.gz', 0, 1000)).bytes).toString()).toBe(`${2 * INCREMENTS}`);
  });

  it('see the changes of each other, and so do two stores in one process', async () => {
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
