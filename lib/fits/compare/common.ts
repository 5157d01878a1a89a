/** The indices of two elements that correspond: one of each list. */
export type Pair = readonly [a: number, b: number];

/** The most elements that may be left over before the search gives up and calls the rest different. */
const MOST_DIFFERENCES = 1000;

/**
 * The longest common subsequence of two lists, as pairs of indices in order. It takes time and memory in proportion to
 * how much the lists differ (Myers, "An O(ND) Difference Algorithm and Its Variations", 1986). If they differ in more
 * than {@link MOST_DIFFERENCES} elements, only what they have in common at their beginning and end is found.
 *
 * @param same whether element `a` of the first list equals element `b` of the second
 */
export function commonPairs(
  lengths: { readonly a: number; readonly b: number },
  same: (a: number, b: number) => boolean,
): Pair[] {
  let start = 0;
  let [endA, endB] = [lengths.a, lengths.b];
  while (start < endA && start < endB && same(start, start)) start++;
  while (endA > start && endB > start && same(endA - 1, endB - 1)) {
    endA--;
    endB--;
  }
  const within = middlePairs(endA - start, endB - start, (a, b) => same(start + a, start + b));
  return [
    ...Array.from({ length: start }, (_, index): Pair => [index, index]),
    ...within.map(([a, b]): Pair => [start + a, start + b]),
    ...Array.from({ length: lengths.a - endA }, (_, index): Pair => [endA + index, endB + index]),
  ];
}

/** Follows diagonals, each of which is the difference between the two indices, with one more difference at each turn. */
function middlePairs(a: number, b: number, same: (a: number, b: number) => boolean): Pair[] {
  if (a === 0 || b === 0) return [];
  /** For each number of differences, how far the first list was followed on each diagonal. */
  const reached: Map<number, number>[] = [];
  let before = new Map([[1, 0]]);
  for (let differences = 0; differences <= Math.min(a + b, MOST_DIFFERENCES); differences++) {
    const now = new Map<number, number>();
    reached.push(now);
    for (let diagonal = -differences; diagonal <= differences; diagonal += 2) {
      let x = firstOn(diagonal, differences, before).x;
      while (x < a && x - diagonal < b && same(x, x - diagonal)) x++;
      now.set(diagonal, x);
      if (x >= a && x - diagonal >= b) return walkBack(reached, a, b);
    }
    before = now;
  }
  return [];
}

/** Where a diagonal is entered, and from which one: an element of the second list is skipped, or one of the first. */
function firstOn(
  diagonal: number,
  differences: number,
  before: ReadonlyMap<number, number>,
): { readonly x: number; readonly from: number } {
  const [left, right] = [before.get(diagonal - 1) ?? -1, before.get(diagonal + 1) ?? -1];
  const isFromAbove = diagonal === -differences || (diagonal !== differences && left < right);
  return isFromAbove ? { x: right, from: diagonal + 1 } : { x: left + 1, from: diagonal - 1 };
}

/** The pairs along the way that reached the ends of both lists. */
function walkBack(reached: readonly ReadonlyMap<number, number>[], a: number, b: number): Pair[] {
  const pairs: Pair[] = [];
  let [x, diagonal] = [a, a - b];
  for (let differences = reached.length - 1; differences >= 0; differences--) {
    const before = reached[differences - 1] ?? new Map([[1, 0]]);
    const entered = firstOn(diagonal, differences, before);
    for (; x > entered.x; x--) pairs.push([x - 1, x - 1 - diagonal]);
    x = before.get(entered.from) ?? 0;
    diagonal = entered.from;
  }
  return pairs.reverse();
}
