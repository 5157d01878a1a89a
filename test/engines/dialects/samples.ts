// A sample of each rule about the dialects: SQL that it finds, and SQL that both engines answer alike. All are about the
// samples in fits_data. test/athena runs them on Trino.

// biome-ignore lint/style/noExcessiveLinesPerFile: a table, one entry per rule
export interface Sample {
  /** Queries in which the rule is found. An engine refuses them, or the engines answer differently. */
  readonly bad: readonly string[];
  /** A query that follows the advice of the rule; undefined if there is none. */
  readonly good: string | undefined;
  /** Whether this lake cannot show the difference. */
  readonly isElsewhere?: boolean;
}

const of = (good: string | undefined, ...bad: readonly string[]): Sample => ({ good, bad });

/** `SELECT x AS x` from one row. */
const x = (expression: string): string => `SELECT ${expression} AS x FROM hdus WHERE hdu = 8`;

/** By the id of the rule. */
export const SAMPLES: Readonly<Record<string, Sample>> = {
  'integer-division': of(x('hdu / 16e0'), x('hdu / 16')),
  'decimal-division': of(x('sum(hdu) * 1e2 / 7'), x('sum(hdu) * 100.0 / 7'), x('10.0 / 3')),
  'division-by-zero': of(x('1e0 / nullif(hdu - 8, 0)'), x('1e0 / (hdu - 8)'), x('hdu % (hdu - 8)')),
  'greatest-null': of(
    x('greatest(coalesce(extver, 0), 1)'),
    'SELECT greatest(extver, 1) AS x FROM hdus WHERE hdu = 0',
    'SELECT least(extver, 1) AS x FROM hdus WHERE hdu = 0',
  ),
  'concat-null': of(x('extname || object'), x('concat(extname, object)')),
  'min-by-null': of(
    "SELECT min_by(extver, hdu) FILTER (WHERE extver IS NOT NULL) AS x FROM hdus WHERE hdu < 2 AND source_key LIKE 'space/%'",
    "SELECT min_by(extver, hdu) AS x FROM hdus WHERE hdu < 2 AND source_key LIKE 'space/%'",
    "SELECT max_by(extver, -hdu) AS x FROM hdus WHERE hdu < 2 AND source_key LIKE 'space/%'",
  ),
  'regexp-extract': of(x("nullif(regexp_extract(extname, 'Z+'), '')"), x("regexp_extract(extname, 'Z+')")),
  'regexp-replace': of(
    x("regexp_replace(extname, '^C', 'K')"),
    x("regexp_replace(extname, 'C', 'K')"),
    x("regexp_replace(extname, '(C)', '\\1\\1')"),
    x("regexp_replace(extname, '^(C)', '$1')"),
  ),
  'split-part': of(
    "SELECT split_part(source_key, '/', 1) AS a, nullif(split_part(source_key, '/', 9), '') AS b FROM files ORDER BY source_key",
    x("split_part(source_key, '/', 9)"),
  ),
  'date-diff': of(
    "SELECT date_diff('day', night, DATE '2024-12-01') AS x, to_unixtime(obs_start) - to_unixtime(TIMESTAMP '2024-09-12 00:00:00') AS y FROM obscore WHERE obs_start IS NOT NULL ORDER BY obs_start, source_key",
    "SELECT date_diff('hour', TIMESTAMP '2024-09-12 23:59:00', TIMESTAMP '2024-09-13 00:01:00') AS x",
  ),
  'date-minus-date': of(
    "SELECT date_diff('day', night, DATE '2024-12-01') AS x FROM obscore WHERE night IS NOT NULL ORDER BY night, source_key",
    "SELECT night - DATE '2024-01-01' AS x FROM obscore WHERE night IS NOT NULL",
    'SELECT max(obs_end - obs_start) AS x FROM obscore',
  ),
  format: of(x("lpad(CAST(hdu AS varchar), 3, '0')"), x("format('{}', hdu)")),
  'day-of-week': of(
    "SELECT date_format(night, '%W') AS x FROM obscore WHERE night IS NOT NULL ORDER BY night, source_key",
    "SELECT extract(dow FROM DATE '2024-09-15') AS x",
  ),
  repeat: of(x("rpad('', 3, 'a')"), x("repeat('a', 3)")),
  millisecond: of(
    "SELECT date_format(TIMESTAMP '2024-09-12 00:00:05.25', '%f') AS x",
    "SELECT millisecond(TIMESTAMP '2024-09-12 00:00:05.25') AS x",
  ),
  'substr-zero': of(x('substr(extname, 1)'), x('substr(extname, 0)')),
  'array-position': of(
    x('coalesce(array_position(ARRAY[1], hdu), 0) = 0'),
    x('array_position(ARRAY[1], hdu)'),
  ),
  approximate: {
    ...of(
      'SELECT count(DISTINCT card_name) AS x FROM headers',
      'SELECT approx_distinct(card_name) AS x FROM headers',
    ),
    isElsewhere: true,
  },
  'number-to-integer': of(
    x('CAST(floor(hdu / 16e0 + 2 + 5e-1) AS integer)'),
    x('CAST(hdu / 16e0 + 2 AS integer)'),
  ),
  'text-to-integer': of(
    "SELECT card_number AS x, CAST('12' AS integer) AS y FROM headers WHERE card_name = 'EXPTIME' ORDER BY card_number, source_key",
    "SELECT try_cast(card_value AS integer) AS x FROM headers WHERE card_name = 'EXPTIME'",
  ),
  'text-to-number': {
    ...of(
      "SELECT card_number AS x, CAST('1.5e3' AS double) AS y FROM headers WHERE card_name = 'EXPTIME' ORDER BY card_number, source_key",
      "SELECT try_cast(card_value || 'd' AS double) AS x FROM headers WHERE card_name = 'EXPTIME'",
    ),
  },
  'text-to-time': of(
    "SELECT try_cast(replace(card_value, 'T', ' ') AS timestamp(6)) AS x, TIMESTAMP '2024-09-12 00:00:00' < date_obs AS y FROM headers JOIN files USING (source_key) WHERE card_name = 'DATE-OBS' ORDER BY 1, source_key",
    "SELECT try_cast(card_value AS timestamp(6)) AS x FROM headers WHERE card_name = 'DATE-OBS'",
    "SELECT TIMESTAMP '2024-09-12T00:00:00' AS x",
  ),
  'text-to-boolean': of(x("'yes' = 'true'"), x("try_cast(lower('YES') AS boolean)")),
  'time-as-text': of(
    "SELECT date_format(date_trunc('second', obs_start), '%Y-%m-%d %H:%i:%s') AS x FROM obscore WHERE obs_start IS NOT NULL ORDER BY obs_start, source_key",
    'SELECT CAST(obs_start AS varchar) AS x FROM obscore WHERE obs_start IS NOT NULL',
  ),
  'double-as-text': of(
    'SELECT CAST(CAST(exptime AS decimal(18, 3)) AS varchar) AS x FROM files WHERE exptime IS NOT NULL ORDER BY exptime, source_key',
    'SELECT CAST(exptime AS varchar) AS x FROM files WHERE exptime IS NOT NULL',
  ),
  'time-with-text': of(
    "SELECT night FROM obscore WHERE obs_start > TIMESTAMP '2024-09-12 00:00:00' AND night = DATE '2024-09-12' ORDER BY obs_start",
    "SELECT night FROM obscore WHERE obs_start > '2024-09-12'",
    "SELECT night FROM obscore WHERE night = '2024-09-12'",
    "SELECT night FROM obscore WHERE obs_start BETWEEN '2024-09-12' AND '2024-09-13'",
    "SELECT night FROM obscore WHERE night IN ('2024-09-12', '2024-09-13')",
    "SELECT n FROM (SELECT night AS n FROM obscore) AS t WHERE n >= '2024-09-12'",
    "WITH t AS (SELECT max(date_obs) AS latest FROM files) SELECT latest FROM t WHERE latest > '2024-09-12'",
  ),
  'number-with-text': of(
    'SELECT hdu FROM hdus WHERE hdu = 1 ORDER BY source_key',
    "SELECT hdu FROM hdus WHERE hdu = '1'",
    "SELECT hdu FROM hdus WHERE hdu + 1 < '3'",
    "SELECT coalesce(hdu, '1') AS x FROM hdus",
    "SELECT CASE WHEN hdu > 1 THEN hdu ELSE '1' END AS x FROM hdus",
  ),
  'boolean-with-text': of(
    "SELECT hdu FROM hdus WHERE extname LIKE 'CCD%' ORDER BY hdu",
    "SELECT hdu FROM hdus WHERE (extname LIKE 'CCD%') = 'true'",
  ),
  'number-as-condition': of(
    'SELECT count_if(hdu > 1) AS x FROM hdus WHERE hdu > 0',
    'SELECT hdu FROM hdus WHERE hdu',
    'SELECT hdu FROM hdus WHERE NOT hdu',
    'SELECT hdu FROM hdus WHERE hdu AND extver = 1',
    'SELECT sum(hdu > 1) AS x FROM hdus',
  ),
  'text-joined-with-number': of(
    x("'HDU ' || CAST(hdu AS varchar)"),
    x("'HDU ' || hdu"),
    x("concat('HDU ', 8)"),
  ),
  'date-plus-number': of(
    "SELECT night + INTERVAL '1' DAY > DATE '2024-01-01' AS x FROM obscore WHERE night IS NOT NULL",
    'SELECT night + 1 AS x FROM obscore WHERE night IS NOT NULL',
  ),
  'double-colon': of(x('CAST(hdu AS double)'), x('hdu::double')),
  'type-name': of(
    x('CAST(CAST(hdu AS bigint) AS varchar)'),
    x('CAST(hdu AS text)'),
    x('CAST(hdu AS float)'),
    x('CAST(hdu AS numeric(5, 2))'),
    x('try_cast(hdu AS hugeint)'),
  ),
  'interval-text': of(
    "SELECT count(*) AS n FROM files WHERE last_modified > current_timestamp - INTERVAL '30' DAY",
    "SELECT count(*) AS n FROM files WHERE last_modified > current_timestamp - INTERVAL '30 days'",
    'SELECT count(*) AS n FROM files WHERE last_modified > current_timestamp - INTERVAL 30 DAY',
  ),
  'name-of-computed-column': of(
    'SELECT hdu + 1 AS number, count(*) AS n FROM hdus WHERE hdu + 1 > 1 GROUP BY hdu + 1 HAVING count(*) > 1 ORDER BY number',
    'SELECT hdu + 1 AS number FROM hdus WHERE number > 1',
    'SELECT hdu + 1 AS number, count(*) AS n FROM hdus GROUP BY number',
    'SELECT hdu, count(*) AS n FROM hdus GROUP BY hdu HAVING n > 1',
    'SELECT hdu + 1 AS number, number * 2 AS twice FROM hdus',
    'SELECT number FROM (SELECT hdu + 1 AS number FROM hdus WHERE number > 1) AS t',
  ),
  'group-by-all': of(
    'SELECT hdu, count(*) AS n FROM hdus GROUP BY hdu ORDER BY hdu',
    'SELECT hdu, count(*) AS n FROM hdus GROUP BY ALL',
    'SELECT hdu FROM hdus ORDER BY ALL',
  ),
  qualify: of(
    'SELECT hdu FROM (SELECT hdu, row_number() OVER (ORDER BY hdu, source_key) AS n FROM hdus) AS t WHERE n = 1',
    'SELECT hdu FROM hdus QUALIFY row_number() OVER (ORDER BY hdu, source_key) = 1',
  ),
  'distinct-on': of(
    'SELECT source_key, max_by(hdu, hdu) FILTER (WHERE hdu IS NOT NULL) AS hdu FROM hdus GROUP BY source_key ORDER BY source_key',
    'SELECT DISTINCT ON (source_key) source_key, hdu FROM hdus ORDER BY source_key, hdu',
  ),
  'star-with-changes': of(
    'SELECT source_key, hdu FROM hdus ORDER BY source_key, hdu',
    'SELECT * EXCLUDE (path) FROM hdus',
    'SELECT * REPLACE (1 AS hdu) FROM hdus',
    "SELECT COLUMNS('hdu') FROM hdus",
  ),
  join: of(
    'SELECT source_key, code FROM files JOIN faults USING (source_key) ORDER BY source_key, code',
    'SELECT source_key FROM files NATURAL JOIN faults',
  ),
  'semi-join': of(
    'SELECT source_key FROM files AS f WHERE NOT EXISTS (SELECT 1 FROM faults AS x WHERE x.source_key = f.source_key) ORDER BY source_key',
    'SELECT source_key FROM files ANTI JOIN faults USING (source_key)',
    'SELECT source_key FROM files SEMI JOIN hdus USING (source_key)',
  ),
  skewness: of(undefined, 'SELECT skewness(hdu) AS x FROM hdus'),
  'url-encode': of(x("replace(url_encode('a b'), '+', '%20')"), x("url_encode('a b')")),
  typeof: of(x('lower(typeof(hdu))'), x('typeof(hdu)')),
  'key-after-using': of(
    'SELECT source_key, h.hdu FROM files AS f JOIN hdus AS h USING (source_key) ORDER BY source_key, h.hdu',
    'SELECT f.source_key FROM files AS f JOIN hdus AS h USING (source_key)',
    "SELECT h.hdu FROM files AS f JOIN hdus AS h USING (source_key) WHERE h.source_key = 'x'",
  ),
  'limit-before-offset': of(
    'SELECT source_key FROM files ORDER BY source_key OFFSET 2 LIMIT 3',
    'SELECT source_key FROM files ORDER BY source_key LIMIT 3 OFFSET 2',
  ),
  'percent-or-sample': of(undefined, 'SELECT hdu FROM hdus LIMIT 10%', 'SELECT hdu FROM hdus USING SAMPLE 5'),
  'from-first': of('SELECT * FROM faults', 'FROM faults', 'FROM hdus SELECT hdu'),
  pivot: of(
    "SELECT max(CASE WHEN hdu = 1 THEN extname END) AS one FROM hdus WHERE source_key LIKE 'space/%'",
    'PIVOT hdus ON hdu IN (1, 2) USING max(extname) GROUP BY source_key',
    'SUMMARIZE hdus',
    'DESCRIBE SELECT hdu FROM hdus',
  ),
  'union-by-name': of(
    'SELECT hdu FROM hdus UNION SELECT 99 AS hdu ORDER BY hdu',
    'SELECT hdu FROM hdus UNION ALL BY NAME SELECT 1 AS hdu',
  ),
  'cone-macro': of(undefined, 'SELECT path FROM cone(10.68, 41.27, 0.5)'),
  'table-function': of(
    'SELECT n FROM UNNEST(ARRAY[0, 1, 2]) AS t(n) ORDER BY n',
    'SELECT * FROM range(3)',
    'SELECT unnest(ARRAY[1, 2]) AS x',
  ),
  'own-table': {
    ...of('SELECT n FROM (VALUES (1), (2)) AS t(n) ORDER BY n', 'SELECT * FROM targets'),
    isElsewhere: true,
  },
  'schema-of-duckdb': of('SELECT count(*) AS n FROM files', 'SELECT count(*) AS n FROM main.files'),
  'schema-of-athena': of('SELECT count(*) AS n FROM files', 'SELECT count(*) AS n FROM other.files'),
  ilike: of(
    "SELECT object FROM files WHERE lower(object) LIKE 'm3%' ORDER BY object, source_key",
    "SELECT object FROM files WHERE object ILIKE 'm3%'",
    "SELECT object FROM files WHERE object NOT ILIKE 'm3%'",
  ),
  'similar-to': of(
    "SELECT object FROM files WHERE regexp_like(object, '^M[0-9]+$') ORDER BY object, source_key",
    "SELECT object FROM files WHERE object SIMILAR TO 'M[0-9]+'",
    "SELECT object FROM files WHERE object ~ 'M[0-9]+'",
    "SELECT object FROM files WHERE object GLOB 'M*'",
  ),
  operator: of(
    x('power(hdu, 2) + floor(hdu / 3e0)'),
    x('hdu // 2'),
    x('hdu ** 2'),
    x('hdu ^ 2'),
    x('hdu & 1'),
  ),
  struct: of(undefined, x("{'a': hdu}")),
  lambda: of(
    x('cardinality(filter(ARRAY[1, 2], y -> y > 1))'),
    x('cardinality(filter(ARRAY[1, 2], lambda y: y > 1))'),
  ),
  'nulls-ignored-within': of(undefined, x('last_value(extname IGNORE NULLS) OVER (ORDER BY hdu)')),
  'function-median': of(
    'SELECT approx_percentile(CAST(hdu AS double), 0.5) AS x FROM hdus',
    'SELECT median(hdu) AS x FROM hdus',
    'SELECT quantile_cont(hdu, 0.5) AS x FROM hdus',
  ),
  'function-mode': of(
    'SELECT max_by(x, n) FILTER (WHERE x IS NOT NULL) AS x FROM (SELECT hdu AS x, count(*) AS n FROM hdus GROUP BY hdu) AS t',
    'SELECT mode(hdu) AS x FROM hdus',
  ),
  'function-strftime': of(
    "SELECT date_format(obs_start, '%Y-%m') AS x FROM obscore WHERE obs_start IS NOT NULL ORDER BY obs_start, source_key",
    "SELECT strftime(obs_start, '%Y-%m') AS x FROM obscore",
  ),
  'function-strptime': of(
    x("date_parse('20240912', '%Y%m%d') > TIMESTAMP '2024-01-01 00:00:00'"),
    x("strptime('20240912', '%Y%m%d')"),
  ),
  'function-epoch': of(
    "SELECT to_unixtime(TIMESTAMP '2024-09-12 00:00:00') AS x",
    "SELECT epoch(TIMESTAMP '2024-09-12 00:00:00') AS x",
  ),
  'function-to_timestamp': of(
    x("from_unixtime(1) > TIMESTAMP '2024-01-01 00:00:00'"),
    x('to_timestamp(hdu)'),
  ),
  'function-ifnull': of(x("coalesce(object, 'none')"), x("ifnull(object, 'none')")),
  'function-string_agg': of(
    "SELECT array_join(array_agg(extname ORDER BY extname), ',') AS x FROM hdus",
    "SELECT string_agg(extname, ',' ORDER BY extname) AS x FROM hdus",
    "SELECT listagg(extname, ',') AS x FROM hdus",
  ),
  'function-array_to_string': of(
    x("array_join(ARRAY['a', 'b'], ',')"),
    x("array_to_string(ARRAY['a', 'b'], ',')"),
  ),
  'function-right': of(x('substr(extname, -3)'), x('right(extname, 3)')),
  'function-left': of(x('substr(extname, 1, 3)'), x('left(extname, 3)')),
  'function-list': of(
    "SELECT array_join(array_agg(hdu ORDER BY hdu), ',') AS x FROM hdus",
    'SELECT list(hdu) AS x FROM hdus',
  ),
  'function-len': of(x('length(extname)'), x('len(extname)'), x('strlen(extname)')),
  'function-list_extract': of(
    x("element_at(split(source_key, '/'), 1)"),
    x("list_extract(split(source_key, '/'), 1)"),
  ),
  'function-list_contains': of(x('contains(ARRAY[1, 8], hdu)'), x('list_contains(ARRAY[1, 8], hdu)')),
  'function-contains-text': of(x("strpos(extname, 'CD') > 0"), x("contains(extname, 'CD')")),
  'function-instr': of(x("strpos(extname, 'CD')"), x("instr(extname, 'CD')")),
  'function-prefix': of(
    x("starts_with(extname, 'CCD') AND extname LIKE '%8'"),
    x("prefix(extname, 'CCD')"),
    x("ends_with(extname, '8')"),
  ),
  'function-regexp_matches': of(x("regexp_like(extname, '[0-9]')"), x("regexp_matches(extname, '[0-9]')")),
  'function-first': of(x('any_value(hdu)'), x('first(hdu)')),
  'function-arg_min': of(
    'SELECT min_by(extname, hdu) FILTER (WHERE extname IS NOT NULL) AS x FROM hdus WHERE hdu = 8',
    'SELECT arg_min(extname, hdu) AS x FROM hdus WHERE hdu = 8',
  ),
  'function-trunc': of(x('sign(-2.7e0) * floor(abs(-2.7e0))'), x('trunc(hdu / 3e0)')),
  'function-log': of(x('log10(1e2)'), x('log(1e2)')),
  'function-datediff': of(
    x("date_diff('day', DATE '2024-09-12', DATE '2024-09-15')"),
    x("datediff('day', DATE '2024-09-12', DATE '2024-09-15')"),
  ),
  'function-date_add': of(
    x("TIMESTAMP '2024-09-12 00:00:00' + INTERVAL '1' DAY > TIMESTAMP '2024-09-12 12:00:00'"),
    x("date_add(DATE '2024-09-12', INTERVAL '1' DAY)"),
  ),
  'function-date_add-of-athena': of(
    x("TIMESTAMP '2024-09-12 00:00:00' + INTERVAL '1' DAY > TIMESTAMP '2024-09-12 12:00:00'"),
    x("date_add('day', 1, DATE '2024-09-12')"),
  ),
  'function-datetrunc': of(
    "SELECT date_trunc('month', obs_start) AS x FROM obscore WHERE obs_start IS NOT NULL ORDER BY obs_start, source_key",
    "SELECT datetrunc('month', obs_start) AS x FROM obscore",
  ),
  'function-date_part': of(
    'SELECT extract(year FROM obs_start) AS x FROM obscore WHERE obs_start IS NOT NULL ORDER BY obs_start, source_key',
    "SELECT date_part('year', obs_start) AS x FROM obscore",
  ),
  'function-monthname': of(
    "SELECT date_format(obs_start, '%M %W') AS x FROM obscore WHERE obs_start IS NOT NULL ORDER BY obs_start, source_key",
    'SELECT monthname(obs_start) AS x FROM obscore',
  ),
  'function-dayofweek': of(
    "SELECT extract(doy FROM DATE '2024-09-12') AS x",
    "SELECT dayofweek(DATE '2024-09-12') AS x",
  ),
  'function-make_date': of(
    "SELECT DATE '2024-09-12' AS x, current_date > DATE '2024-09-12' AS y",
    'SELECT make_date(2024, 9, 12) AS x',
    'SELECT today() AS x',
  ),
  'function-isnan': of(x('(hdu + 0e0) <> (hdu + 0e0)'), x('isnan(hdu + 0e0)')),
  'function-md5': of(undefined, x('md5(extname)')),
  'function-of-duckdb': of(
    undefined,
    x('factorial(hdu)'),
    x('jaccard(extname, extname)'),
    x('list_sum(ARRAY[1])'),
  ),
  'function-of-athena': of(
    undefined,
    x('truncate(hdu / 3e0)'),
    'SELECT n FROM UNNEST(sequence(1, 3)) AS t(n)',
  ),
  'nulls-ignored-after': of(undefined, x('last_value(extname) IGNORE NULLS OVER (ORDER BY hdu)')),
  'listagg-within-group': of(
    "SELECT array_join(array_agg(extname ORDER BY extname), ',') AS x FROM hdus",
    "SELECT listagg(extname, ',') WITHIN GROUP (ORDER BY extname) AS x FROM hdus",
  ),
  'quoted-alias': of('SELECT hdu AS "number" FROM hdus WHERE hdu = 8', "SELECT hdu AS 'number' FROM hdus"),
  'string-form': of("SELECT 'a' || chr(10) AS x", "SELECT E'a\\n' AS x", 'SELECT $$a$$ AS x'),
  'double-equals': of('SELECT hdu FROM hdus WHERE hdu = 8', 'SELECT hdu FROM hdus WHERE hdu == 8'),
  'trailing-comma': of('SELECT hdu FROM hdus WHERE hdu = 8', 'SELECT hdu, FROM hdus'),
  syntax: of(undefined, x('CAST(ARRAY[1] AS ARRAY(integer))')),
};
