import { ALLOWED_FUNCTIONS } from '../duckdb/allowed-functions.ts';
import { type Rule, type Site, type TreeRule, where } from './rule.ts';
import { argumentsOf, functionIn, literalIn, nodesIn, textIn } from './tree.ts';

// Functions and operators that only one engine has.

/** The functions that both engines have under one name. `test/athena/dialects.test.ts` compares the list with Trino's. */
export const SHARED_FUNCTIONS: ReadonlySet<string> = new Set(
  `abs acos any_value approx_distinct approx_percentile arbitrary array_agg array_distinct array_intersect
array_join array_position array_sort asin atan atan2 avg bool_and bool_or cardinality cbrt ceil ceiling chr
concat concat_ws contains corr cos cosh count count_if covar_pop covar_samp cume_dist current_date date_diff
date_format date_parse date_trunc day degrees dense_rank element_at exp filter first_value flatten floor
from_base64 from_hex from_unixtime geometric_mean greatest histogram hour json_array_length json_extract
kurtosis lag last_value lead least length ln log10 log2 lower lpad ltrim map map_concat map_entries
map_from_entries map_keys map_values max max_by millisecond min min_by minute mod month now nth_value ntile
percent_rank pi pow power quarter radians random rank regexp_extract regexp_extract_all regexp_like
regexp_replace regr_intercept regr_slope repeat replace reverse round row_number rpad rtrim second sign sin
sinh skewness split split_part sqrt starts_with stddev stddev_pop stddev_samp strpos substr substring sum tan
tanh to_base to_unixtime translate trim typeof upper url_decode url_encode uuid var_pop var_samp variance week
year`.split(/\s+/),
);

/** Functions of DuckDB with another name on Athena, or none, and what both have. */
const INSTEAD: readonly (readonly [say: string, names: string, instead: string])[] = [
  [
    '`median(x)`, `quantile_cont(x, 0.5)`',
    'median quantile quantile_cont quantile_disc approx_quantile',
    '`approx_percentile(x, 0.5)`',
  ],
  ['`mode(x)`', 'mode', '`max_by(x, n)` of a subquery that counts each `x` as `n`'],
  ['`strftime`', 'strftime', '`date_format`'],
  ['`strptime`', 'strptime try_strptime', '`date_parse`'],
  ['`epoch`', 'epoch epoch_ms', '`to_unixtime`'],
  ['`to_timestamp`', 'to_timestamp make_timestamp', '`from_unixtime`'],
  [
    '`string_agg`, `group_concat`, `listagg`',
    'string_agg group_concat listagg',
    "`array_join(array_agg(x ORDER BY x), ',')`",
  ],
  ['`array_to_string`', 'array_to_string', '`array_join`'],
  ['`right(x, 3)`', 'right', '`substr(x, -3)`'],
  ['`left(x, 3)`', 'left', '`substr(x, 1, 3)`'],
  ['`list(x)`', 'list array_value', '`array_agg(x)`'],
  ['`len(x)`', 'len strlen char_length character_length', '`length(x)`, or `cardinality(x)` of a list'],
  ['`list_extract`, `array_extract`', 'list_extract array_extract list_element', '`element_at`'],
  ['`list_contains`', 'list_contains array_contains list_has array_has', '`contains(list, x)`'],
  ["`contains('text', 'part')`", '', "`strpos('text', 'part') > 0`"],
  ['`instr`', 'instr', '`strpos`'],
  ['`prefix`, `ends_with`', 'prefix suffix ends_with', "`starts_with`, `LIKE '%end'`"],
  ['`regexp_matches`, `regexp_full_match`', 'regexp_matches regexp_full_match', '`regexp_like`'],
  ['`first(x)`, `last(x)`', 'first last', '`any_value(x)`, or `min_by` and `max_by`'],
  ['`arg_min`, `arg_max`', 'arg_min arg_max argmin argmax', '`min_by`, `max_by`'],
  ['`trunc(x)`', 'trunc', '`sign(x) * floor(abs(x))`'],
  ['`log(x)`', 'log', '`log10(x)`, `ln(x)`'],
  ['`datediff`', 'datediff date_sub datesub', '`date_diff`'],
  ['`datetrunc`', 'datetrunc', '`date_trunc`'],
  ['`date_part`', 'date_part datepart', '`extract(year FROM time)`'],
  ['`monthname`, `dayname`', 'monthname dayname', "`date_format(time, '%M')`, `date_format(time, '%W')`"],
  [
    '`dayofweek`, `dayofyear`',
    'dayofweek weekday isodow dayofyear dayofmonth weekofyear',
    "`date_format(time, '%W')`, `extract(doy FROM time)`",
  ],
  ['`make_date`, `today`', 'make_date today', "`DATE '2024-09-12'`, `current_date`"],
  ['`isnan`', 'isnan isinf isfinite', '`x <> x`'],
  ['`md5`, `sha256` of text', 'md5 sha1 sha256 to_hex to_base64', ''],
];

const isOperator = ({ node }: Site): boolean => node['is_operator'] === true;

/** What Athena has as syntax, which looks like a function. */
const SYNTAX_OF_ATHENA = ['format', 'nullif', 'position', 'row', 'unnest'];

/** Whether a function is called by its name, rather than by syntax such as `extract(year FROM x)` or `LIKE`. */
function isCalled({ node, text, parent }: Site): boolean {
  const name = functionIn(node);
  return (
    /^[a-z]/.test(name) &&
    parent?.['type'] !== 'TABLE_FUNCTION' &&
    new RegExp(`^(?:\\w+\\.)?"?${name}"?\\s*\\(`, 'i').test(text) &&
    !SYNTAX_OF_ATHENA.includes(name)
  );
}

const calls = (names: readonly string[]): TreeRule['find'] =>
  where((site) => isCalled(site) && names.includes(functionIn(site.node)));

const REPLACED = INSTEAD.map(([say, names, instead]): Rule => {
  const list = names.split(' ').filter(Boolean);
  const find = list.length === 0 ? where(isTextInText) : calls(list);
  return { id: `function-${list[0] ?? 'contains-text'}`, what: 'refused', on: 'athena', say, instead, find };
});

const HAS_OTHER_NAME = new Set(['date_add', ...INSTEAD.flatMap(([, names]) => names.split(' '))]);

/** `contains` of a text: Athena's is for lists. */
function isTextInText({ node }: Site): boolean {
  const [, part] = argumentsOf(node);
  return functionIn(node) === 'contains' && nodesIn(part?.['value']).some((value) => isText(value['type']));
}

const isText = (type: unknown): boolean => nodesIn(type).some((found) => textIn(found, 'id') === 'VARCHAR');

/** Whether the first argument is text, such as the unit of a time. */
const hasUnit = ({ node }: Site): boolean => typeof literalIn(argumentsOf(node)[0]) === 'string';

/** The operators that both engines have, as the parser names them. */
const SHARED_OPERATORS = /^(?:[-+*/%]|\|\||!?~~)$/;

export const FUNCTION_RULES: readonly Rule[] = [
  {
    id: 'ilike',
    what: 'refused',
    on: 'athena',
    say: '`ILIKE`',
    instead: "`lower(x) LIKE 'm31%'`",
    find: where(({ node }) => /^!?~~\*$/.test(functionIn(node))),
  },
  {
    id: 'similar-to',
    what: 'refused',
    on: 'athena',
    say: '`SIMILAR TO`, `~`, `GLOB`',
    instead: '`regexp_like`',
    find: where(
      (site) =>
        functionIn(site.node) === '~~~' || (functionIn(site.node) === 'regexp_full_match' && !isCalled(site)),
    ),
  },
  {
    id: 'operator',
    what: 'refused',
    on: 'athena',
    say: '`x // 2`, `x ** 2`, `x ^ 2`, `x & 1`, `x -> y`',
    instead: '`floor(x / 2e0)`, `power(x, 2)`, `mod`, `json_extract`',
    find: where(
      (site) =>
        isOperator(site) &&
        !SHARED_OPERATORS.test(functionIn(site.node)) &&
        !/^(?:!?~~\*|~~~)$/.test(functionIn(site.node)),
    ),
  },
  {
    id: 'struct',
    what: 'refused',
    on: 'athena',
    say: "`{'a': 1}`",
    instead: '`ROW(1)`, or two columns',
    find: where((site) => functionIn(site.node) === 'struct_pack' && !isCalled(site)),
  },
  {
    id: 'lambda',
    what: 'refused',
    on: 'athena',
    say: '`filter(list, lambda x: x > 1)`',
    instead: '`filter(list, x -> x > 1)`',
    find: where(
      ({ node, parent, text }) =>
        node['type'] === 'LAMBDA' && !(text.startsWith('->') && functionIn(parent) !== ''),
    ),
  },
  {
    id: 'nulls-ignored-within',
    what: 'refused',
    on: 'athena',
    say: '`last_value(x IGNORE NULLS)`',
    instead: '',
    find: where(({ node }) => node['ignore_nulls'] === true),
  },
  ...REPLACED,
  {
    id: 'function-date_add',
    what: 'refused',
    on: 'athena',
    say: "`date_add(night, INTERVAL '1' DAY)`",
    instead: "`night + INTERVAL '1' DAY`",
    find: where((site) => isCalled(site) && functionIn(site.node) === 'date_add' && !hasUnit(site)),
  },
  {
    id: 'function-date_add-of-athena',
    what: 'refused',
    on: 'duckdb',
    say: "`date_add('day', 1, night)`",
    instead: "`night + INTERVAL '1' DAY`",
    find: where((site) => isCalled(site) && functionIn(site.node) === 'date_add' && hasUnit(site)),
  },
  {
    id: 'function-of-duckdb',
    what: 'refused',
    on: 'athena',
    say: 'other functions that Athena does not have',
    instead: '',
    isAnyFunction: true,
    find: where((site) => {
      const name = functionIn(site.node);
      return (
        isCalled(site) &&
        ALLOWED_FUNCTIONS.has(name) &&
        !SHARED_FUNCTIONS.has(name) &&
        !HAS_OTHER_NAME.has(name)
      );
    }),
  },
  {
    id: 'function-of-athena',
    what: 'refused',
    on: 'duckdb',
    say: 'functions that DuckDB does not have',
    instead: '',
    isAnyFunction: true,
    find: where((site) => isCalled(site) && !ALLOWED_FUNCTIONS.has(functionIn(site.node))),
  },
];
