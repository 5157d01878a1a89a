import { nearest } from '../../engines/nearest.ts';
import { double } from '../../sql/cone.ts';
import { literal } from '../../sql/text.ts';
import { castValue } from './cast-value.ts';
import { compatible } from './compatible.ts';
import { conditionOf } from './condition-sql.ts';
import { callOf, FUNCTION_NAMES } from './functions.ts';
import { GEOMETRY, geometryCall } from './geometry-functions.ts';
import { columnValue, findColumn, type Scope } from './scope.ts';
import type { Call, Expression, Operation } from './tree.ts';
import { inUnit } from './units.ts';
import { type Context, expectNumber, expectText, isNumber, refuse, type Value, widest } from './value.ts';

/**
 * Translates a value or a condition.
 *
 * @throws AdqlError
 */
export function translateValue(context: Context, scope: Scope, expression: Expression): Value {
  const { at } = expression;
  const translate = (part: Expression): Value => translateValue(context, scope, part);
  switch (expression.kind) {
    case 'number':
      return numberValue(context, expression.text, expression.isInteger, at);
    case 'text':
      return {
        sql: literal(withoutNul(context, expression.text, at)),
        type: 'text',
        at,
        constant: expression.text,
      };
    case 'boolean':
      return { sql: String(expression.value), type: 'boolean', at };
    case 'null':
      return { sql: 'NULL', type: 'null', at };
    case 'column':
      return columnValue(findColumn(context.adql, scope, expression.path), at);
    case 'negative':
      return negative(expectNumber(context, translate(expression.operand)), at);
    case 'operation':
      return operation(context, expression, translate(expression.left), translate(expression.right), at);
    case 'call':
      return call(context, expression, translate, at);
    case 'cast':
      return castValue(context, translate(expression.operand), expression, at);
    case 'subquery':
      return scalarSubquery(context, expression.query, at);
    default:
      return conditionOf(context, expression, translate);
  }
}

function withoutNul(context: Context, text: string, at: number): string {
  return text.includes('\0') ? refuse(context, 'text cannot contain a NUL character', at) : text;
}

const LARGEST = { integer: 2n ** 31n - 1n, bigint: 2n ** 63n - 1n };

function numberValue(context: Context, text: string, isInteger: boolean, at: number): Value {
  const constant = Number(text);
  if (!Number.isFinite(constant)) return refuse(context, `${text} is too large`, at);
  if (!isInteger || BigInt(text) > LARGEST.bigint)
    return { sql: double(constant), type: 'double', at, constant };
  return {
    sql: String(BigInt(text)),
    type: BigInt(text) > LARGEST.integer ? 'bigint' : 'integer',
    at,
    constant,
  };
}

const negative = (value: Value, at: number): Value => ({
  ...{ sql: `(-${value.sql})`, type: value.type, at },
  ...(typeof value.constant === 'number' && { constant: -value.constant }),
  ...(value.about?.unit !== undefined && { about: { unit: value.about.unit } }),
});

function operation(context: Context, { operator }: Operation, left: Value, right: Value, at: number): Value {
  if (operator === '||') {
    const [first, second] = [expectText(context, left), expectText(context, right)];
    return { sql: `(${first.sql} || ${second.sql})`, type: 'text', at };
  }
  const type = widest([expectNumber(context, left), expectNumber(context, right)]);
  const constant = folded(operator, left, right, type === 'double');
  // DuckDB divides integers like doubles, unless told otherwise
  const symbol = operator === '/' && type !== 'double' && context.dialect === 'duckdb' ? '//' : operator;
  return {
    ...{ sql: `(${left.sql} ${symbol} ${right.sql})`, type, at },
    ...(constant !== undefined && { constant }),
    ...((operator === '+' || operator === '-') && sharedUnit(left, right)),
  };
}

function sharedUnit(left: Value, right: Value): Pick<Value, 'about'> {
  const unit = left.about?.unit;
  return unit !== undefined && unit === right.about?.unit ? { about: { unit } } : {};
}

/** The value of an operation on constants, so that `30/3600.` can be the radius of a circle. */
function folded(
  operator: '+' | '-' | '*' | '/',
  { constant: left }: Value,
  { constant: right }: Value,
  isDouble: boolean,
): number | undefined {
  if (typeof left !== 'number' || typeof right !== 'number') return undefined;
  const quotient = isDouble ? left / right : Math.trunc(left / right);
  const result = { '+': left + right, '-': left - right, '*': left * right, '/': quotient }[operator];
  return Number.isFinite(result) && (isDouble || Number.isSafeInteger(result)) ? result : undefined;
}

function call(
  context: Context,
  { name, args, isDistinct }: Call,
  translate: (part: Expression) => Value,
  at: number,
): Value {
  const values = args === '*' ? args : args.map(translate);
  if (values !== '*' && Object.hasOwn(GEOMETRY, name)) return geometryCall(context, name, values, at);
  if (name === 'IN_UNIT' && values !== '*') return inUnit(context, values, at);
  if (name === 'COALESCE' && values !== '*') return coalesce(context, values, at);
  if (FUNCTION_NAMES.includes(name)) return callOf(context, { name, args: values, isDistinct, at });
  const similar = nearest(name, [...FUNCTION_NAMES, ...Object.keys(GEOMETRY)]);
  const hint = similar === undefined ? '' : `; did you mean ${similar}?`;
  return refuse(context, `ADQL has no function ${name}${hint}`, at);
}

function coalesce(context: Context, args: readonly Value[], at: number): Value {
  const [first, ...others] = args;
  if (first === undefined) return refuse(context, 'COALESCE has no arguments', at);
  const values = [first, ...others.map((value) => compatible(context, first, value)[1])];
  const typed = values.find(({ type }) => type !== 'null') ?? first;
  const type = values.every(isNumber) ? widest(values) : typed.type;
  const about = first.about === undefined ? {} : { about: first.about };
  return { sql: `coalesce(${values.map(({ sql }) => sql).join(', ')})`, type, at, ...about };
}

function scalarSubquery(context: Context, query: Parameters<Context['subquery']>[0], at: number): Value {
  const { sql, columns } = context.subquery(query);
  const [column] = columns;
  if (column === undefined || columns.length !== 1)
    return refuse(context, `this query is used as a value, but has ${columns.length} columns`, at);
  return {
    sql: `(${sql})`,
    type: column.type,
    at,
    ...(column.about !== undefined && { about: column.about }),
  };
}
