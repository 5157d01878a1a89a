/** What is wrong with a query in ADQL, and where. */
export class AdqlError extends Error {
  override readonly name = 'AdqlError';
  /** The line, from 1. */
  readonly line: number;
  /** The column in characters, from 1. */
  readonly column: number;
  /**
   * @param why a sentence without the place
   * @param at the UTF-16 offset in the query
   */
  constructor(why: string, adql: string, at: number) {
    const before = adql.slice(0, at).split('\n');
    const [line, column] = [before.length, [...(before.at(-1) ?? '')].length + 1];
    super(`${why} (line ${line}, column ${column})`);
    this.line = line;
    this.column = column;
  }
}
