import { join } from 'node:path';
import { writeAnswer } from '../../lib/cli/query/write.ts';
import { openLake } from '../../lib/engines/duckdb/open-lake.ts';
import { NASTY } from '../helpers/example-lake.ts';

// Answers that are written in all formats, for readers of other projects to compare.

/** The formats of an answer. Readers compare the first two with JSON. */
export const FORMATS = ['votable', 'fits', 'json'] as const;

/**
 * Writes the answers to queries in all {@link FORMATS}, as `FOLDER/NAME.FORMAT`.
 *
 * @param queries SQL by name
 * @returns the path of each answer, without the suffix
 */
export async function writeAnswers(
  lake: string,
  queries: Readonly<Record<string, string>>,
  folder: string,
): Promise<string[]> {
  const opened = await openLake(lake);
  try {
    const paths: string[] = [];
    for (const [name, sql] of Object.entries(queries)) {
      const path = join(folder, name);
      for (const format of FORMATS)
        await writeAnswer(await opened.ask(sql), { format, output: `${path}.${format}` });
      paths.push(path);
    }
    return paths;
  } finally {
    opened.close();
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const CONTROLS = Array.from({ length: 0xa0 }, (_, code) => String.fromCharCode(code))
  .slice(1)
  .join('');
const TEXTS = [
  ...NASTY,
  CONTROLS,
  ']]>',
  '<b>&amp;</b>',
  'é',
  'e\u0301',
  '\ufffe',
  'x\r\ny',
  'blank at the end ',
];

/** Queries whose answers are difficult to write. */
export const DIFFICULT: Readonly<Record<string, string>> = {
  texts: `SELECT * FROM (VALUES ${TEXTS.map((text, at) => `(${at}, ${quoted(text)})`)}, (999, NULL)) AS t(n, text)`,
  integers: `SELECT * FROM (VALUES (1, 9007199254740993, 1), (2, -9223372036854775808, -2147483648),
    (3, 9223372036854775807, 2147483647), (4, -9223372036854775807, -2147483647), (NULL, NULL, NULL)) AS t(n, long, int)`,
  doubles: `SELECT CAST(d AS double) AS d, CAST(d AS decimal(38, 20)) AS decimal FROM
    (VALUES ('0.1'), ('-0'), ('5e-3'), ('12345678901234567.125'), (NULL)) AS t(d)`,
  special: `SELECT CAST(d AS double) AS d FROM
    (VALUES ('nan'), ('inf'), ('-inf'), ('1.7976931348623157e308'), ('5e-324'), ('1e21'), (NULL)) AS t(d)`,
  times: `SELECT t, CAST(t AS date) AS d, CAST(t AS timestamptz) AS z, CAST(t AS time) AS time, t - TIMESTAMP '2000-01-01' AS i
    FROM (VALUES (TIMESTAMP '1858-11-17 00:00:00'), (TIMESTAMP '1969-12-31 23:59:59.999999'), (TIMESTAMP '0044-03-15 12:00:00'),
    (TIMESTAMP '2026-11-28 01:02:03.5'), (NULL)) AS t(t)`,
  logical: 'SELECT * FROM (VALUES (1, true), (2, false), (3, NULL)) AS t(n, b)',
  lists:
    "SELECT [1, NULL, n] AS list, {'a': n, 'b': [TIMESTAMP '2026-01-01 00:00:00']} AS struct, MAP {'x': n} AS map FROM range(3) AS t(n)",
  types: `SELECT uuid AS uuid, CAST('\\xAA\\x00' AS blob) AS blob, CAST(5 AS hugeint) AS huge, CAST('0101' AS bit) AS bits,
    INTERVAL 3 DAY AS interval, CAST(12345678901234.5678 AS decimal(30, 4)) AS decimal, CAST(255 AS utinyint) AS tiny,
    CAST(1.5 AS float) AS float, [[n], NULL] AS nested
    FROM (SELECT n, CASE WHEN n > 0 THEN CAST('00112233-4455-6677-8899-aabbccddeeff' AS uuid) END AS uuid FROM range(2) AS t(n))`,
  'long-names': `SELECT ${['n', 'n + 1'].map((n) => `${n}${' + 1'.repeat(40)}`)}, n AS "${'x'.repeat(70)}" FROM range(2) AS t(n)`,
  sums: 'SELECT sum(n) AS sum, avg(n) AS avg, count(*), count(*) FILTER (n > 1) AS "a ""b"" <c> é\t", 1 AS "1x", 2 AS "_", 3 AS A, 4 AS a FROM range(10) AS t(n)',
  'no-rows': "SELECT 1 AS n, '' AS text, true AS b, 1e0 AS d, now() AS t WHERE false",
  'no-values':
    'SELECT CAST(NULL AS integer) AS n, CAST(NULL AS varchar) AS text, CAST(NULL AS boolean) AS b, NULL AS nothing FROM range(3)',
  'many-columns': `SELECT ${Array.from({ length: 300 }, (_, at) => `${at} AS c${at}, 't${at}' AS t${at}`)}`,
  'most-columns': `SELECT ${Array.from({ length: 999 }, (_, at) => `${at} AS c${at}`)}`,
  'many-rows':
    "SELECT n, n / 7 AS d, CASE WHEN n % 3 > 0 THEN 'row ' || n END AS text FROM range(20000) AS t(n)",
  'long-text': "SELECT repeat('long & ', n * 10000) AS text FROM range(4) AS t(n)",
};

/** Answers with text of more than 28,799 characters: valid, but CFITSIO can read it only value by value. */
export const LONGEST_FOR_CFITSIO: readonly string[] = ['texts', 'long-text', 'odd-files', 'odd-hdus'];
