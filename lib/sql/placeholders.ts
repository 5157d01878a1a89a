// The placeholders of SQL, `:NAME`: never those within strings, quoted identifiers and comments.

/** What is skipped as a whole, and `:NAME` after a space, `(`, `,` or an operator. `a[1:n]` and `{'a':b}` have none. */
const TOKEN =
  /e'(?:\\.|''|[^'\\])*'?|'(?:''|[^'])*'?|"(?:""|[^"])*"?|(\$(?:[a-z_]\w*)?\$).*?(?:\1|$)|--[^\n]*|(\/\*)|[\p{L}_][\p{L}\p{N}_$]*|(?<![^\s(,=<>+*/%|-]):([a-z]\w*)/gisu;

/**
 * SQL with its placeholders replaced.
 *
 * @param replacement of a placeholder, by its name; undefined leaves it as it is
 */
export function replacePlaceholders(sql: string, replacement: (name: string) => string | undefined): string {
  let replaced = '';
  let done = 0;
  // a pattern of its own, since it remembers its place
  const tokens = new RegExp(TOKEN);
  for (let token = tokens.exec(sql); token !== null; token = tokens.exec(sql)) {
    const [text, , comment, name] = token;
    if (comment !== undefined) tokens.lastIndex = endOfComment(sql, token.index);
    if (name === undefined) continue;
    replaced += sql.slice(done, token.index) + (replacement(name) ?? text);
    done = tokens.lastIndex;
  }
  return replaced + sql.slice(done);
}

/** The names of the placeholders, in the order of their first occurrence. */
export function placeholderNames(sql: string): string[] {
  const names = new Set<string>();
  replacePlaceholders(sql, (name) => {
    names.add(name);
    return undefined;
  });
  return [...names];
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
