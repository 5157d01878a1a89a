import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { refreshed } from '../scripts/docs/generated.ts';

describe('the generated parts of the documentation', () => {
  const pages = globSync('docs/**/*.md').filter((page) =>
    readFileSync(page, 'utf8').includes('<!-- generated: '),
  );
  it('exist', () => {
    expect(pages.length).toBeGreaterThan(4);
  });
  it.each(pages)('%s is up to date; if it is not, run `npm run docs`', async (page) => {
    const text = readFileSync(page, 'utf8');
    expect(text).toBe(await refreshed(text));
  });
});

/** A file of the code in backticks, and the functions that follow it: `lib/lake/sync.ts` `sync()`. */
const FILE = /`((?:bin|lambda|lib|scripts|test|tools|docs|\.ci)\/[\w./-]*)`((?: `\w+\(\)`,?)*)/g;

const mentions = ['CONTRIBUTING.md', ...globSync('docs/**/*.md')].flatMap((page) =>
  [...readFileSync(page, 'utf8').matchAll(FILE)]
    .map(([, file = '', functions = '']) => ({
      page,
      file,
      functions: [...functions.matchAll(/(\w+)\(\)/g)].map(([, name = '']) => name),
    }))
    // recipes write NAME for what a reader will add
    .filter(({ file }) => !file.includes('NAME')),
);

describe('the files that the documentation names', () => {
  it('are many', () => {
    expect(mentions.length).toBeGreaterThan(50);
  });
  it.each(mentions)('$page: $file, with $functions', ({ file, functions }) => {
    expect(existsSync(file), file).toBe(true);
    for (const name of functions)
      expect(readFileSync(file, 'utf8'), name).toMatch(new RegExp(`\\b${name}\\b`));
  });
  it('CONTRIBUTING has a line for each folder of the code', () => {
    const map = readFileSync('CONTRIBUTING.md', 'utf8');
    const folders = globSync(['lib/*/', 'lib/{cli,engines,cloud}/*/', 'lambda/']).map((folder) =>
      folder.replace(/\/?$/, '/'),
    );
    const isFolder = folders.filter((folder) => existsSync(folder));
    expect(isFolder.filter((folder) => !map.includes(`\`${folder}\``))).toEqual([]);
  });
});
