import { existsSync, globSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPath } from '../helpers/read-file.ts';
import { CLEAN_END_ONLY, type ExpectedFile, expectedFiles, LENIENT } from './expected.ts';

// Folders of FITS files, card by card against expected rows: see README.md. The samples are always there; other folders
// only add to them.

interface Corpus {
  readonly folder: string;
  readonly expected: string;
}

const besideIt = (folder: string): Corpus => ({
  folder,
  expected: `${folder.replace(/\/$/, '')}-expected.jsonl.gz`,
});

const CORPORA: readonly Corpus[] = [
  { folder: 'fits_data', expected: 'test/conformance/fits_data-expected.jsonl' },
  ...['../shared/fits', '../shared/fits-edge'].filter((folder) => existsSync(folder)).map(besideIt),
  ...(process.env['FITS_CORPUS']?.split(':') ?? []).map(besideIt),
];

const filesBelow = (folder: string): string[] =>
  globSync('**', { cwd: folder })
    .filter((name) => statSync(join(folder, name)).isFile() && !name.endsWith('.md'))
    .sort();

describe.each(CORPORA)('the cards of $folder', ({ folder, expected: path }) => {
  const expected = expectedFiles(path);
  it.each(filesBelow(folder))('%s', async (name) => {
    const read = await readPath(join(folder, name));
    const file = expected?.get(name);
    if (file === undefined || CLEAN_END_ONLY.includes(basename(name, '.fits')))
      expect(read.hdus.length + read.faults.length).toBeGreaterThan(0);
    else expectSame(read, file);
  });
});

function expectSame(read: Awaited<ReturnType<typeof readPath>>, file: ExpectedFile): void {
  const lenient = new Set(
    file.cards
      .filter(({ flags }) => flags?.some((flag) => LENIENT.has(flag)))
      .map(({ hdu, card }) => `${hdu} ${card}`),
  );
  const strict = <T extends { hdu: number; card: number }>(cards: readonly T[]): T[] =>
    cards.filter(({ hdu, card }) => !lenient.has(`${hdu} ${card}`));
  const cards = strict(file.cards).map(({ hdu, card, record, name, type, value, comment }) => {
    return { hdu, card, record, name, type, value, comment };
  });
  expect(strict(read.cards)).toEqual(cards);
  expect(read.cards.length).toBe(file.cards.length);
  expect(read.hdus.map(({ headerOffset }) => headerOffset)).toEqual(file.offsets);
  expect(read.faults.length > 0).toBe(file.errors.length > 0);
}

describe('the expected rows of fits_data', () => {
  it('are those of every sample', () => {
    const { folder, expected } = CORPORA[0]!;
    expect([...(expectedFiles(expected)?.keys() ?? [])].sort()).toEqual(filesBelow(folder));
  });
});
