import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { extractor } from '../../../lib/lake/rows/extract.ts';
import { memoryStore } from '../../../lib/stores/memory.ts';
import type { Store } from '../../../lib/stores/store.ts';
import { put } from '../../helpers/store.ts';

// Files that are read at the same time share memory: tables of cards, WebAssembly, buffers, and what headers said before.

/** Bytes; larger files take long and add nothing. */
const LARGEST = 300_000;

const folders = ['fits_data', '../shared/fits'].filter((folder) => existsSync(folder));

it.each(folders)(
  'the files of %s have the same rows whether or not others are read in turn',
  async (folder) => {
    const now = () => new Date('2026-11-25T01:02:03Z');
    const inner = memoryStore({ now });
    const names = globSync('**', { cwd: folder }).filter((name) => {
      const stat = statSync(join(folder, name));
      return stat.isFile() && stat.size < LARGEST;
    });
    for (const name of names) await put(inner, name, readFileSync(join(folder, name)));
    // each file is read in its own rhythm, at any place in memory
    const slow = (turns: number): Store => ({
      ...inner,
      read: async (...request) => {
        for (let i = 0; i < turns; i++) await turn();
        const { bytes, head } = await inner.read(...request);
        const moved = new Uint8Array(bytes.length + turns).subarray(turns);
        moved.set(bytes);
        return { bytes: moved, head };
      },
    });
    const extract = extractor({ now });
    const rowsOf = async (store: Store, key: string): Promise<string> =>
      gunzipSync((await extract(store, { bucket: 'b', key })).body).toString();
    const alone: string[] = [];
    for (const name of names) alone.push(await rowsOf(inner, name));
    const reversed = names.toReversed();
    const together = await Promise.all(reversed.map((name, index) => rowsOf(slow(index % 4), name)));
    expect(names.length).toBeGreaterThan(5);
    for (const [index, rows] of together.toReversed().entries())
      expect(rows === alone[index], names[index]).toBe(true);
  },
);
