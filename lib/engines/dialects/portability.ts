import type { DuckDBConnection } from '@duckdb/node-api';
import type { KeywordColumn } from '../../sql/everyday.ts';
import { blanked } from '../../sql/placeholders.ts';
import { localSql } from '../duckdb/from-athena.ts';
import { type ParseResult, parse } from '../duckdb/inspect-sql.ts';
import { QueryRefused } from '../query-refused.ts';
import type { Rule, Site } from './rule.ts';
import { SYNTAX, textRules, treeRules } from './rules.ts';
import { type Scope, scopeOf, viewTables, withExpressions } from './scope.ts';
import { isNode, type Node, nodesIn, placeOf } from './tree.ts';

// What DuckDB and Athena do not answer alike in a query. Nothing is bound or run.

/** A part of a query that the engines do not answer alike. */
export interface Finding {
  readonly rule: Rule;
  /** Where it is in the SQL, in bytes; undefined if that is not known. */
  readonly place: number | undefined;
  /** DuckDB's own sentence about a syntax error. */
  readonly sentence?: string;
}

/**
 * Looks for differences between the engines in a query, in the order of the SQL.
 *
 * @param keywords the columns of `files` and `hdus` besides the everyday ones
 * @throws QueryRefused if the SQL is not one query
 */
export async function findDifferences(
  connection: DuckDBConnection,
  sql: string,
  keywords: readonly KeywordColumn[],
): Promise<Finding[]> {
  // the SQL of a stack that DuckDB answers under another name
  if (localSql(sql) !== sql) return [];
  const { found, rest } = differencesInText(sql);
  const parsed = await parse(connection, rest);
  const findings = parsed.error
    ? [...found, syntaxError(parsed, rest)]
    : [...found, ...differencesInTree(parsed, rest, keywords)];
  return findings.sort((a, b) => (a.place ?? 0) - (b.place ?? 0)).filter(isFirst);
}

/** Some places are reached twice: the condition of a join is one of its parts, for example. */
const isFirst = ({ rule, place }: Finding, index: number, all: readonly Finding[]): boolean =>
  all.findIndex((other) => other.rule === rule && other.place === place) === index;

/** The differences in the text, and the SQL without what DuckDB cannot parse. */
function differencesInText(sql: string): { readonly found: readonly Finding[]; readonly rest: string } {
  const code = blanked(sql);
  let rest = sql;
  const found: Finding[] = [];
  for (const rule of textRules)
    for (const { 0: text, index } of code.matchAll(rule.pattern)) {
      found.push({ rule, place: Buffer.byteLength(sql.slice(0, index)) });
      if (rule.replacement !== undefined)
        rest = rest.slice(0, index) + rule.replacement.padEnd(text.length) + rest.slice(index + text.length);
    }
  return { found, rest };
}

function syntaxError({ error_type, error_message, position }: ParseResult, sql: string): Finding {
  if (error_type === 'not implemented')
    throw new QueryRefused({ kind: 'not-a-query', statements: ['SELECT', 'WITH'] });
  const before = [...sql].slice(0, Number(position)).join('');
  return {
    rule: SYNTAX,
    place: position === undefined ? undefined : Buffer.byteLength(before),
    sentence: error_message ?? 'syntax error',
  };
}

function differencesInTree(
  { statements = [] }: ParseResult,
  sql: string,
  keywords: readonly KeywordColumn[],
): Finding[] {
  if (statements.length !== 1)
    throw new QueryRefused({ kind: 'several-statements', count: statements.length });
  const [statement] = nodesIn(statements);
  const [query] = nodesIn(statement?.['node']);
  const bytes = Buffer.from(sql);
  const textAt = (place: number | undefined): string =>
    place === undefined ? '' : bytes.subarray(place).toString();
  const found: Finding[] = [];
  const look = (node: Node, { parent, scope, tables }: Pick<Site, 'parent' | 'scope' | 'tables'>): void => {
    const inner = isQuery(node) ? withExpressions(node, tables) : tables;
    const own = node['type'] === 'SELECT_NODE' ? scopeOf(node, inner, scope) : scope;
    const site = { node, parent, scope: own, tables: inner, textAt, text: textAt(ownPlace(node)) };
    for (const rule of treeRules) for (const place of rule.find(site)) found.push({ rule, place });
    for (const [field, value] of Object.entries(node)) {
      const isApart = field === 'cte_map' || isTable(node);
      const within = { parent: node, scope: isApart ? NO_SCOPE : own, tables: inner };
      for (const part of nodesIn(value)) look(part, within);
    }
  };
  if (query !== undefined) look(query, { parent: undefined, scope: NO_SCOPE, tables: viewTables(keywords) });
  return found;
}

/** Whether a query is a table of another one, whose columns it cannot name. */
const isTable = (node: Node): boolean => node['type'] === 'SUBQUERY' && node['class'] === undefined;

const isQuery = (node: Node): boolean => isNode(node['cte_map']);

/** Only the place of the node itself says how it was written. */
const ownPlace = (node: Node): number | undefined =>
  typeof node['query_location'] === 'number'
    ? placeOf({ query_location: node['query_location'] })
    : undefined;

const NO_SCOPE: Scope = { columns: new Map(), isComplete: true, aliases: new Map(), using: new Set() };
