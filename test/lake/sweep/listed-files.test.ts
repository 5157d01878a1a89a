import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listedFiles } from '../../../lib/lake/sweep/listed-files.ts';
import { effort } from '../../helpers/effort.ts';

const text = fc.string({ unit: 'binary', maxLength: 300 });
const file = fc.record({
  key: text,
  etag: text,
  size: fc.maxSafeNat(),
  lastModified: fc.date({ noInvalidDate: true }),
});

describe('a list of files', () => {
  it('returns what was added, in this order, as often as it is asked', () => {
    fc.assert(
      fc.property(fc.array(file, { maxLength: 800, size: 'max' }), (added) => {
        const files = listedFiles();
        for (const one of added) files.add(one);
        expect(files.length).toBe(added.length);
        expect([...files]).toEqual(added);
        expect([...files]).toEqual(added);
      }),
      { numRuns: effort(20) },
    );
  });

  it('knows which files it has, also those that were added after it was asked', () => {
    const files = listedFiles();
    const add = (key: string) => files.add({ key, etag: 'e', size: 1, lastModified: new Date(0) });
    add('a/ü.fits');
    expect([files.has('a/ü.fits'), files.has('b.fits')]).toEqual([true, false]);
    add('b.fits');
    expect(files.has('b.fits')).toBe(true);
  });
});
