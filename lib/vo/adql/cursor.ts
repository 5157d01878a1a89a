import { AdqlError } from './adql-error.ts';
import { RESERVED } from './reserved.ts';
import { type Token, tokensOf } from './tokens.ts';
import type { Name, Query } from './tree.ts';

/** Reads the tokens of a query from left to right. */
export interface Cursor {
  /** The next token, or one after it. */
  peek(ahead?: number): Token;
  /** Takes the next token. */
  next(): Token;
  /** Whether the next tokens are these keywords or symbols. */
  sees(...words: readonly string[]): boolean;
  /** Takes these keywords or symbols, if they come next. */
  accepts(...words: readonly string[]): boolean;
  /** Takes a keyword or a symbol that has to come next. */
  expect(word: string): Token;
  /** Takes a regular or a delimited identifier. */
  name(what: string): Name;
  /** Takes an integer without a sign. */
  integer(what: string): number;
  /** Reads something nested, and refuses too much of it. */
  nested<T>(read: () => T): T;
  /** Reads a query, after its opening parenthesis if it has one. */
  query(): Query;
  /** Refuses the next token. */
  refuse(expected: string): never;
  /** Refuses the query at the next token, for another reason. */
  fail(why: string): never;
}

/** How deep parentheses, subqueries and signs may be nested. */
const DEEPEST = 100;

/**
 * A cursor at the beginning of a query.
 *
 * @param query reads a query: what is in parentheses can be one
 * @throws AdqlError if something is not a token
 */
export function cursorOf(adql: string, query: (cursor: Cursor) => Query): Cursor {
  const tokens = tokensOf(adql);
  const end = tokens.at(-1) ?? { kind: 'end', text: '', at: 0 };
  let [place, depth] = [0, 0];
  const peek = (ahead = 0): Token => tokens[place + ahead] ?? end;
  const next = (): Token => tokens[place++] ?? end;
  const sees = (...words: readonly string[]): boolean => words.every((word, at) => isWord(peek(at), word));
  const accepts = (...words: readonly string[]): boolean => {
    if (!sees(...words)) return false;
    place += words.length;
    return true;
  };
  const refuse = (expected: string): never => {
    const { kind, text, at } = peek();
    const found = kind === 'end' ? 'the query ends here' : `found ${JSON.stringify(text)}`;
    throw new AdqlError(`expected ${expected}, but ${found}`, adql, at);
  };
  const fail = (why: string): never => {
    throw new AdqlError(why, adql, peek().at);
  };
  const cursor: Cursor = {
    ...{ peek, next, sees, accepts, refuse, fail },
    expect: (word) => (sees(word) ? next() : refuse(word)),
    name: (what) => {
      const { kind, text, at } = peek();
      if (kind !== 'quoted' && (kind !== 'name' || RESERVED.has(text.toUpperCase()))) return refuse(what);
      next();
      return { text, isQuoted: kind === 'quoted', at };
    },
    integer: (what) => {
      const value = peek().kind === 'integer' ? Number(peek().text) : Number.NaN;
      if (!Number.isSafeInteger(value)) return refuse(what);
      next();
      return value;
    },
    nested: (read) => {
      if (++depth > DEEPEST) fail(`this is nested more than ${DEEPEST} times`);
      const result = read();
      depth--;
      return result;
    },
    query: () => cursor.nested(() => query(cursor)),
  };
  return cursor;
}

const isWord = ({ kind, text }: Token, word: string): boolean =>
  (kind === 'symbol' && text === word) || (kind === 'name' && text.toUpperCase() === word);
