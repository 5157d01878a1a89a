import { AdqlError } from './adql-error.ts';

// From ADQL to its tokens. Source: ADQL 2.1, section 2.1 and the grammar in appendix A
// (https://www.ivoa.net/documents/ADQL/20231215/).

/** A token. `name` is a regular identifier or a keyword, `quoted` a delimited identifier. */
export interface Token {
  readonly kind: 'name' | 'quoted' | 'text' | 'integer' | 'decimal' | 'symbol' | 'end';
  /** As it is in the query, or without its quotes. */
  readonly text: string;
  /** Its UTF-16 offset in the query. */
  readonly at: number;
}

const PATTERNS: readonly (readonly [kind: Token['kind'] | 'blank', pattern: RegExp])[] = [
  ['blank', /(?:[ \t\r\n\f\v\u00a0]|--[^\n]*)+/y],
  ['name', /[A-Za-z_][A-Za-z0-9_]*/y],
  ['decimal', /(?:\d+\.\d*|\.\d+)(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+/y],
  ['integer', /\d+/y],
  ['text', /'(?:[^']|'')*'/y],
  ['quoted', /"(?:[^"]|"")+"/y],
  ['symbol', /<>|!=|<=|>=|\|\||[-+*/(),.;=<>]/y],
];

/** A longer query would keep the service from answering others while it is read. */
export const MOST_CHARACTERS = 100_000;

const DOUBLED = { text: ["''", "'"], quoted: ['""', '"'] } as const;

/**
 * The tokens of a query, without blanks and comments, with `end` as the last one.
 *
 * @throws AdqlError if something is not a token, or the query is too long
 */
export function tokensOf(adql: string): Token[] {
  if (adql.length > MOST_CHARACTERS)
    throw new AdqlError(`a query has at most ${MOST_CHARACTERS} characters`, adql, MOST_CHARACTERS);
  const tokens: Token[] = [];
  for (let at = 0; at < adql.length; ) {
    const [kind, text] = tokenAt(adql, at);
    if (kind !== 'blank') tokens.push({ kind, text: plainText(kind, text), at });
    at += text.length;
  }
  return [...tokens, { kind: 'end', text: '', at: adql.trimEnd().length }];
}

function tokenAt(adql: string, at: number): [kind: Token['kind'] | 'blank', text: string] {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const [text] = pattern.exec(adql) ?? [];
    if (text !== undefined) return [kind, text];
  }
  const character = String.fromCodePoint(adql.codePointAt(at) ?? 0);
  const why = ["'", '"'].includes(character)
    ? `this ${character} is not closed`
    : `${JSON.stringify(character)} has no meaning in ADQL`;
  throw new AdqlError(why, adql, at);
}

function plainText(kind: Token['kind'], text: string): string {
  if (kind !== 'text' && kind !== 'quoted') return text;
  const [doubled, single] = DOUBLED[kind];
  return text.slice(1, -1).replaceAll(doubled, single);
}
