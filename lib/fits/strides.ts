/** The longest cycle of HDU sizes that is looked for: SCI, ERR, DQ and one more. */
const LONGEST_CYCLE = 4;

/**
 * Where the next headers are likely to begin: mosaics have equal strides from header to header, or a cycle
 * of them (SCI, ERR, DQ). Needs a cycle seen twice; gives nothing without one.
 *
 * @param offsets byte offsets of the headers so far, the one to be read next last
 * @param most how many offsets to foretell
 */
export function nextOffsets(offsets: readonly number[], most: number): number[] {
  const strides = offsets.slice(1).map((offset, i) => offset - offsets[i]!);
  for (let cycle = 1; cycle <= LONGEST_CYCLE && strides.length >= 2 * cycle; cycle++) {
    const seen = strides.slice(-cycle);
    if (!seen.every((stride, i) => stride === strides.at(i - 2 * cycle))) continue;
    const next: number[] = [];
    let offset = offsets.at(-1)!;
    for (let i = 0; i < most; i++) {
      offset += seen[i % cycle]!;
      next.push(offset);
    }
    return next;
  }
  return [];
}
