import { describe, expect, it } from 'vitest';
import { hasFitsSuffix, SUFFIXES, suffixOf, suffixTest, withContainers } from '../../lib/lake/suffixes.ts';

describe('the suffixes of FITS files', () => {
  it('are four formats, uncompressed or in one of four containers', () => {
    expect(SUFFIXES).toHaveLength(20);
    expect(SUFFIXES).toContain('.fits');
    expect(SUFFIXES).toContain('.fz.Z');
  });

  it('are recognised in upper and lower case', () => {
    for (const suffix of SUFFIXES) {
      for (const name of [suffix, suffix.toUpperCase(), suffix.toLowerCase()]) {
        expect(hasFitsSuffix(`night/a${name}`), name).toBe(true);
      }
    }
    expect(hasFitsSuffix('A.FITS.gZ')).toBe(true);
  });

  it.each([
    '',
    'fits',
    'a.fits.txt',
    'a.fitsx',
    'a.xfits',
    'afits',
    'a.gz',
    'a.fits.gz.gz',
    'a.fits/',
    'a.fits\n',
  ])('do not match %j', (key) => {
    expect(hasFitsSuffix(key)).toBe(false);
  });

  it('can be replaced by others', () => {
    const test = suffixTest(['.fits', '.c++']);
    expect(['a.FITS', 'a.c++', 'a.C++'].map(test)).toEqual([true, true, true]);
    // none of them is treated as a pattern, or as an ASCII letter in another case
    expect(['axfits', 'a.ccc', 'a.fit\u017f', 'a.fit'].map(test)).toEqual([false, false, false, false]);
  });

  it('include those of compressed files', () => {
    expect(withContainers('.arf')).toEqual(['.arf', '.arf.gz', '.arf.Z', '.arf.bz2', '.arf.zst']);
    expect(withContainers('.arf.gz')).toEqual(['.arf.gz']);
  });
});

describe('the suffix of a key', () => {
  it.each([
    ['n1/a.arf', '.arf'],
    ['a.b.FTZ', '.FTZ'],
    ['a.arf.gz', '.arf.gz'],
    ['a.PHA.Z', '.PHA.Z'],
    ['a.gz', '.gz'],
    ['a.tar.bz2', '.tar.bz2'],
    ['README', ''],
    ['v1.2/README', ''],
    ['.arf', ''],
    ['n1/.gz', ''],
    ['a.', ''],
    ['a..gz', ''],
    ['image of M31. The galaxy', ''],
    ['2026-11-28T12:00:00.5+01:00', ''],
    [`a.${'x'.repeat(60)}`, ''],
  ])('of %j is %j', (key, suffix) => {
    expect(suffixOf(key)).toBe(suffix);
  });
});
