import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SuffixSum, suffixTally, sumOfSuffixes } from '../../lib/lake/suffix-tally.ts';

function tallied(keys: readonly string[]) {
  const tally = suffixTally();
  for (const key of keys) tally.add(key);
  return tally.sum();
}

describe('counts of files by suffix', () => {
  it('show the most frequent suffix first, in its most frequent spelling', () => {
    const sum = tallied([
      'a.pha',
      'b.arf',
      'c.FTZ',
      'd.ARF',
      'e.arf',
      'f.Ftz',
      'g.FTZ',
      'README',
      'h.arf.gz',
    ]);
    expect(sum.files).toBe(9);
    expect(Object.entries(sum.suffixes)).toEqual([
      ['.FTZ', 3],
      ['.arf', 3],
      ['.arf.gz', 1],
      ['.pha', 1],
      ['no suffix', 1],
    ]);
  });

  it('exclude hidden files, folder markers and lake objects', () => {
    const lake = 'fits-lake/headers/collection=n1/0123456789abcdef-a.fits.csv.gz';
    expect(tallied(['.DS_Store', 'n1/.DS_Store', '.git/objects/ab', 'n1/', lake, lake.slice(10)])).toEqual({
      files: 0,
      suffixes: {},
    });
    expect(tallied(['headers/a.csv.gz', `${lake}.txt`]).files).toBe(2);
  });

  it('include all files, however many suffixes there are', () => {
    const keys = Array.from({ length: 5000 }, (_, i) => `a.${i}`);
    const { files, suffixes } = tallied([...keys, ...keys]);
    expect(files).toBe(10_000);
    expect(Object.keys(suffixes)).toHaveLength(1001);
    expect(suffixes['further suffixes']).toBe(8000);
  });

  it('of several buckets are those of all their files', () => {
    const names = fc.array(fc.stringMatching(/^[a-c](\.[A-Ca-c]{1,2}){0,2}$/));
    const folded = ({ files, suffixes }: SuffixSum) => [
      files,
      new Map(Object.entries(suffixes).map(([suffix, count]) => [suffix.toLowerCase(), count])),
    ];
    fc.assert(
      fc.property(fc.array(names, { maxLength: 4 }), (buckets) => {
        expect(folded(sumOfSuffixes(buckets.map(tallied)))).toEqual(folded(tallied(buckets.flat())));
      }),
    );
    expect(sumOfSuffixes([tallied(['a.TXT', 'b.TXT']), tallied(['c.txt', 'd.log'])])).toEqual({
      files: 4,
      suffixes: { '.TXT': 3, '.log': 1 },
    });
  });

  it('add up', () => {
    const name = fc.stringMatching(/^[a-c]{1,2}(\.[A-Ca-c]{1,2}){0,2}(\.gz)?$/);
    fc.assert(
      fc.property(fc.array(name), (keys) => {
        const { files, suffixes } = tallied(keys);
        const counts = Object.values(suffixes);
        expect(files).toBe(keys.length);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(keys.length);
        expect(counts).toEqual([...counts].sort((a, b) => b - a));
        const folded = Object.keys(suffixes).map((suffix) => suffix.toLowerCase());
        expect(new Set(folded).size).toBe(folded.length);
      }),
    );
  });
});
