// Strings, names and comments of SQL, which DuckDB and Trino share, besides the strings of DuckDB that begin with e and $.

/** What is read as a whole; the text of one of these that is not complete goes to the end. */
const WHOLE = [
  String.raw`e'(?:\\.|''|[^'\\])*'?`,
  `'(?:''|[^'])*'?`,
  '"(?:""|[^"])*"?',
  String.raw`(?<dollar>\$(?:[a-z_]\w*)?\$).*?(?:\k<dollar>|$)`,
  String.raw`(?<line>--[^\n]*)`,
  String.raw`(?<block>\/\*)`,
  String.raw`[\p{L}_][\p{L}\p{N}_$]*`,
].join('|');

/** A part of SQL. */
export interface Lexeme {
  readonly text: string;
  /** Where it begins. */
  readonly index: number;
  /** Whether it is a comment that ends. */
  readonly isComment: boolean;
  /** The groups of the pattern. */
  readonly groups: Readonly<Record<string, string | undefined>>;
}

/**
 * A reader of SQL, from left to right.
 *
 * @param more pattern of what else is read, after what is read as a whole. What matches neither is left out.
 */
export function lexemesOf(more: string): (sql: string) => Generator<Lexeme> {
  const pattern = new RegExp(`${WHOLE}|${more}`, 'gisu');
  return function* read(sql) {
    // a pattern of its own, since it remembers its place
    const lexemes = new RegExp(pattern);
    for (let found = lexemes.exec(sql); found !== null; found = lexemes.exec(sql)) {
      const { index, groups = {} } = found;
      const { line, block } = groups;
      if (block !== undefined) lexemes.lastIndex = endOfComment(sql, index);
      const text = sql.slice(index, lexemes.lastIndex);
      yield {
        text,
        index,
        isComment: line !== undefined || (block !== undefined && text.endsWith('*/')),
        groups,
      };
    }
  };
}

/** Where the comment that begins at `start` ends: comments can be nested. */
function endOfComment(sql: string, start: number): number {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = start;
  let depth = 0;
  for (let mark = marks.exec(sql); mark !== null; mark = marks.exec(sql)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return sql.length;
}
