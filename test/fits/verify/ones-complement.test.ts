import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runningSum } from '../../../lib/fits/verify/ones-complement.ts';
import { effort } from '../../helpers/effort.ts';

/** The sum as FITS standard 4.0, appendix J.1 defines it: carries are added at once. */
function plainSum(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 4) {
    sum += view.getUint32(at);
    if (sum > 0xffffffff) sum -= 0xffffffff;
  }
  return sum;
}

it('is the sum of big-endian words, however the bytes are cut into pieces', () => {
  const bytes = fc
    .uint8Array({ minLength: 4, maxLength: 4000 })
    .map((array) => array.slice(0, array.length - (array.length % 4)));
  fc.assert(
    fc.property(bytes, fc.array(fc.nat(4000)), (array, cuts) => {
      const sum = runningSum();
      const places = [
        0,
        ...cuts.map((cut) => Math.min(cut, array.length)).sort((a, b) => a - b),
        array.length,
      ];
      for (let i = 1; i < places.length; i++) sum.add(array.subarray(places[i - 1], places[i]));
      expect(sum.value()).toBe(plainSum(array));
    }),
    { numRuns: effort(200) },
  );
});

it.each([
  [new Uint8Array(8), 0],
  [new Uint8Array(4).fill(255), 0xffffffff],
  [new Uint8Array(8).fill(255), 0xffffffff],
  [Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 1), 1],
])('keeps the two zeros apart: %j', (bytes, expected) => {
  const sum = runningSum();
  sum.add(bytes);
  expect(sum.value()).toBe(expected);
});
