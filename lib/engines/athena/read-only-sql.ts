import { QueryRefused } from '../query-refused.ts';

// The check of a query before it is sent to Athena: only statements that read.

const COMMENT = /--.*|\/\*[\s\S]*?\*\//g;

/** How the allowed statements begin, for messages. */
const STATEMENTS = ['SELECT', 'WITH', 'VALUES', 'DESCRIBE', 'SHOW', 'EXPLAIN'];
/** The first words of statements that can be explained, and of those that can be run. */
const EXPLAINABLE = ['select', 'with', 'values', 'table'];
const ALLOWED = [...EXPLAINABLE, 'show', 'describe', 'desc'];

/**
 * A user's SQL as Athena accepts it, without the semicolon at its end. Athena would run any statement that the user's
 * permissions allow, so statements that do not only read are refused here.
 *
 * @throws QueryRefused
 */
export function readOnlySql(sql: string): string {
  // many queries begin with a comment; a comment mark inside quotes does not change the first word
  const text = sql.replace(COMMENT, ' ');
  const [, explain, first] =
    /^[\s(;]*(explain\s+(?:analyze\s+)?(?:verbose\s+)?(?:\([^()]*\)\s*)?[\s(]*)?([a-z]+)/i.exec(text) ?? [];
  const allowed = explain === undefined ? ALLOWED : EXPLAINABLE;
  if (first !== undefined && allowed.includes(first.toLowerCase())) return sql.replace(/[\s;]+$/, '');
  throw new QueryRefused({ kind: 'not-a-query', statements: STATEMENTS });
}
