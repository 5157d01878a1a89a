import { existsSync, globSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPath } from '../helpers/read-file.ts';
import { CLEAN_END_ONLY, expectedFiles, LENIENT } from './expected.ts';

// Card by card against expected rows. ../shared holds two sets; FITS_CORPUS names a folder F with further
// files, whose expected rows are beside it in F-expected.jsonl.gz (without them only a clean end counts).

const folders = ['../shared/fits', '../shared/fits-edge', ...(process.env['FITS_CORPUS']?.split(':') ?? [])];

const filesBelow = (folder: string): string[] =>
  globSync('**', { cwd: folder })
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort();

for (const folder of folders) {
  const expected = expectedFiles(`${folder.replace(/\/$/, '')}-expected.jsonl.gz`);
  const there = existsSync(folder);
  if (!there) console.warn(`conformance: skipped, ${folder} is not there`);
  describe.skipIf(!there)(`cards of ${folder}`, () => {
    for (const name of there ? filesBelow(folder) : []) {
      it(name, async () => {
        const read = await readPath(join(folder, name));
        const wanted = expected?.get(name);
        if (wanted === undefined || CLEAN_END_ONLY.includes(basename(name, '.fits'))) {
          expect(read.hdus.length + read.faults.length).toBeGreaterThan(0);
          return;
        }
        const lenient = new Set(
          wanted.cards
            .filter((card) => card.flags?.some((flag) => LENIENT.has(flag)))
            .map((card) => `${card.hdu} ${card.card}`),
        );
        const strict = <T extends { hdu: number; card: number }>(cards: readonly T[]): T[] =>
          cards.filter((card) => !lenient.has(`${card.hdu} ${card.card}`));
        const plain = strict(wanted.cards).map(({ hdu, card, record, name, type, value, comment }) => {
          return { hdu, card, record, name, type, value, comment };
        });
        expect(strict(read.cards)).toEqual(plain);
        expect(read.cards.length).toBe(wanted.cards.length);
        expect(read.hdus.map((hdu) => hdu.headerOffset)).toEqual(wanted.offsets);
        expect(read.faults.length > 0).toBe(wanted.errors.length > 0);
      });
    }
  });
}
