import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { program } from '../lib/cli/main.ts';
import { EVERYDAY } from '../lib/sql/everyday.ts';
import { costsText, EXAMPLE_LAKE } from '../scripts/costs.ts';
import { refreshed } from '../scripts/docs/generated.ts';
import { MAN_PAGE, manPage } from '../scripts/docs/man.ts';

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

describe('the man page', () => {
  it('is up to date; if it is not, run `npm run docs`', async () => {
    expect(readFileSync(MAN_PAGE, 'utf8')).toBe(await manPage());
  });
  const groff = spawnSync('groff', ['-man', '-ww', '-z', '-Tutf8', MAN_PAGE], { encoding: 'utf8' });
  it.skipIf(groff.error)('has nothing that groff warns of', () => {
    expect(groff).toMatchObject({ status: 0, stderr: '' });
  });
});

it('the README has the costs of the example', () => {
  const [, dollars] = /total per month, in dollars +([\d.]+)$/m.exec(costsText(EXAMPLE_LAKE)) ?? [];
  expect(readFileSync('README.md', 'utf8')).toContain(`about ${Math.round(Number(dollars))} dollars a month`);
});

it('the README has a row for each verb; `start` is `npm start`', async () => {
  const verbs = (await program()).commands.map((verb) => verb.name()).filter((name) => name !== 'start');
  const rows = [...readFileSync('README.md', 'utf8').matchAll(/^\| `(\w+)/gm)].map(([, verb]) => verb);
  expect(rows.sort()).toEqual(verbs.sort());
});

it('the guide to asking lists the everyday keywords', () => {
  const listed = EVERYDAY.map(({ keyword }) => keyword)
    .join(', ')
    .replace(/, ([^,]+)$/, ' and $1');
  expect(readFileSync('docs/guides/asking.md', 'utf8')).toContain(listed);
});

/** A file of the code in backticks, and the functions that follow it: `lib/lake/sync.ts` `sync()`. */
const FILE = /`((?:bin|lambda|lib|scripts|test|tools|docs|\.ci)\/[\w./-]*)`((?: `\w+\(\)`,?)*)/g;

/** The files and functions that a page names and that do not exist. Recipes write NAME for what a reader will add. */
const missingIn = (page: string): string[] =>
  [...readFileSync(page, 'utf8').matchAll(FILE)].flatMap(([, file = '', functions = '']) => {
    if (file.includes('NAME')) return [];
    if (!existsSync(file)) return [file];
    const names = [...functions.matchAll(/(\w+)\(\)/g)].map(([, name = '']) => name);
    return names
      .filter((name) => !new RegExp(`\\b${name}\\b`).test(readFileSync(file, 'utf8')))
      .map((name) => `${file} ${name}()`);
  });

describe('the files and functions that the documentation names', () => {
  it.each(['CONTRIBUTING.md', 'README.md', ...globSync('docs/**/*.md')])('exist: %s', (page) => {
    expect(missingIn(page)).toEqual([]);
  });
  it('are found by this test', () => {
    expect([...readFileSync('CONTRIBUTING.md', 'utf8').matchAll(FILE)].length).toBeGreaterThan(100);
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

it('the configuration of dependency updates names folders that exist', () => {
  const text = readFileSync('.github/dependabot.yml', 'utf8');
  const folders = [...text.matchAll(/directory: \/(\S*)/g)].map(([, folder = '']) => folder || '.');
  expect(folders.length).toBeGreaterThan(2);
  expect(folders.filter((folder) => !existsSync(folder))).toEqual([]);
});
