// Where statements end: at semicolons that are not within strings, quoted identifiers and comments.

import { endOfComment } from './placeholders.ts';

/** What is skipped as a whole; the text of one of these that is not complete goes to the end. */
const TOKEN =
  /e'(?:\\.|''|[^'\\])*'?|'(?:''|[^'])*'?|"(?:""|[^"])*"?|(\$(?:[a-z_]\w*)?\$).*?(?:\1|$)|(--[^\n]*)|(\/\*)|[\p{L}_][\p{L}\p{N}_$]*|\s+|./gisu;

/** A part of SQL: text that cannot be split. */
interface Token {
  readonly text: string;
  readonly kind: 'space' | 'comment' | 'other';
}

function* tokensOf(sql: string): Generator<Token> {
  // a pattern of its own, since it remembers its place
  const tokens = new RegExp(TOKEN);
  for (let token = tokens.exec(sql); token !== null; token = tokens.exec(sql)) {
    const [text, , line, block] = token;
    if (block !== undefined) tokens.lastIndex = endOfComment(sql, token.index);
    const isComment = line !== undefined || (block !== undefined && sql.endsWith('*/', tokens.lastIndex));
    yield {
      text: sql.slice(token.index, tokens.lastIndex),
      kind: isComment ? 'comment' : /^\s/.test(text) ? 'space' : 'other',
    };
  }
}

/** Statements without their semicolons, and what has been written of the next one. */
export interface SplitSql {
  readonly statements: readonly string[];
  /** '' if it has only spaces and comments. */
  readonly rest: string;
}

/** Splits SQL into statements. Those that have only spaces and comments are left out. */
export function splitStatements(sql: string): SplitSql {
  const statements: string[] = [];
  let [rest, isBlank] = ['', true];
  for (const { text, kind } of tokensOf(sql)) {
    if (text === ';') {
      if (!isBlank) statements.push(rest.trim());
      [rest, isBlank] = ['', true];
    } else {
      rest += text;
      isBlank &&= kind !== 'other';
    }
  }
  return { statements, rest: isBlank ? '' : rest };
}

/**
 * The quote of the string or name that is open at the end of SQL, with what has been written of it; undefined if none is
 * open.
 */
export function openQuote(sql: string): { readonly quote: "'" | '"'; readonly text: string } | undefined {
  let last = '';
  for (const { text } of tokensOf(sql)) last = text;
  const [, quote, text = ''] = /^e?(['"])(.*)$/is.exec(last) ?? [];
  if (quote !== "'" && quote !== '"') return undefined;
  // a pair of quotes at the end is one quote within the text
  const closing = new RegExp(`${quote}*$`).exec(text)?.[0].length ?? 0;
  return closing % 2 === 0 ? { quote, text } : undefined;
}

/** SQL in one line, without comments; undefined if a string or a name contains a line break. */
export function inOneLine(sql: string): string | undefined {
  let [line, gap] = ['', ''];
  for (const { text, kind } of tokensOf(sql)) {
    if (kind === 'other' && /[\r\n]/.test(text)) return undefined;
    line += kind === 'other' ? gap + text : '';
    gap = kind === 'other' || line === '' ? '' : ' ';
  }
  return line;
}
