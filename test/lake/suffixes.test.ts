import { describe, expect, it } from 'vitest';
import { hasFitsSuffix, SUFFIXES } from '../../lib/lake/suffixes.ts';

describe('suffixes', () => {
  it('are four formats, alone or in one of four containers', () => {
    expect(SUFFIXES).toHaveLength(20);
    expect(SUFFIXES).toContain('.fits');
    expect(SUFFIXES).toContain('.fz.Z');
  });

  it('are told in any case', () => {
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
  ])('are not at the end of %j', (key) => {
    expect(hasFitsSuffix(key)).toBe(false);
  });
});
