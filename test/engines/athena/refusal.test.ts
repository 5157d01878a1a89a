import { describe, expect, it } from 'vitest';
import { athenaRefused } from '../../../lib/engines/athena/refusal.ts';

const unresolved = (name: string): string =>
  `COLUMN_NOT_FOUND: line 1:8: Column '${name}' cannot be resolved`;

describe('a refusal of Athena', () => {
  it.each<[string, string, string | RegExp]>([
    [
      unresolved('gain'),
      'SELECT gain FROM files',
      "Column 'gain' cannot be resolved (line 1, column 8); if GAIN is a keyword: headers has it where " +
        "card_name = 'GAIN', and the stack's setting keywords makes it a column",
    ],
    [
      unresolved('f.fltr'),
      'SELECT f.fltr FROM files f',
      /; did you mean filter\? or, if FLTR is a keyword: /,
    ],
    [
      unresolved('object'),
      'SELECT object FROM headers',
      /; files and hdus have the column object, headers has it/,
    ],
    [unresolved('date'), 'SELECT date-obs FROM files', /; the column is date_obs$/],
    [unresolved('filename'), 'SELECT filename FROM files', /; a file is named by source_key/],
    // Athena says names in lower case
    [unresolved('m31'), 'SELECT * FROM files WHERE object = M31', /; text goes in single quotes: 'M31'$/],
    [unresolved('ngc 1365'), 'SELECT * FROM files WHERE object = "NGC 1365"', /single quotes: 'NGC 1365'$/],
    [
      "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.fits_datalake.fils' does not exist",
      'SELECT * FROM fils',
      "Table 'awsdatacatalog.fits_datalake.fils' does not exist (line 1, column 15); did you mean files? " +
        'there are headers, files, hdus, faults, removed',
    ],
    // as Trino 476 says them
    ...[
      ['Cannot apply operator: varchar(1) < integer', 'SELECT * FROM headers WHERE card_value > 5'],
      ['Cannot apply operator: varchar(1) + integer', 'SELECT card_value + 1 FROM headers'],
      ['Cannot check if varchar(1) is BETWEEN integer and integer', 'SELECT 1'],
      [
        'IN value and list items must be the same type or coercible to a common type. Cannot find common type ' +
          'between varchar(1) and integer, all types (without duplicates): [varchar(1), integer]',
        'SELECT 1',
      ],
    ].map(([said = '', sql = '']): [string, string, RegExp] => [
      `TYPE_MISMATCH: line 1:40: ${said}`,
      sql,
      /^[^[]* \(line 1, column 40\); card_number holds numbers, and in the stack's setting keywords/,
    ]),
    ...['timestamp(6) < varchar(10)', 'timestamp(6) = integer'].map((types): [string, string, RegExp] => [
      `TYPE_MISMATCH: line 1:36: Cannot apply operator: ${types}`,
      "SELECT * FROM files WHERE date_obs > '2024'",
      /; a time is written TIMESTAMP '2024-09-12 23:41:07', a day DATE '2024-09-12'$/,
    ]),
    [
      'TYPE_MISMATCH: line 1:36: Cannot check if timestamp(6) is BETWEEN varchar(10) and varchar(10)',
      'SELECT 1',
      /; a time is written/,
    ],
    [
      'FUNCTION_NOT_FOUND: line 1:8: Unexpected parameters (varchar(1)) for function avg. Expected: avg(bigint), avg(double)',
      'SELECT avg(card_value) FROM headers',
      "Unexpected parameters (varchar(1)) for function avg (line 1, column 8); card_number holds numbers, and in the stack's setting keywords a column takes a type: GAIN:double",
    ],
    [
      'FUNCTION_NOT_FOUND: line 1:8: Unexpected parameters (varchar(1)) for function split. Expected: split(x)',
      'SELECT split(object) FROM files',
      'Unexpected parameters (varchar(1)) for function split (line 1, column 8)',
    ],
    [
      "line 1:9: mismatched input ';'. Expecting: ',', <EOF>",
      'SELECT 1; SELECT 2',
      /; one query at a time, please$/,
    ],
    ['Queries of this type are not supported', 'SELECT * FROM', /; is the SQL complete\?$/],
    [
      'HIVE_CURSOR_ERROR: Failed to read s3://lake/headers/a.csv.gz',
      'SELECT 1',
      'HIVE_CURSOR_ERROR: Failed to read s3://lake/headers/a.csv.gz',
    ],
    [
      "FAILED: ParseException line 1:0 cannot recognize input near '/' '*' 'c'",
      '/* c */ SHOW CREATE TABLE a',
      "ParseException line 1:0 cannot recognize input near '/' '*' 'c'",
    ],
    ['a\nb', 'SELECT 1', 'a b'],
  ])('%s', (reason, sql, said) => {
    const { message } = athenaRefused(reason, sql);
    if (said instanceof RegExp) expect(message).toMatch(said);
    else expect(message).toBe(said);
  });
});
