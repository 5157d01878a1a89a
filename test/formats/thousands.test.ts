import fc from 'fast-check';
import { expect, it } from 'vitest';
import { thousands } from '../../lib/formats/thousands.ts';
import { effort } from '../helpers/effort.ts';

it('has commas between thousands, as English does', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (number) => {
      expect(thousands(number)).toBe(number.toLocaleString('en-US'));
    }),
    { numRuns: effort(200) },
  );
});
