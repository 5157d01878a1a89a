// Functions of Athena as macros, so that the same SQL runs on a local lake.

/**
 * From the codes of `date_format` and `date_parse` (MySQL's) to those of strftime, in an order in which no replacement is
 * replaced again. The same letters mean other things: `%M` is the name of the month there, and the minutes here.
 */
const CODES: readonly (readonly [athena: string, strftime: string])[] = [
  // the rest of the list must not see the second half of %%
  ['%%', '\u0001'],
  ['%M', '%B'],
  ['%W', '%A'],
  ['%h', '%I'],
  ['%s', '%S'],
  ['%c', '%-m'],
  ['%e', '%-d'],
  ['%k', '%-H'],
  ['%l', '%-I'],
  ['%v', '%V'],
  ['%x', '%G'],
  ['%i', '%M'],
  ['%r', '%I:%M:%S %p'],
  ['%T', '%H:%M:%S'],
  ['\u0001', '%%'],
];

const FORMAT = CODES.reduce(
  (format, [athena, strftime]) => `replace(${format}, '${athena}', '${strftime}')`,
  'format',
);

/** DuckDB wants a constant as a format: it checks this when the macro is created, unless the call is within a CASE. */
const withFormat = (call: string): string => `CASE WHEN format IS NOT NULL THEN ${call} END`;

/** DuckDB joins a list of nothing but NULL to NULL, Athena to an empty text. */
const joined = (list: string): string =>
  `CASE WHEN list IS NOT NULL THEN coalesce(array_to_string(${list}, separator), '') END`;

/**
 * The macros: their parameters and definitions. NULL gives NULL, and an index past the end too, as on Athena.
 * `element_at` and `cardinality` replace DuckDB's own, which accept only maps.
 */
const MACROS: Readonly<Record<string, readonly string[]>> = {
  approx_distinct: ['(x) AS approx_count_distinct(x)', '(x, error) AS approx_count_distinct(x)'],
  approx_percentile: ['(x, share) AS approx_quantile(x, share)'],
  array_join: [
    `(list, separator) AS ${joined('list')}`,
    `(list, separator, missing) AS ${joined('list_transform(list, lambda item: coalesce(CAST(item AS VARCHAR), missing))')}`,
  ],
  cardinality: ['(list) AS len(list)'],
  date_format: [`(moment, format) AS ${withFormat(`strftime(CAST(moment AS TIMESTAMP), ${FORMAT})`)}`],
  date_parse: [`(text, format) AS ${withFormat(`strptime(text, ${FORMAT})`)}`],
  element_at: ['(list, index) AS list[index]'],
  from_unixtime: ['(seconds) AS to_timestamp(CAST(seconds AS DOUBLE))'],
  regexp_like: ['(text, pattern) AS regexp_matches(text, pattern)'],
  to_unixtime: ['(moment) AS epoch(CAST(moment AS TIMESTAMP))'],
};

/** The names of Athena's functions that every lake has, in lower case. */
export const ATHENA_FUNCTIONS: readonly string[] = Object.keys(MACROS);

/** The statement that creates one of Athena's functions. */
export const createFunction = (name: string): string =>
  `CREATE MACRO ${name}${(MACROS[name] ?? []).join(', ')}`;
