import { existsSync, globSync, statSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_VALUES } from '../../lib/sky/custom-rules.ts';
import { type HduHeader, headerOf } from '../../lib/sky/header.ts';
import { PARTS } from '../../lib/sky/parts.ts';
import { cardText, recall } from '../../lib/sky/recall.ts';
import { isBesideSky, isStructural } from '../../lib/sky/wanted.ts';
import { axesOf } from '../../lib/sky/wcs/axes.ts';
import { skyImage } from '../../lib/sky/wcs/sky-image.ts';
import { anyHeader } from '../helpers/any-header.ts';
import { effort } from '../helpers/effort.ts';
import { derivedFrom, readHeader, rowFrom } from '../helpers/hdu-header.ts';
import { readPath } from '../helpers/read-file.ts';

// What cards say is remembered by the cards that can matter: nothing may depend on others.

/** The keywords that `ask` asks a header for, apart from those that it may ask for. */
function unexpected(
  header: HduHeader,
  ask: (header: HduHeader) => void,
  mayAsk: (keyword: string) => boolean,
): string[] {
  const asked = new Set<string>();
  ask({
    ...header,
    card: (keyword) => {
      asked.add(keyword);
      return header.card(keyword);
    },
  });
  return [...asked].filter((keyword) => !mayAsk(keyword));
}

function expectOnlyTheirKeywords(header: HduHeader): void {
  for (const { keywords, put } of PARTS) {
    const own = new Set(keywords);
    const ask = (place: HduHeader): void => void put(new Map(), [place], NO_VALUES);
    expect(unexpected(header, ask, (keyword) => own.has(keyword))).toEqual([]);
  }
  const ask = (place: HduHeader): void => void skyImage(place, axesOf(place));
  const ofSky = (keyword: string): boolean => isStructural(keyword) && !isBesideSky(keyword);
  expect(unexpected(header, ask, ofSky)).toEqual([]);
}

describe('recall', () => {
  it('computes once what the same cards say, and forgets the oldest', () => {
    const memory = recall<number>(2);
    let count = 0;
    const next = (): number => ++count;
    expect(['a', 'b', 'a', 'b', 'c', 'b', 'a'].map((cards) => memory(cards, next))).toEqual([
      1, 2, 1, 2, 3, 2, 4,
    ]);
  });
  it('does not keep long texts: headers can be large, and there are many memories', () => {
    const memory = recall<number>(2);
    let count = 0;
    const long = 'x'.repeat(100_000);
    expect([long, long, 'a', 'a'].map((cards) => memory(cards, () => ++count))).toEqual([1, 2, 3, 3]);
  });
  it('tells cards apart that differ only in their comments or types', () => {
    const seconds = (comment: string): string | undefined =>
      rowFrom({ 'DATE-OBS': '2020-01-01T00:00:00', EXPTIME: [5, comment] }).t_exptime?.value;
    expect(['[s]', '[min]', '[s]'].map(seconds)).toEqual(['5', '300', '5']);
    const compressed = (ZIMAGE: boolean | string): string | undefined =>
      rowFrom({ NAXIS: 0, 'DATE-OBS': '2020-01-01T00:00:00', SIMULATE: ZIMAGE }).simulated?.value;
    expect([true, 'no', true].map(compressed)).toEqual(['true', 'false', 'true']);
  });
  it('tells cards apart whose texts look like other cards', () => {
    const texts = fc.string({ unit: fc.constantFrom('\t', '\n', '\f', ' ', '1', 'A') });
    const cards = fc.array(fc.record({ keyword: texts, value: texts, comment: texts }), { maxLength: 3 });
    const textOf = (all: readonly { keyword: string; value: string; comment: string }[]): string =>
      all.map(({ keyword, ...card }) => cardText(keyword, { ...card, type: 'string' })).join('');
    fc.assert(
      fc.property(cards, cards, (one, other) => {
        expect(textOf(one) === textOf(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
      { numRuns: effort(500) },
    );
  });
  it('makes no difference to any headers', () => {
    const shape = fc.tuple(anyHeader(), fc.array(anyHeader(), { maxLength: 3 }));
    fc.assert(
      fc.property(shape, fc.array(shape, { maxLength: 6 }), ([first, others], between) => {
        // other maps with the same cards
        const headers = (): HduHeader[] =>
          [first, ...others].map((make, hdu) => headerOf(hdu, make(hdu).type, new Map(make(hdu).cards)));
        const before = derivedFrom(headers());
        for (const [one, more] of between) derivedFrom([one, ...more].map((make, hdu) => make(hdu)));
        expect(derivedFrom(headers())).toEqual(before);
      }),
      { numRuns: effort(60) },
    );
  });
});

describe('parts and positions', () => {
  it.each(['fits_data', '../shared/fits'].filter((folder) => existsSync(folder)))(
    'ask only for their keywords in the files of %s',
    async (folder) => {
      const files = globSync('**', { cwd: folder }).filter(
        (name) => statSync(`${folder}/${name}`).isFile() && !name.endsWith('.md'),
      );
      for (const name of files) {
        const { hdus } = await readPath(`${folder}/${name}`);
        for (const header of hdus) expectOnlyTheirKeywords(readHeader(header));
      }
      expect(files.length).toBeGreaterThan(15);
    },
  );
  it('ask only for their keywords in any header', () => {
    fc.assert(
      fc.property(anyHeader(), (make) => expectOnlyTheirKeywords(make(0))),
      { numRuns: effort(200) },
    );
  });
});
