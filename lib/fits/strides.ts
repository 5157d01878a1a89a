/** The longest cycle of HDU sizes that is looked for: SCI, ERR, DQ and one more. */
const LONGEST_CYCLE = 4;

/**
 * Where the next headers are likely to begin: mosaics have equal strides from header to header, or a cycle
 * of them (SCI, ERR, DQ). A cycle has to be seen twice; of several, the one that explains most is taken.
 *
 * @param offsets byte offsets of the headers so far, the one to be read next last
 * @param most how many offsets to foretell
 */
export function nextOffsets(offsets: readonly number[], most: number): number[] {
  const strides = offsets.slice(1).map((offset, i) => offset - offsets[i]!);
  let [cycle, explained] = [0, 0];
  for (let length = 1; length <= LONGEST_CYCLE; length++) {
    const repeated = repeats(strides, length);
    if (repeated >= length && repeated > explained) [cycle, explained] = [length, repeated];
  }
  const next: number[] = [];
  let offset = offsets.at(-1) ?? 0;
  for (let i = 0; cycle > 0 && i < most; i++) {
    offset += strides[strides.length - cycle + (i % cycle)]!;
    next.push(offset);
  }
  return next;
}

/** How many of the last strides equal the one a cycle before. */
function repeats(strides: readonly number[], cycle: number): number {
  let at = strides.length - 1;
  while (at >= cycle && strides[at] === strides[at - cycle]) at--;
  return strides.length - 1 - at;
}
