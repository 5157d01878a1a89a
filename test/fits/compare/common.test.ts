import fc from 'fast-check';
import { expect, it } from 'vitest';
import { commonPairs } from '../../../lib/fits/compare/common.ts';
import { effort } from '../../helpers/effort.ts';

/** The length of the longest common subsequence, by dynamic programming. */
function longest(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const one of a) {
    const next = [0];
    for (const [j, other] of b.entries())
      next.push(one === other ? row[j]! + 1 : Math.max(row[j + 1]!, next[j]!));
    row = next;
  }
  return row.at(-1)!;
}

const pairsOf = (a: readonly string[], b: readonly string[]) =>
  commonPairs({ a: a.length, b: b.length }, (i, j) => a[i] === b[j]);

it('finds a longest common subsequence', () => {
  const list = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 });
  fc.assert(
    fc.property(list, list, (a, b) => {
      const pairs = pairsOf(a, b);
      expect(pairs.length).toBe(longest(a, b));
      pairs.forEach(([i, j], index) => {
        expect(a[i]).toBe(b[j]);
        if (index > 0) expect(i > pairs[index - 1]![0] && j > pairs[index - 1]![1]).toBe(true);
      });
    }),
    { numRuns: effort(300) },
  );
});

it('gives up on long lists that have little in common, except at their ends', () => {
  const [a, b] = ['a', 'b'].map((name) => [
    'first',
    ...Array.from({ length: 20_000 }, (_, i) => name + i),
    'last',
  ]);
  expect(pairsOf(a!, b!)).toEqual([
    [0, 0],
    [20_001, 20_001],
  ]);
});
