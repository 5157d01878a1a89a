/** A format cannot hold an answer. */
export class NotRepresentable extends Error {
  override readonly name = 'NotRepresentable';
  /** The column that is too much for the format; undefined if it is the answer as a whole. */
  readonly column: string | undefined;

  /** @param why what the format cannot hold, and what to do about it */
  constructor(why: string, column?: string) {
    super(column === undefined ? why : `column ${column}: ${why}`);
    this.column = column;
  }
}

const LONG = { least: -(2n ** 63n), most: 2n ** 63n - 1n };

/**
 * An integer of a column of 64 bits. Sums of integers can be larger.
 *
 * @throws NotRepresentable
 */
export function longInteger(value: bigint, column: string): bigint {
  if (value >= LONG.least && value <= LONG.most) return value;
  throw new NotRepresentable(`${value} has more than 64 bits; use CAST(... AS double) or varchar`, column);
}
