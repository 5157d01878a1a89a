/** The longest cycle of HDU sizes that is searched for: SCI, ERR, DQ and one more. */
const LONGEST_CYCLE = 4;

/**
 * Where the next headers are likely to begin. In mosaics the distances from header to header are equal, or repeat
 * in a cycle (SCI, ERR, DQ). A cycle has to occur twice; of several, the one that explains most distances is used.
 *
 * @param offsets byte offsets of the headers so far; the last is that of the header to be read next
 * @param most how many offsets to predict
 * @returns byte offsets, in ascending order; none if the distances do not repeat
 */
export function predictHeaders(offsets: readonly number[], most: number): number[] {
  const distances = offsets.slice(1).map((offset, i) => offset - offsets[i]!);
  let [cycle, explained] = [0, 0];
  for (let length = 1; length <= LONGEST_CYCLE; length++) {
    const repeated = repeats(distances, length);
    if (repeated >= length && repeated > explained) [cycle, explained] = [length, repeated];
  }
  const next: number[] = [];
  let offset = offsets.at(-1) ?? 0;
  for (let i = 0; cycle > 0 && i < most; i++) {
    offset += distances[distances.length - cycle + (i % cycle)]!;
    next.push(offset);
  }
  return next;
}

/** How many of the last distances equal the distance one cycle earlier. */
function repeats(distances: readonly number[], cycle: number): number {
  let at = distances.length - 1;
  while (at >= cycle && distances[at] === distances[at - cycle]) at--;
  return distances.length - 1 - at;
}
