import { QueryRefused } from '../query-refused.ts';

const COMMENT = /--.*|\/\*[\s\S]*?\*\//g;

const QUERIES = ['select', 'with', 'values', 'table'];
const QUESTIONS = [...QUERIES, 'show', 'describe', 'desc'];

/**
 * What a user asks, as Athena takes it. Athena would do whatever the user's rights allow; the command line asks, and
 * changes nothing. Throws {@link QueryRefused}.
 */
export function readOnlySql(sql: string): string {
  // comments come first in many a query; what stands within quotes does not matter for its first words
  const text = sql.replace(COMMENT, ' ');
  const [, explained, first] =
    /^[\s(;]*(explain\s+(?:analyze\s+)?(?:verbose\s+)?(?:\([^()]*\)\s*)?[\s(]*)?([a-z]+)/i.exec(text) ?? [];
  const known = explained === undefined ? QUESTIONS : QUERIES;
  if (first !== undefined && known.includes(first.toLowerCase())) return sql.replace(/[\s;]+$/, '');
  throw new QueryRefused('only questions can be asked: SELECT, WITH, VALUES, DESCRIBE, SHOW, EXPLAIN');
}
