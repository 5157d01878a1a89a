// Where statements end: at semicolons that are not within strings, quoted identifiers and comments.

import { type Lexeme, lexemesOf } from './lexis.ts';

const lexemesIn = lexemesOf(String.raw`\s+|.`);

/** A part of SQL: text that cannot be split. */
interface Token {
  readonly text: string;
  readonly kind: 'space' | 'comment' | 'other';
}

function* tokensOf(sql: string): Generator<Token> {
  for (const lexeme of lexemesIn(sql)) yield { text: lexeme.text, kind: kindOf(lexeme) };
}

function kindOf({ text, isComment }: Lexeme): Token['kind'] {
  if (isComment) return 'comment';
  return /^\s/.test(text) ? 'space' : 'other';
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
