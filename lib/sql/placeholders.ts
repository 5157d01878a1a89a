// The placeholders of SQL, `:NAME`: never those within strings, quoted identifiers and comments.

import { lexemesOf } from './lexis.ts';

/** `:NAME` after a space, `(`, `,` or an operator. `a[1:n]` and `{'a':b}` have none. */
const lexemesIn = lexemesOf(String.raw`(?<![^\s(,=<>+*/%|-]):(?<name>[a-z]\w*)`);

/**
 * SQL with its placeholders replaced.
 *
 * @param replacement of a placeholder, by its name; undefined leaves it as it is
 */
export function replacePlaceholders(sql: string, replacement: (name: string) => string | undefined): string {
  let replaced = '';
  let done = 0;
  for (const { text, index, groups } of lexemesIn(sql)) {
    const { name } = groups;
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
  for (const { text, index } of lexemesIn(sql)) code += sql.slice(code.length, index) + blankOf(text);
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
