import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writtenAngle } from '../../lib/sky/written-angle.ts';
import { effort } from '../helpers/effort.ts';

describe('an angle as it is written', () => {
  it('is read from its degrees, minutes and seconds', () => {
    const parts = fc.tuple(
      fc.constantFrom('', '+', '-'),
      fc.nat({ max: 89 }),
      fc.nat({ max: 59 }),
      fc.nat({ max: 59_999 }),
      fc.constantFrom(['d', 'm', 's'], [':', ':', ''], [' ', ' ', '']),
    );
    fc.assert(
      fc.property(parts, ([sign, degrees, minutes, thousandths, [first, second, last]]) => {
        const seconds = (thousandths / 1000).toFixed(3);
        const expected = degrees + minutes / 60 + thousandths / 3_600_000;
        expect(
          writtenAngle(`${sign}${degrees}${first}${minutes}${second}${seconds}${last}`)?.value,
        ).toBeCloseTo(sign === '-' ? -expected : expected, 9);
      }),
      { numRuns: effort(300) },
    );
  });
  it('is undefined or finite, whatever the text', () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[-+0-9:.hdmse° ]{0,20}$/));
    fc.assert(
      fc.property(text, (any) => {
        const value = writtenAngle(any)?.value ?? 0;
        expect(Number.isNaN(value)).toBe(false);
      }),
      { numRuns: effort(500) },
    );
  });
});
