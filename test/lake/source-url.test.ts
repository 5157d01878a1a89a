import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filePlace, sourceUrl } from '../../lib/lake/source-url.ts';

describe('the URL of a source file', () => {
  it.each([
    ['archive', 'm31/a.fits', 's3://archive/m31/a.fits'],
    [
      'archive',
      "a b/é+%2F~-_.!*'()?#&=.fits",
      's3://archive/a%20b/%C3%A9%2B%252F~-_.%21%2A%27%28%29%3F%23%26%3D.fits',
    ],
    ['archive', '/a//b', 's3://archive//a//b'],
    ['archive', 'a\ud800b', 's3://archive/a%EF%BF%BDb'],
    ['file:///data/my archive', 'n1/a.fits', 'file:///data/my%20archive/n1/a.fits'],
    ['file:///', 'a.fits', 'file:///a.fits'],
    ['', '../my files/a.fits', '../my%20files/a.fits'],
  ])('in %j with the key %j', (bucket, key, url) => {
    expect(sourceUrl({ bucket, key })).toBe(url);
  });

  it('is a URL that leads to the file', () => {
    const names = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((name) => !/^\.{1,2}$|[/\0]/.test(name));
    fc.assert(
      fc.property(fc.array(names, { minLength: 1, maxLength: 4 }), (folders) => {
        const key = folders.join('/');
        expect(decodeURIComponent(new URL(sourceUrl({ bucket: 'file:///r', key })).pathname)).toBe(
          `/r/${key}`,
        );
        expect(sourceUrl({ bucket: 'file:///r', key })).toMatch(/^file:\/\/[A-Za-z0-9._~%/-]+$/);
      }),
    );
    expect(sourceUrl({ bucket: 'file:///r', key: 'a b.fits' })).toBe(pathToFileURL('/r/a b.fits').href);
  });
});

describe('the place of a source file for its identifier', () => {
  it('has the bucket, or a hash of the path of a local root', () => {
    expect(filePlace({ bucket: 'archive', key: 'a' })).toEqual({ bucket: 'archive', key: 'a' });
    const { bucket } = filePlace({ bucket: 'file:///home/me', key: 'a' });
    expect(bucket).toMatch(/^[0-9a-f]{16}$/);
    expect(filePlace({ bucket: 'file:///home/you', key: 'a' }).bucket).not.toBe(bucket);
  });
});
