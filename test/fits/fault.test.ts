import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortReason } from '../../lib/fits/fault.ts';
import { effort } from '../helpers/effort.ts';
import { primary } from '../helpers/fits.ts';
import { readBytes } from '../helpers/read-file.ts';

describe('a reason', () => {
  it('is short even if the sizes in a header have thousands of digits', async () => {
    const axes = Array.from({ length: 999 }, () => '9'.repeat(70));
    const file = await readBytes(primary(axes));
    expect(file.faults.map(({ code }) => code)).toEqual(['truncated-data']);
    const [fault] = file.faults;
    expect(fault?.reason).toHaveLength(500);
  });
  it('is cut between characters, never within one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (end) => {
        const whole = `${'x'.repeat(480)}${end.toWellFormed()}`;
        const short = shortReason(whole);
        expect(short.length).toBeLessThanOrEqual(500);
        expect(short.isWellFormed()).toBe(true);
        if (whole.length <= 500) expect(short).toBe(whole);
        else expect(short.endsWith('…') && whole.startsWith(short.slice(0, -1))).toBe(true);
      }),
      { numRuns: effort(30) },
    );
  });
});
