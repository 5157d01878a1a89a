import { compatible } from './compatible.ts';
import type { Between, Comparison, Expression, In, Like } from './tree.ts';
import { type Context, expectText, refuse, typeName, type Value } from './value.ts';

type Translate = (part: Expression) => Value;

/** The kinds of expressions that are conditions. */
type Condition = Exclude<
  Expression,
  {
    kind:
      | 'number'
      | 'text'
      | 'boolean'
      | 'null'
      | 'column'
      | 'negative'
      | 'operation'
      | 'call'
      | 'cast'
      | 'subquery';
  }
>;

/**
 * Translates a condition.
 *
 * @throws AdqlError
 */
export function conditionOf(context: Context, expression: Condition, translate: Translate): Value {
  const { at } = expression;
  const condition = (sql: string): Value => ({ sql: `(${sql})`, type: 'boolean', at });
  const boolean = (part: Expression): string => expectCondition(context, translate(part)).sql;
  switch (expression.kind) {
    case 'and':
    case 'or':
      return condition(expression.items.map(boolean).join(` ${expression.kind.toUpperCase()} `));
    case 'not':
      return condition(`NOT ${boolean(expression.operand)}`);
    case 'comparison':
      return condition(comparison(context, expression, translate));
    case 'between':
      return condition(between(context, expression, translate));
    case 'in':
      return condition(among(context, expression, translate));
    case 'like':
      return condition(like(context, expression, translate));
    case 'is-null':
      return condition(`${translate(expression.operand).sql} IS ${not(expression)}NULL`);
    case 'exists':
      return condition(`EXISTS (${context.subquery(expression.query).sql})`);
  }
}

/** Refuses a value that is not a condition. */
export function expectCondition(context: Context, value: Value): Value {
  if (value.type === 'boolean') return value;
  const hint = value.truth === undefined ? '' : '; compare it with 1';
  return refuse(context, `this is ${typeName(value.type)}; it must be a condition${hint}`, value.at);
}

const not = ({ isNegated }: { readonly isNegated: boolean }): string => (isNegated ? 'NOT ' : '');

const MIRRORED = { '=': '=', '<>': '<>', '<': '>', '>': '<', '<=': '>=', '>=': '<=' } as const;

function comparison(context: Context, { operator, ...sides }: Comparison, translate: Translate): string {
  const [left, right] = [translate(sides.left), translate(sides.right)];
  const special = truthCompared(left, operator, right) ?? truthCompared(right, MIRRORED[operator], left);
  if (special !== undefined) return special;
  const [a, b] = compatible(context, left, right);
  const plain = `${a.sql} ${operator} ${b.sql}`;
  const near = nearCondition(left, operator, right) ?? nearCondition(right, MIRRORED[operator], left);
  return near === undefined ? plain : `${near} AND ${plain}`;
}

/** `CONTAINS(...) = 1` and the like, as the condition that it means. */
function truthCompared(
  { truth }: Value,
  operator: Comparison['operator'],
  { constant }: Value,
): string | undefined {
  if (truth === undefined || (constant !== 0 && constant !== 1)) return undefined;
  if (operator !== '=' && operator !== '<>') return undefined;
  return (constant === 1) === (operator === '=') ? truth : `NOT ${truth}`;
}

/** For `DISTANCE(...) < 0.5`: a condition that is true at least where this is, and that can skip rows. */
function nearCondition(
  { isWithin }: Value,
  operator: Comparison['operator'],
  { constant }: Value,
): string | undefined {
  if (isWithin === undefined || typeof constant !== 'number' || !['<', '<=', '='].includes(operator))
    return undefined;
  // a little more, because the two are computed differently
  const radius = constant + 1e-9;
  return radius >= 0 && radius <= 180 ? isWithin(radius) : undefined;
}

function between(context: Context, { operand, low, high, ...rest }: Between, translate: Translate): string {
  const value = translate(operand);
  const [first, from] = compatible(context, value, translate(low));
  const [, to] = compatible(context, value, translate(high));
  return `${first.sql} ${not(rest)}BETWEEN ${from.sql} AND ${to.sql}`;
}

function among(context: Context, { operand, among: candidates, ...rest }: In, translate: Translate): string {
  const value = translate(operand);
  if (!('body' in candidates)) {
    const list = candidates.map((candidate) => compatible(context, value, translate(candidate))[1].sql);
    return `${value.sql} ${not(rest)}IN (${list.join(', ')})`;
  }
  const { sql, columns } = context.subquery(candidates);
  const [column] = columns;
  if (column === undefined || columns.length !== 1)
    return refuse(context, `this query is used with IN, but has ${columns.length} columns`, candidates.at);
  compatible(context, value, { sql: '', type: column.type, at: candidates.at });
  return `${value.sql} ${not(rest)}IN (${sql})`;
}

function like(
  context: Context,
  { operand, pattern, ignoresCase, ...rest }: Like,
  translate: Translate,
): string {
  const [text, wanted] = [operand, pattern].map((part) => expectText(context, translate(part)).sql);
  return ignoresCase
    ? `lower(${text}) ${not(rest)}LIKE lower(${wanted})`
    : `${text} ${not(rest)}LIKE ${wanted}`;
}
