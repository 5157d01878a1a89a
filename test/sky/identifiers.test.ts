import { describe, expect, it } from 'vitest';
import { publisherDid, withoutSuffixes } from '../../lib/sky/identifiers.ts';
import { DEFAULT_SETTINGS } from '../../lib/sky/rules.ts';
import { derivedFrom, fileValues, madeHeader, rowFrom } from '../helpers/hdu-header.ts';

describe('publisherDid', () => {
  it.each([
    ['a/b.fits', 'a/b.fits'],
    ['a b+c&d=e.fits', 'a%20b%2Bc%26d%3De.fits'],
    ['~x-y_z.fits', '~x-y_z.fits'],
    ["it's (1)*!.fits", 'it%27s%20%281%29%2A%21.fits'],
    ['Zoë/é.fits', 'Zo%C3%AB/%C3%A9.fits'],
    ['a#1?b%.fits', 'a%231%3Fb%25.fits'],
    ['\ud800.fits', '%EF%BF%BD.fits'],
  ])('%s', (key, encoded) => {
    expect(publisherDid('example.org', { bucket: 'my.bucket-1', key })).toBe(
      `ivo://example.org/my.bucket-1?${encoded}`,
    );
  });
  it('the part before the question mark has unreserved characters only', () => {
    expect(publisherDid('a', { bucket: 'x/y z:é', key: 'k' })).toBe('ivo://a/x-y-z--?k');
    expect(publisherDid('a', { bucket: '', key: 'k' })).toBe('ivo://a/local?k');
  });
});

describe('obs_id', () => {
  it.each([
    [{ OBS_ID: 'x1', OBSID: 'x2' }, 'x1'],
    [{ OBSID: 849375 }, '849375'],
    [{ OBS_ID: 'N/A', ROOTNAME: 'j94f05bgq' }, 'j94f05bgq'],
    [{ ARCFILE: 'ONTT.fits' }, 'ONTT.fits'],
    [{}, 'folder/file'],
  ])('%j', (cards, expected) => {
    expect(rowFrom({ OBJECT: 'M 31', TELESCOP: 'T', ...cards }).obs_id?.value).toBe(expected);
  });
  it.each([
    ['a/b.fits', 'a/b'],
    ['a/b.fits.gz', 'a/b'],
    ['a/b.FIT.Z', 'a/b'],
    ['a/b.fits.fz', 'a/b'],
    ['a/b.v1.fits', 'a/b.v1'],
    ['a/b', 'a/b'],
    ['.fits', '.fits'],
    ['a/.fits', 'a/.fits'],
    ['', ''],
  ])('%s without suffixes is %s', (key, expected) => {
    expect(withoutSuffixes(key)).toBe(expected);
  });
});

describe('the authority', () => {
  it('is that of the settings', () => {
    const header = madeHeader({ OBJECT: 'M 31', TELESCOP: 'T' });
    const did = (authority: string): string | undefined =>
      fileValues(derivedFrom([header], { ...DEFAULT_SETTINGS, authority })).obs_publisher_did?.value;
    expect(did(DEFAULT_SETTINGS.authority)).toBe('ivo://unregistered/bucket?folder/file.fits');
    expect(did('archive.example.org')).toBe('ivo://archive.example.org/bucket?folder/file.fits');
  });
});
