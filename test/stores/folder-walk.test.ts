import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { folderStore } from '../../lib/stores/folder.ts';
import { effort } from '../helpers/effort.ts';
import { asOrdinaryUser } from '../helpers/permissions.ts';
import { keysOf } from '../helpers/store.ts';
import { tempFolder } from '../helpers/temp-folder.ts';

let root: string;
let outside: string;
beforeEach(() => {
  root = tempFolder();
  outside = tempFolder();
});

const put = (path: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, 'x');
};
const link = (target: string, path: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
};

/** The keys that a listing returns, and what it reports as skipped: `code path`, relative to the root. */
async function list(prefix = '') {
  const skipped: string[] = [];
  const onSkip = (path: string, _reason: string, skip: string): void => {
    skipped.push(`${skip} ${path.slice(root.length + 1)}`);
  };
  const keys = await keysOf(folderStore(root, { onSkip }), prefix);
  return { keys, skipped: skipped.sort() };
}

describe('a walk over a folder', () => {
  it('ends in a diamond of links: 30 levels with two links each', async () => {
    for (let level = 0; level < 30; level++) {
      put(`${root}/l${level}/f.fits`);
      for (const name of ['a', 'b']) link(`../l${level + 1}`, `${root}/l${level}/${name}`);
    }
    put(`${root}/l30/f.fits`);
    const { keys, skipped } = await list();
    expect(keys).toHaveLength(31);
    expect(new Set(keys.map((key) => key.replace(/\d+/, 'N')))).toEqual(new Set(['lN/f.fits']));
    expect(skipped).toHaveLength(60);
  });

  it('ends in such a diamond outside the root, and visits each folder once', async () => {
    for (let level = 0; level < 30; level++) {
      put(`${outside}/l${level}/f.fits`);
      for (const name of ['a', 'b']) link(`../l${level + 1}`, `${outside}/l${level}/${name}`);
    }
    put(`${outside}/l30/f.fits`);
    link(`${outside}/l0`, `${root}/in`);
    const { keys, skipped } = await list();
    expect(keys).toHaveLength(31);
    expect(keys.sort((a, b) => b.length - a.length)[0]).toBe(`in/${'a/'.repeat(30)}f.fits`);
    expect(skipped).toHaveLength(30);
  });

  it('visits a folder below the root under its own path, never under the path of a link', async () => {
    put(`${root}/z/real/f.fits`);
    link('z/real', `${root}/a`);
    link(root, `${root}/z/up`);
    link('.', `${root}/z/real/here`);
    expect(await list()).toEqual({
      keys: ['z/real/f.fits'],
      skipped: ['elsewhere a', 'elsewhere z/real/here', 'elsewhere z/up'],
    });
    expect((await list('a/')).keys).toEqual([]);
    expect((await list('z/real/')).keys).toEqual(['z/real/f.fits']);
  });

  it('visits a folder outside the root once, under the first link to it', async () => {
    put(`${outside}/deep/f.fits`);
    put(`${outside}/g.fits`);
    link(outside, `${root}/n2/l`);
    link(outside, `${root}/n1/l`);
    link(`${outside}/deep`, `${root}/a`);
    expect(await list()).toEqual({
      keys: ['a/f.fits', 'n1/l/g.fits'],
      skipped: ['elsewhere n1/l/deep', 'elsewhere n2/l'],
    });
    expect((await list('n2/')).keys).toEqual([]);
    expect((await list('n1/')).keys).toEqual(['n1/l/g.fits']);
    expect((await list('n1/l/deep/')).keys).toEqual([]);
  });

  it('skips and reports folders that contain the root', async () => {
    mkdirSync(`${root}/sub`);
    link(dirname(root), `${root}/sub/parent`);
    link('/', `${root}/slash`);
    put(`${root}/f.fits`);
    expect(await list()).toEqual({
      keys: ['f.fits'],
      skipped: ['holds-root slash', 'holds-root sub/parent'],
    });
  });

  it('reports circular and broken links', async () => {
    link('self', `${root}/self`);
    link('two', `${root}/one`);
    link('one', `${root}/two`);
    link('nothing', `${root}/broken`);
    put(`${root}/f.fits`);
    expect(await list()).toEqual({
      keys: ['f.fits'],
      skipped: ['loop one', 'loop self', 'loop two', 'nowhere broken'],
    });
    expect(await keysOf(folderStore(root))).toEqual(['f.fits']);
  });

  it('reports pipes', async () => {
    execFileSync('mkfifo', [`${root}/pipe.fits`]);
    put(`${root}/f.fits`);
    expect(await list()).toEqual({ keys: ['f.fits'], skipped: ['special pipe.fits'] });
  });

  it('lists a file under all of its hard links and symbolic links', async () => {
    put(`${root}/a.fits`);
    mkdirSync(`${root}/sub`);
    for (const name of ['b.fits', 'sub/c.fits']) linkSync(`${root}/a.fits`, `${root}/${name}`);
    link('a.fits', `${root}/d.fits`);
    link('../a.fits', `${root}/sub/e.fits`);
    put(`${outside}/f.fits`);
    for (const name of ['f.fits', 'g.fits']) link(`${outside}/f.fits`, `${root}/${name}`);
    expect((await list()).keys).toEqual([
      ...['a.fits', 'b.fits', 'd.fits', 'f.fits', 'g.fits', 'sub/c.fits', 'sub/e.fits'],
    ]);
  });

  it('skips and reports paths that are too long for the system', async () => {
    put(`${root}/f.fits`);
    put(`${root}/z/g.fits`);
    // created from within, with short paths
    const script = `
      const { mkdirSync, writeFileSync } = require('node:fs');
      process.chdir(process.argv[1]);
      const name = 'd'.repeat(200);
      for (let level = 0; level < 25; level++) {
        writeFileSync('n'.repeat(200) + '.fits', 'x');
        mkdirSync(name);
        process.chdir(name);
      }`;
    mkdirSync(`${root}/deep`);
    execFileSync(process.execPath, ['-e', script, `${root}/deep`]);
    const { keys, skipped } = await list();
    const short = keys.filter((key) => !key.startsWith('deep/'));
    expect(short).toEqual(['f.fits', 'z/g.fits']);
    const deep = keys.filter((key) => key.startsWith('deep/'));
    expect(deep.length).toBeGreaterThan(15);
    // anything that is neither listed nor reported is below a folder that is reported
    expect(skipped.every((entry) => entry.startsWith('too-long deep/'))).toBe(true);
    expect(skipped.length).toBeGreaterThan(0);
    const depth = (path: string): number => path.split('/').length;
    const levels = [...deep, ...skipped].map(depth);
    expect(Math.max(...skipped.map(depth))).toBe(Math.max(...levels));
    execFileSync('rm', ['-rf', `${root}/deep`]);
  });

  it('skips and reports a folder that can be listed but not entered', async () => {
    put(`${root}/shut/f.fits`);
    put(`${root}/g.fits`);
    chmodSync(root, 0o755);
    chmodSync(`${root}/shut`, 0o444);
    await asOrdinaryUser(async () => {
      expect(await list()).toEqual({ keys: ['g.fits'], skipped: ['unreadable shut'] });
    });
  });

  it('recognises the root by its real path if it is itself a link', async () => {
    put(`${outside}/real/f.fits`);
    link('real', `${outside}/a`);
    root = join(root, 'link');
    link(outside, root);
    expect(await list()).toEqual({ keys: ['real/f.fits'], skipped: ['elsewhere a'] });
  });
});

describe('any tree of folders and links', () => {
  const NAMES = ['a', 'b', 'c'];
  const place = fc.record({
    side: fc.constantFrom('root', 'outside'),
    path: fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 }),
  });
  const links = fc.array(fc.tuple(place, place), { maxLength: 6 });
  const files = fc.array(place, { minLength: 1, maxLength: 6 });

  it('is listed without repeats, the same each time, and by prefix exactly as in the whole listing', async () => {
    await fc.assert(
      fc.asyncProperty(files, links, async (files, links) => {
        const sides = { root: tempFolder(), outside: tempFolder() };
        const at = ({ side, path }: { side: string; path: readonly string[] }): string =>
          join(side === 'root' ? sides.root : sides.outside, ...path);
        for (const file of files) attempt(() => put(`${at(file)}/${file.path.length}.fits`));
        for (const [from, to] of links) attempt(() => link(at(to), `${at(from)}.link`));
        attempt(() => link(sides.outside, `${sides.root}/all`));
        const store = folderStore(sides.root, { onSkip: () => {} });
        const whole = await keysOf(store);
        expect(await keysOf(store)).toEqual(whole);
        expect(new Set(whole).size).toBe(whole.length);
        // each of the real files is listed once, since all of them can be reached
        const real = new Set(files.map((file) => `${at(file)}/${file.path.length}.fits`));
        expect(whole).toHaveLength(real.size);
        const prefixes = new Set(whole.flatMap((key) => [...key].map((_, end) => key.slice(0, end))));
        for (const name of [...NAMES, 'all', 'a.link', 'b/c.link', 'all/a.link']) prefixes.add(`${name}/`);
        for (const prefix of prefixes)
          expect(await keysOf(store, prefix), prefix).toEqual(whole.filter((key) => key.startsWith(prefix)));
        for (const side of Object.values(sides)) rmSync(side, { recursive: true });
      }),
      { numRuns: effort(25) },
    );
  });
});

function attempt(work: () => void): void {
  try {
    work();
  } catch {
    // this path is already taken
  }
}
