import { type Rule, type TreeRule, where } from './rule.ts';
import { argumentsOf, functionIn, literalIn, type Node, nodesIn } from './tree.ts';
import { type Type, typeOf } from './types.ts';

// Casts that give other values on the other engine.

/** Casts from one type to another. Literals of which `isAlike` is true are read alike. */
const castOf = (from: readonly Type[], to: readonly Type[], isAlike?: RegExp): TreeRule['find'] =>
  where(({ node, scope }) => {
    if (node['type'] !== 'OPERATOR_CAST') return false;
    const [child] = nodesIn(node['child']);
    const literal = literalIn(child);
    if (typeof literal === 'string' && isAlike?.test(literal)) return false;
    const target = typeOf(node, scope.columns);
    const source = typeOf(child, scope.columns);
    return target !== undefined && source !== undefined && to.includes(target) && from.includes(source);
  });

/** Arguments of a cast to an integer that is safe, because they are whole numbers. */
const WHOLE = /^(?:round|floor|ceil|ceiling|trunc)$/;

/** The text of a header's time without its T, as Athena reads it. */
const isWithoutT = (node: Node | undefined): boolean =>
  functionIn(node) === 'replace' && literalIn(argumentsOf(node)[1]) === 'T';

export const CAST_RULES: readonly Rule[] = [
  {
    id: 'number-to-integer',
    what: 'differs',
    say: '`CAST(2.5e0 AS integer)`',
    duckdb: '2',
    athena: '3',
    instead: '`CAST(floor(x + 5e-1) AS integer)`',
    find: (site) =>
      WHOLE.test(functionIn(nodesIn(site.node['child'])[0]))
        ? []
        : castOf(['double', 'decimal'], ['integer'])(site),
  },
  {
    id: 'text-to-integer',
    what: 'differs',
    say: "`try_cast('1.5' AS integer)`",
    duckdb: '2',
    athena: 'NULL',
    instead: '`card_number`',
    find: castOf(['text'], ['integer'], /^[-+]?\d+$/),
  },
  {
    id: 'text-to-number',
    what: 'differs',
    say: "`try_cast('1d' AS double)`",
    duckdb: 'NULL, but reads `1_000`',
    athena: '1, but does not read `1_000`',
    instead: '`card_number`',
    find: castOf(['text'], ['double', 'decimal'], /^[-+]?[\d.]+(?:e[-+]?\d+)?$/i),
  },
  {
    id: 'text-to-time',
    what: 'differs',
    say: '`try_cast(card_value AS timestamp)` with a `T`',
    duckdb: 'the time',
    athena: 'NULL',
    instead: "`obs_start`, `date_obs`, or `replace(card_value, 'T', ' ')`",
    find: (site) =>
      isWithoutT(nodesIn(site.node['child'])[0])
        ? []
        : castOf(['text'], ['timestamp', 'date'], /^\d{4}-\d\d-\d\d(?: [\d:.]+)?$/)(site),
  },
  {
    id: 'text-to-boolean',
    what: 'differs',
    say: "`try_cast('Y' AS boolean)`",
    duckdb: 'true',
    athena: 'NULL',
    instead: "`card_value = 'true'`",
    find: castOf(['text'], ['boolean'], /^(?:true|false|t|f|0|1)$/i),
  },
  {
    id: 'time-as-text',
    what: 'differs',
    say: '`CAST(time AS varchar)`',
    duckdb: 'without trailing zeros',
    athena: 'with milliseconds or more',
    instead: "`date_format(date_trunc('second', time), '%Y-%m-%d %H:%i:%s')`",
    find: castOf(['timestamp'], ['text']),
  },
  {
    id: 'double-as-text',
    what: 'differs',
    say: '`CAST(exptime AS varchar)`',
    duckdb: '`120.0`',
    athena: '`1.2E2`',
    instead: '`CAST(CAST(exptime AS decimal(18, 3)) AS varchar)`',
    find: castOf(['double'], ['text']),
  },
];
