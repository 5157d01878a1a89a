import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formerCollectionFolder, formerLakeKey, lakePrefixOfAll } from '../../lib/lake/former-naming.ts';
import { collectionOf, isObjectPath, lakeKey } from '../../lib/lake/naming.ts';
import { anyKeys, keysInFolders } from '../helpers/any-keys.ts';

const collectionIn = (key: string, depth?: number): string =>
  formerLakeKey({ bucket: 'archive', key }, depth).replace(/^headers\/collection=([^/]*)\/.*$/s, '$1');

describe('the key of a lake object up to release 0.1.0', () => {
  // as that release created them
  it.each([
    ['a.fits', 1, '-'],
    ['//a.fits', 2, '-%2F-'],
    ['m31/r/a.fits', 2, 'm31%2Fr'],
    ['M 31 (r), ü/a.fits', 1, 'M 31 (r), ü'],
    [`"#%'*:=?\\\x7f{[]^\t\0/a`, 1, '%22%23%25%27%2A%3A%3D%3F%5C%7F%7B%5B%5D%5E%09%00'],
    ['}|~`<>+&;@!$,/a', 1, '}|~`<>+&;@!$,'],
    ['NULL/a', 1, '%4EULL'],
    ['__HIVE_DEFAULT_PARTITION__/a', 1, '%5F_HIVE_DEFAULT_PARTITION__'],
    ['\ud800x/a', 1, '\ufffdx'],
    [`${'a'.repeat(201)}/x`, 1, expect.stringMatching(/^a{183}-[0-9a-f]{16}$/)],
    [`${'%'.repeat(100)}/x`, 1, expect.stringMatching(/^(?:%25){61}-[0-9a-f]{16}$/)],
    [`${'🔭'.repeat(100)}/x`, 1, expect.stringMatching(/^🔭{45}-[0-9a-f]{16}$/u)],
  ])('of %j at depth %i is in the collection %j', (key, depth, expected) => {
    expect(collectionIn(key, depth)).toEqual(expected);
  });

  it('is still the same if no folder has characters to replace', () => {
    for (const key of ['2024/a.fits', 'a.fits', 'm31-r.2_x/y/z.fits', `${'a'.repeat(300)}/x`])
      expect(formerLakeKey({ bucket: 'b', key })).toBe(lakeKey({ bucket: 'b', key }));
  });

  it('differs only in the folder, from which the value of the partition can be decoded', () => {
    fc.assert(
      fc.property(anyKeys, fc.nat(4), (key, depth) => {
        const [former, now] = [formerLakeKey, lakeKey].map((of) => of({ bucket: 'b', key }, depth));
        expect(former?.split('/').at(-1)).toBe(now?.split('/').at(-1));
        expect(isObjectPath(former ?? '')).toBe(true);
        const { value, folder } = collectionOf(former ?? '');
        expect(formerCollectionFolder(value)).toBe(folder);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the lake prefix of a source prefix, with former keys', () => {
  it.each([
    ['', 1, 'headers/'],
    ['2025/', 1, 'headers/collection=2025/'],
    ['2025/11/x', 1, 'headers/collection=2025/'],
    ['2025/11/x', 2, 'headers/collection=2025'],
    ['a:b/', 1, 'headers/collection=a'],
    ['ü/', 1, 'headers/collection='],
    ['null/', 2, 'headers/'],
  ])('of %j at depth %i is %s', (prefix, depth, expected) => {
    expect(lakePrefixOfAll(prefix, depth)).toBe(expected);
  });

  it('contains the lake objects of all its keys', () => {
    fc.assert(
      fc.property(keysInFolders, fc.nat(), fc.nat({ max: 4 }), (key, at, depth) => {
        const characters = [...key];
        const prefix = lakePrefixOfAll(characters.slice(0, at % (characters.length + 1)).join(''), depth);
        expect(prefix.isWellFormed()).toBe(true);
        for (const of of [lakeKey, formerLakeKey])
          expect(of({ bucket: 'b', key }, depth).startsWith(prefix)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
