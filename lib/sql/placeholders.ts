// The placeholders of SQL, `:NAME`: never those within strings, quoted identifiers and comments.

/** What is skipped as a whole, and `:NAME` after a space, `(`, `,` or an operator. `a[1:n]` and `{'a':b}` have none. */
const TOKEN =
  /e'(?:\\.|''|[^'\\])*'?|'(?:''|[^'])*'?|"(?:""|[^"])*"?|(\$(?:[a-z_]\w*)?\$).*?(?:\1|$)|--[^\n]*|(\/\*)|[\p{L}_][\p{L}\p{N}_$]*|(?<![^\s(,=<>+*/%|-]):([a-z]\w*)/gisu;

/** A part of SQL that is skipped as a whole, or a placeholder. */
interface Token {
  readonly text: string;
  /** Where it begins. */
  readonly index: number;
  /** The name of a placeholder; undefined for any other part. */
  readonly name: string | undefined;
}

function* tokensOf(sql: string): Generator<Token> {
  // a pattern of its own, since it remembers its place
  const tokens = new RegExp(TOKEN);
  for (let token = tokens.exec(sql); token !== null; token = tokens.exec(sql)) {
    const [, , comment, name] = token;
    if (comment !== undefined) tokens.lastIndex = endOfComment(sql, token.index);
    yield { text: sql.slice(token.index, tokens.lastIndex), index: token.index, name };
  }
}

/**
 * SQL with its placeholders replaced.
 *
 * @param replacement of a placeholder, by its name; undefined leaves it as it is
 */
export function replacePlaceholders(sql: string, replacement: (name: string) => string | undefined): string {
  let replaced = '';
  let done = 0;
  for (const { text, index, name } of tokensOf(sql)) {
    if (name === undefined) continue;
    replaced += sql.slice(done, index) + (replacement(name) ?? text);
    done = index + text.length;
  }
  return replaced + sql.slice(done);
}

/**
 * SQL in which only code is left, every character in its place: comments are blank, and so is what is in the quotes of
 * strings and names.
 */
export function blanked(sql: string): string {
  let code = '';
  for (const { text, index } of tokensOf(sql)) code += sql.slice(code.length, index) + blankOf(text);
  return code + sql.slice(code.length);
}

const COMMENT = /^(?:--|\/\*)/;
/** How a string or a quoted name begins. */
const OPENING = /^(?:e?'|"|\$\w*\$)/i;

function blankOf(text: string): string {
  if (COMMENT.test(text)) return ' '.repeat(text.length);
  const [opening] = OPENING.exec(text) ?? [];
  if (opening === undefined) return text;
  const [closing = ''] = /['"]$/.exec(text.slice(opening.length)) ?? [];
  return opening + ' '.repeat(text.length - opening.length - closing.length) + closing;
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
export function endOfComment(sql: string, start: number): number {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = start;
  let depth = 0;
  for (let mark = marks.exec(sql); mark !== null; mark = marks.exec(sql)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return sql.length;
}
