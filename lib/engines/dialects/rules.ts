import { CAST_RULES } from './cast-rules.ts';
import { FUNCTION_RULES } from './function-rules.ts';
import { FUNCTION_VALUE_RULES } from './function-values.ts';
import { QUERY_RULES } from './query-rules.ts';
import type { Rule, TextRule, TreeRule } from './rule.ts';
import { TEXT_RULES } from './text-rules.ts';
import { TYPE_RULES } from './type-rules.ts';
import { VALUE_RULES } from './value-rules.ts';

/** DuckDB cannot parse a query, for a reason that no other rule names. */
export const SYNTAX: Rule = {
  id: 'syntax',
  what: 'refused',
  on: 'duckdb',
  say: 'other syntax of Athena',
  instead: '',
};

/** All differences between the engines that are known, in the order of the tables in the documentation. */
export const RULES: readonly Rule[] = [
  ...VALUE_RULES,
  ...FUNCTION_VALUE_RULES,
  ...CAST_RULES,
  ...TYPE_RULES,
  ...QUERY_RULES,
  ...FUNCTION_RULES,
  ...TEXT_RULES,
  SYNTAX,
];

/** The rules about the syntax tree of a query. */
export const treeRules: readonly TreeRule[] = RULES.filter((rule) => 'find' in rule);

/** The rules about its text. */
export const textRules: readonly TextRule[] = RULES.filter((rule) => 'pattern' in rule);
