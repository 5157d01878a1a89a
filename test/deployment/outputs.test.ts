import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePrefix, encodePrefix } from '../../lib/deployment/outputs.ts';

describe('the prefix in the outputs', () => {
  it('is ASCII, and can be decoded', () => {
    const prefixes = fc.string({ unit: 'grapheme' }).filter((prefix) => prefix.isWellFormed());
    fc.assert(
      fc.property(prefixes, (prefix) => {
        expect(encodePrefix(prefix)).toMatch(/^[!-~]*$/);
        expect(decodePrefix(encodePrefix(prefix))).toBe(prefix);
      }),
    );
  });

  it('is empty if the output is missing', () => {
    expect(decodePrefix(undefined)).toBe('');
  });
});
