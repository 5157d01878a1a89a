import { isCall, type Rule, where } from './rule.ts';
import { argumentsOf, literalIn } from './tree.ts';

// Functions that both engines have, and that return other values.

export const FUNCTION_VALUE_RULES: readonly Rule[] = [
  {
    id: 'format',
    what: 'differs',
    say: "`format('{}', x)`",
    duckdb: 'the value',
    athena: '`{}`: it expects `%s`',
    instead: '`||`, `lpad`, `CAST`',
    find: where((site) => isCall(site, 'format')),
  },
  {
    id: 'day-of-week',
    what: 'differs',
    say: '`extract(dow FROM time)` of a Sunday',
    duckdb: '0',
    athena: '7',
    instead: "`date_format(time, '%W')`",
    find: where(
      (site) =>
        isCall(site, 'date_part') &&
        /^(?:dow|dayofweek|weekday)$/i.test(String(literalIn(argumentsOf(site.node)[0]))),
    ),
  },
  {
    id: 'repeat',
    what: 'differs',
    say: "`repeat('a', 3)`",
    duckdb: '`aaa`',
    athena: 'a list of three',
    instead: "`rpad('', 3, 'a')`",
    find: where((site) => isCall(site, 'repeat')),
  },
  {
    id: 'millisecond',
    what: 'differs',
    say: '`millisecond(time)`',
    duckdb: 'with the seconds: 5250',
    athena: 'without them: 250',
    instead: "`date_format(time, '%f')`",
    find: where((site) => isCall(site, 'millisecond')),
  },
  {
    id: 'substr-zero',
    what: 'differs',
    say: "`substr('abc', 0)`",
    duckdb: '`abc`',
    athena: 'an empty text',
    instead: '`substr(x, 1)`',
    find: where((site) => isCall(site, 'substr', 'substring') && literalIn(argumentsOf(site.node)[1]) === 0),
  },
  {
    id: 'array-position',
    what: 'differs',
    say: '`array_position` without a match',
    duckdb: 'NULL',
    athena: '0',
    instead: '`coalesce(array_position(...), 0)`',
    find: where((site) => isCall(site, 'array_position') && site.parent?.['type'] !== 'OPERATOR_COALESCE'),
  },
  {
    id: 'approximate',
    what: 'differs',
    say: '`approx_distinct`',
    duckdb: 'one estimate',
    athena: 'another estimate',
    instead: '`count(DISTINCT x)`',
    find: where((site) => isCall(site, 'approx_distinct')),
  },
  {
    id: 'skewness',
    what: 'differs',
    say: '`skewness(x)`',
    duckdb: 'of a sample',
    athena: 'of the population',
    instead: '',
    find: where((site) => isCall(site, 'skewness')),
  },
  {
    id: 'url-encode',
    what: 'differs',
    say: "`url_encode('a b')`",
    duckdb: '`a%20b`',
    athena: '`a+b`',
    instead: "`replace(url_encode(x), '+', '%20')`",
    find: where((site) => isCall(site, 'url_encode') && !isCall({ node: site.parent }, 'replace')),
  },
  {
    id: 'typeof',
    what: 'differs',
    say: '`typeof(x)`',
    duckdb: '`INTEGER`',
    athena: '`integer`',
    instead: '`lower(typeof(x))`',
    find: where((site) => isCall(site, 'typeof') && !isCall({ node: site.parent }, 'lower')),
  },
];
