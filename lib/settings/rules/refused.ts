/** A file with custom rules that cannot be used. The message names the file and the line. */
export class RulesRefused extends Error {
  override readonly name = 'RulesRefused';
  readonly file: string;
  /** The line, from 1; undefined if the whole file is the problem. */
  readonly line: number | undefined;
  /** @param why follows the file and the line */
  constructor(file: string, line: number | undefined, why: string) {
    super(`${file}: ${line === undefined ? '' : `line ${line}: `}${why}`);
    this.file = file;
    this.line = line;
  }
}
