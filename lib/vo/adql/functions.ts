import {
  asDouble,
  type Context,
  expectNumber,
  expectText,
  refuse,
  type Type,
  type Value,
  widest,
} from './value.ts';

// The functions of ADQL besides geometry, in SQL that both engines understand. Source: ADQL 2.1, sections 2.3 and 4.

interface Rule {
  /** How many arguments it can have. */
  readonly args: readonly [least: number, most: number];
  /** The kind of its arguments; by default numbers. */
  readonly of?: 'text' | 'any';
  readonly type?: (args: readonly Value[]) => Type;
  readonly sql: (args: readonly string[], values: readonly Value[]) => string;
  /** Whether its value has the unit of its argument. */
  readonly keepsUnit?: boolean;
}

/** A function of doubles. */
const ofDoubles = (args: number, sql: (args: readonly string[]) => string): Rule => ({
  args: [args, args],
  sql: (_, values) => sql(values.map(asDouble)),
});
const named = (name: string, args = 1): Rule => ofDoubles(args, (sqls) => `${name}(${sqls.join(', ')})`);
const keepsType = (args: readonly Value[]): Type => args[0]?.type ?? 'null';

/** The digits that ROUND and TRUNCATE keep. */
const power10 = (digits: string): string => `power(10e0, ${digits})`;

const SCALARS: Readonly<Record<string, Rule>> = {
  ABS: { args: [1, 1], type: keepsType, sql: ([x]) => `abs(${x})`, keepsUnit: true },
  CEILING: { ...named('ceil'), keepsUnit: true },
  FLOOR: { ...named('floor'), keepsUnit: true },
  DEGREES: named('degrees'),
  RADIANS: named('radians'),
  EXP: named('exp'),
  LOG: named('ln'),
  LOG10: named('log10'),
  SQRT: named('sqrt'),
  PI: { args: [0, 0], sql: () => 'pi()' },
  POWER: named('power', 2),
  MOD: { args: [2, 2], type: widest, sql: ([x, y]) => `mod(${x}, ${y})` },
  // the seed is not used: an engine that runs on several threads has no order of rows
  RAND: { args: [0, 1], sql: () => 'random()' },
  ROUND: {
    args: [1, 2],
    sql: ([, digits], [x]) => (digits === undefined ? `round(${of(x)})` : `round(${of(x)}, ${digits})`),
    keepsUnit: true,
  },
  TRUNCATE: {
    args: [1, 2],
    sql: ([, digits], [x]) => {
      const whole = (value: string): string => `(sign(${value}) * floor(abs(${value})))`;
      if (digits === undefined) return whole(of(x));
      return `(${whole(`(${of(x)} * ${power10(digits)})`)} / ${power10(digits)})`;
    },
    keepsUnit: true,
  },
  ACOS: named('acos'),
  ASIN: named('asin'),
  ATAN: named('atan'),
  ATAN2: named('atan2', 2),
  COS: named('cos'),
  COT: ofDoubles(1, ([x]) => `(1e0 / tan(${x}))`),
  SIN: named('sin'),
  TAN: named('tan'),
  LOWER: { args: [1, 1], of: 'text', type: () => 'text', sql: ([text]) => `lower(${text})` },
  UPPER: { args: [1, 1], of: 'text', type: () => 'text', sql: ([text]) => `upper(${text})` },
};

const of = (value: Value | undefined): string => (value === undefined ? 'NULL' : asDouble(value));

const AGGREGATES: Readonly<Record<string, Rule>> = {
  AVG: { args: [1, 1], sql: ([x]) => `avg(${x})`, keepsUnit: true },
  MAX: { args: [1, 1], of: 'any', type: keepsType, sql: ([x]) => `max(${x})`, keepsUnit: true },
  MIN: { args: [1, 1], of: 'any', type: keepsType, sql: ([x]) => `min(${x})`, keepsUnit: true },
  SUM: {
    args: [1, 1],
    type: (args) => (widest(args) === 'double' ? 'double' : 'bigint'),
    sql: ([x]) => `sum(${x})`,
    keepsUnit: true,
  },
  COUNT: { args: [1, 1], of: 'any', type: () => 'bigint', sql: ([x]) => `count(${x})` },
};

/** The functions that are translated here, in upper case. */
export const FUNCTION_NAMES: readonly string[] = [
  ...Object.keys(SCALARS),
  ...Object.keys(AGGREGATES),
  'COALESCE',
];

/** A call of a function. */
export interface FunctionCall {
  /** In upper case. */
  readonly name: string;
  readonly args: readonly Value[] | '*';
  readonly isDistinct: boolean;
  readonly at: number;
}

/**
 * Translates a call of one of {@link FUNCTION_NAMES}, except COALESCE.
 *
 * @throws AdqlError
 */
export function callOf(context: Context, { name, args, isDistinct, at }: FunctionCall): Value {
  if (args === '*') {
    if (name !== 'COUNT' || isDistinct) return refuse(context, `${name}(*) has no meaning`, at);
    return { sql: 'count(*)', type: 'bigint', at, about: { ucd: 'meta.number' } };
  }
  const aggregate = Object.hasOwn(AGGREGATES, name) ? AGGREGATES[name] : undefined;
  const rule = aggregate ?? (Object.hasOwn(SCALARS, name) ? SCALARS[name] : undefined);
  if (rule === undefined) return refuse(context, `there is no function ${name}`, at);
  if (isDistinct && aggregate === undefined) return refuse(context, `${name} does not accept DISTINCT`, at);
  const [least, most] = rule.args;
  if (args.length < least || args.length > most) {
    const wanted = least === most ? String(least) : `${least} or ${most}`;
    return refuse(context, `${name} takes ${wanted} arguments, not ${args.length}`, at);
  }
  const checked = args.map((arg) => expectKind(context, rule, arg));
  const [first] = checked;
  const sqls = checked.map(({ sql }) => sql);
  const unit = rule.keepsUnit ? first?.about?.unit : undefined;
  return {
    sql: rule.sql(isDistinct ? [`DISTINCT ${sqls[0]}`] : sqls, checked),
    type: rule.type?.(checked) ?? 'double',
    at,
    ...(unit !== undefined && { about: { unit } }),
  };
}

function expectKind(context: Context, { of: kind }: Rule, value: Value): Value {
  if (kind === 'text') return expectText(context, value);
  if (kind === 'any') {
    if (value.type !== 'geometry') return value;
    return refuse(context, 'a region or a position cannot be used here', value.at);
  }
  return expectNumber(context, value);
}
