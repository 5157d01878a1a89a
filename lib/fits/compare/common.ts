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

/**
 * How far the first list was followed on each diagonal, after a number of differences: diagonals from -differences to
 * +differences, every second one.
 */
type Reached = Int32Array;

/** Follows diagonals, each of which is the difference between the two indices, with one more difference at each turn. */
function middlePairs(a: number, b: number, same: (a: number, b: number) => boolean): Pair[] {
  if (a === 0 || b === 0) return [];
  const reached: Reached[] = [];
  for (let differences = 0; differences <= Math.min(a + b, MOST_DIFFERENCES); differences++) {
    const now = new Int32Array(differences + 1);
    for (let index = 0; index <= differences; index++) {
      const diagonal = 2 * index - differences;
      let x = enteredAt(reached, differences, index).x;
      while (x < a && x - diagonal < b && same(x, x - diagonal)) x++;
      now[index] = x;
      if (x >= a && x - diagonal >= b) return walkBack([...reached, now], index, a);
    }
    reached.push(now);
  }
  return [];
}

/**
 * Where a diagonal is entered, and from which one of the turn before: an element of the second list is skipped, or one
 * of the first. `index` is the place of the diagonal in its turn.
 */
function enteredAt(
  reached: readonly Reached[],
  differences: number,
  index: number,
): { readonly x: number; readonly from: number } {
  const before = reached[differences - 1];
  if (before === undefined) return { x: 0, from: 0 };
  const [left, right] = [before[index - 1] ?? -1, before[index] ?? -1];
  return index === 0 || (index !== differences && left < right)
    ? { x: right, from: index }
    : { x: left + 1, from: index - 1 };
}

/** The pairs along the way that reached the ends of both lists. */
function walkBack(reached: readonly Reached[], last: number, end: number): Pair[] {
  const pairs: Pair[] = [];
  let [x, index] = [end, last];
  for (let differences = reached.length - 1; differences >= 0; differences--) {
    const diagonal = 2 * index - differences;
    const entered = enteredAt(reached, differences, index);
    for (; x > entered.x; x--) pairs.push([x - 1, x - 1 - diagonal]);
    index = entered.from;
    x = reached[differences - 1]?.[index] ?? 0;
  }
  return pairs.reverse();
}
