import type { Rule } from './rule.ts';

// SQL that the syntax tree does not show: DuckDB cannot parse it, or forgets how it was written.

export const TEXT_RULES: readonly Rule[] = [
  {
    id: 'group-by-all',
    what: 'refused',
    on: 'athena',
    say: '`GROUP BY ALL`, `ORDER BY ALL`',
    instead: 'the columns',
    pattern: /\b(?:group|order)\s+by\s+all\b/gi,
  },
  {
    id: 'nulls-ignored-after',
    what: 'refused',
    on: 'duckdb',
    say: '`last_value(x) IGNORE NULLS`',
    instead: '',
    pattern: /(?<=\)\s*)(?:ignore|respect)\s+nulls\b(?=\s*over\b)/gi,
    replacement: '',
  },
  {
    id: 'listagg-within-group',
    what: 'refused',
    on: 'duckdb',
    say: "`listagg(x, ',') WITHIN GROUP (ORDER BY x)`",
    instead: "`array_join(array_agg(x ORDER BY x), ',')`",
    pattern: /\blistagg\s*\((?:[^()]|\([^()]*\))*\)\s*within\s+group\s*\((?:[^()]|\([^()]*\))*\)/gi,
    replacement: 'NULL',
  },
  {
    id: 'function-ifnull',
    what: 'refused',
    on: 'athena',
    say: '`ifnull`',
    instead: '`coalesce`',
    pattern: /\bifnull(?=\s*\()/gi,
  },
  {
    id: 'quoted-alias',
    what: 'refused',
    on: 'athena',
    say: "`AS 'name'`",
    instead: '`AS "name"`',
    pattern: /(?<=\bas\s+)'/gi,
  },
  {
    id: 'string-form',
    what: 'refused',
    on: 'athena',
    say: "`E'a\\n'`, `$$a$$`",
    instead: "`'a' || chr(10)`",
    pattern: /\be'|\$\w*\$/gi,
  },
  {
    id: 'double-equals',
    what: 'refused',
    on: 'athena',
    say: '`x == 1`',
    instead: '`x = 1`',
    pattern: /==/g,
  },
  {
    id: 'trailing-comma',
    what: 'refused',
    on: 'athena',
    say: '`SELECT a, FROM files`',
    instead: '`SELECT a FROM files`',
    pattern: /,(?=\s*(?:from|where|group|order|limit|having)\b|\s*$)/gi,
  },
];
