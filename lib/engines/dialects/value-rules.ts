import { isCall, type Rule, type Site, where } from './rule.ts';
import { argumentsOf, functionIn, literalIn, type Node, nodesIn } from './tree.ts';
import { isTime, type Type, typeOf } from './types.ts';

// Expressions that have other values on the other engine.

const typesIn = ({ node, scope }: Site): (Type | undefined)[] =>
  argumentsOf(node).map((argument) => typeOf(argument, scope.columns));

/** Whether a node is `nullif(..., '')`, for which an empty text is NULL. */
const isNullifEmpty = (node: Node | undefined): boolean =>
  functionIn(node) === 'nullif' && literalIn(argumentsOf(node)[1]) === '';

/** Whether a value is never NULL: a literal, or `coalesce`. */
const isNeverNull = (node: Node): boolean =>
  node['type'] === 'OPERATOR_COALESCE' || (literalIn(node) ?? null) !== null;

/** Patterns that match at most once: the whole replacement is that of the first match. */
const MATCHES_ONCE = /^(?:\^[^|]*|[^|]*\$)$/;

export const VALUE_RULES: readonly Rule[] = [
  {
    id: 'integer-division',
    what: 'differs',
    say: '`hdu / 2`',
    duckdb: '0.5',
    athena: '0',
    instead: '`hdu / 2e0`',
    find: where((site) => isCall(site, '/') && typesIn(site).every((type) => type === 'integer')),
  },
  {
    id: 'decimal-division',
    what: 'differs',
    say: '`sum(hdu) * 100.0 / count(*)`',
    duckdb: 'a double: 56.27',
    athena: 'a decimal: 56.3',
    instead: '`* 1e2`',
    find: where((site) => {
      const types = typesIn(site);
      return isCall(site, '/') && types.includes('decimal') && typesIn(site).every(isExact);
    }),
  },
  {
    id: 'division-by-zero',
    what: 'differs',
    say: '`x / y` where `y` is 0',
    duckdb: 'NULL',
    athena: 'infinite, or an error',
    instead: '`x / nullif(y, 0)`',
    find: where((site) => isCall(site, '/', '%', 'mod') && canBeZero(argumentsOf(site.node)[1])),
  },
  {
    id: 'greatest-null',
    what: 'differs',
    say: '`greatest(x, NULL)`, `least(x, NULL)`',
    duckdb: 'ignores NULL',
    athena: 'NULL',
    instead: '`coalesce`, or `CASE`',
    find: where((site) => isCall(site, 'greatest', 'least') && !argumentsOf(site.node).every(isNeverNull)),
  },
  {
    id: 'concat-null',
    what: 'differs',
    say: '`concat(x, NULL)`',
    duckdb: 'ignores NULL',
    athena: 'NULL',
    instead: '`coalesce`, or `||`, which gives NULL on both',
    find: where((site) => isCall(site, 'concat') && !argumentsOf(site.node).every(isNeverNull)),
  },
  {
    id: 'min-by-null',
    what: 'differs',
    say: '`min_by(x, y)` where `x` is NULL',
    duckdb: 'skips the row',
    athena: 'NULL',
    instead: '`min_by(x, y) FILTER (WHERE x IS NOT NULL)`',
    find: where((site) => isCall(site, 'min_by', 'max_by') && !nodesIn(hasFilter(site.node)).length),
  },
  {
    id: 'regexp-extract',
    what: 'differs',
    say: '`regexp_extract` without a match',
    duckdb: 'an empty text',
    athena: 'NULL',
    instead: "`nullif(regexp_extract(...), '')`",
    find: where((site) => isCall(site, 'regexp_extract') && !isNullifEmpty(site.parent)),
  },
  {
    id: 'regexp-replace',
    what: 'differs',
    say: '`regexp_replace`',
    duckdb: 'replaces the first match; groups are `\\1`',
    athena: 'replaces all; groups are `$1`',
    instead: 'a pattern that begins with `^` or ends with `$`, and no groups in the replacement',
    find: where((site) => {
      const [, pattern, replacement, ...options] = argumentsOf(site.node).map(literalIn);
      return (
        isCall(site, 'regexp_replace') &&
        !(MATCHES_ONCE.test(String(pattern)) && /^[^\\$]*$/.test(String(replacement)) && options.length === 0)
      );
    }),
  },
  {
    id: 'split-part',
    what: 'differs',
    say: '`split_part` past the end',
    duckdb: 'an empty text',
    athena: 'NULL',
    instead: "`nullif(split_part(...), '')`",
    find: where((site) => {
      const [, , index] = argumentsOf(site.node);
      return isCall(site, 'split_part') && literalIn(index) !== 1 && !isNullifEmpty(site.parent);
    }),
  },
  {
    id: 'date-diff',
    what: 'differs',
    say: "`date_diff('hour', a, b)`",
    duckdb: 'how often the hour changes',
    athena: 'whole hours that have passed',
    instead: "`to_unixtime(b) - to_unixtime(a)`, or `date_diff('day', a, b)` of two dates",
    find: where((site) => {
      const [unit] = argumentsOf(site.node);
      const isOfDays =
        literalIn(unit) === 'day' && typesIn(site).filter((type) => type === 'date').length === 2;
      return isCall(site, 'date_diff') && !isOfDays;
    }),
  },
  {
    id: 'date-minus-date',
    what: 'differs',
    say: '`night - night`, `obs_end - obs_start`',
    duckdb: 'a number of days, or an interval',
    athena: 'an interval, written in another way',
    instead: "`date_diff('day', a, b)` of dates, `to_unixtime(b) - to_unixtime(a)` of times",
    find: where(
      (site) => isCall(site, '-') && argumentsOf(site.node).length === 2 && typesIn(site).every(isTime),
    ),
  },
  {
    id: 'last-digits',
    what: 'differs',
    say: 'sums and averages of doubles, trigonometry',
    duckdb: '',
    athena: 'the last digits differ',
    instead: '`round`',
  },
];

const isExact = (type: Type | undefined): boolean => type === 'integer' || type === 'decimal';

/** Whether a divisor may be 0: it is not a literal, `nullif` or `count`. */
const canBeZero = (divisor: Node | undefined): boolean =>
  divisor !== undefined &&
  literalIn(divisor) === undefined &&
  !/^(?:nullif|count|count_star|cos)$/.test(functionIn(divisor));

const hasFilter = (node: Node): unknown => node['filter'] ?? node['filter_expr'];
