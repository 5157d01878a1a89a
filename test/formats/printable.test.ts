import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable, printableLines } from '../../lib/formats/printable.ts';

const range = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, i) => String.fromCharCode(from + i)).join('');

const BAD = [
  range(0x00, 0x1f),
  range(0x7f, 0x9f),
  '\u061c\u200e\u200f',
  range(0x2028, 0x202e),
  range(0x2066, 0x2069),
  '\ud800\udfff',
].join('');

describe('text for a terminal', () => {
  it.each([...BAD.matchAll(/[\s\S]/g)].map(([bad]) => bad))('does not contain %j', (bad) => {
    expect(printable(`a${bad}b`)).toBe('a\ufffdb');
    expect(printableLines(`a${bad}b`)).toBe(bad === '\n' || bad === '\t' ? `a${bad}b` : 'a\ufffdb');
  });
  it('keeps all other text as it is', () => {
    const kept = ' ~é\u00a0星\u{1f30c}e\u0301\u200b\u200d\u2027\u202f\u2065\u206a\ufeff';
    expect(printable(kept)).toBe(kept);
    expect(printableLines(kept)).toBe(kept);
  });
  it('keeps its length, and is the same the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printable(text)).toHaveLength(text.length);
        expect(printable(printable(text))).toBe(printable(text));
        expect(printable(text)).not.toMatch(/\p{Cc}|\p{Bidi_Control}|\p{Cs}|[\u2028\u2029]/u);
      }),
    );
  });
});
