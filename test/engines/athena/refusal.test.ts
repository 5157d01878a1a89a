import { describe, expect, it } from 'vitest';
import { athenaRefusal } from '../../../lib/engines/athena/refusal.ts';
import type { Hint } from '../../../lib/engines/query-refused.ts';
import { VIEWS } from '../../../lib/sql/view-columns.ts';

const unresolved = (name: string): string =>
  `COLUMN_NOT_FOUND: line 1:8: Column '${name}' cannot be resolved`;
const mismatch = (what: string): string => `TYPE_MISMATCH: line 1:40: ${what}`;

const TIMES: Hint = { kind: 'times', day: "DATE '2024-09-12'", time: "TIMESTAMP '2024-09-12 23:41:07'" };

describe('the hint for a refusal of Athena', () => {
  it.each<[string, string, Hint]>([
    [unresolved('gain'), 'SELECT gain FROM files', { kind: 'maybe-keyword', keyword: 'GAIN' }],
    [
      unresolved('f.fltr'),
      'SELECT f.fltr FROM files f',
      { kind: 'maybe-keyword', keyword: 'FLTR', similar: 'filter' },
    ],
    [
      unresolved('object'),
      'SELECT object FROM headers',
      { kind: 'column-elsewhere', keyword: 'OBJECT', column: 'object' },
    ],
    [
      unresolved('s_ra'),
      'SELECT s_ra FROM files',
      { kind: 'views', column: 's_ra', views: ['obscore', 'obscore_hdus'] },
    ],
    [unresolved('date'), 'SELECT date-obs FROM files', { kind: 'column', column: 'date_obs' }],
    [unresolved('filename'), 'SELECT filename FROM files', { kind: 'file-columns' }],
    // Athena reports names in lower case
    [unresolved('m31'), 'SELECT * FROM files WHERE object = M31', { kind: 'quotes', text: 'M31' }],
    [
      unresolved('ngc 1365'),
      'SELECT * FROM files WHERE object = "NGC 1365"',
      { kind: 'quotes', text: 'NGC 1365' },
    ],
    [
      "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.fits_datalake.fils' does not exist",
      'SELECT * FROM fils',
      { kind: 'tables', tables: VIEWS, similar: 'files' },
    ],
  ])('names what was meant: %s', (message, sql, hint) => {
    expect(athenaRefusal(message, sql).hint).toEqual(hint);
  });

  // the messages of Trino 476
  it.each([
    ['Cannot apply operator: varchar(1) < integer', 'SELECT * FROM headers WHERE card_value > 5'],
    ['Cannot apply operator: varchar(1) + integer', 'SELECT card_value + 1 FROM headers'],
    ['Cannot check if varchar(1) is BETWEEN integer and integer', 'SELECT 1'],
    [
      'IN value and list items must be the same type or coercible to a common type. Cannot find common type ' +
        'between varchar(1) and integer, all types (without duplicates): [varchar(1), integer]',
      'SELECT 1',
    ],
    ['Unexpected parameters (varchar(1)) for function avg. Expected: avg(bigint), avg(double)', 'SELECT 1'],
  ])('says where numbers are: %s', (what, sql) => {
    const { message, hint } = athenaRefusal(mismatch(what), sql);
    // the list of types is left out
    expect(message).toMatch(/^[^[]* \(line 1, column 40\)$/);
    expect(hint).toEqual({ kind: 'numbers' });
  });

  it.each([
    'Cannot apply operator: timestamp(6) < varchar(10)',
    'Cannot apply operator: timestamp(6) = integer',
    'Cannot check if timestamp(6) is BETWEEN varchar(10) and varchar(10)',
  ])('says how times are written: %s', (what) => {
    expect(athenaRefusal(mismatch(what), 'SELECT 1').hint).toEqual(TIMES);
  });

  it('says how days are found, which LIKE cannot do', () => {
    const what = 'Left side of LIKE expression must evaluate to a varchar (actual: timestamp(6))';
    const sql = "SELECT object FROM files WHERE date_obs LIKE '2024-09-12%'";
    expect(athenaRefusal(mismatch(what), sql).hint).toEqual({
      kind: 'days',
      column: 'date_obs',
      from: '2024-09-12',
      to: '2024-09-13',
    });
  });

  it.each<[string, Hint]>([
    ["line 1:9: mismatched input ';'. Expecting: ',', <EOF>", { kind: 'one-query' }],
    ['Queries of this type are not supported', { kind: 'incomplete-sql' }],
  ])('is about the statement: %s', (message, hint) => {
    expect(athenaRefusal(message, 'SELECT 1; SELECT 2').hint).toEqual(hint);
  });
});

describe('the sentence of a refusal of Athena', () => {
  it.each([
    [unresolved('gain'), "Column 'gain' cannot be resolved (line 1, column 8)"],
    [
      'FUNCTION_NOT_FOUND: line 1:8: Unexpected parameters (varchar(1)) for function split. Expected: split(x)',
      'Unexpected parameters (varchar(1)) for function split (line 1, column 8)',
    ],
    [
      'HIVE_CURSOR_ERROR: Failed to read s3://lake/headers/a.csv.gz',
      'HIVE_CURSOR_ERROR: Failed to read s3://lake/headers/a.csv.gz',
    ],
    [
      "FAILED: ParseException line 1:0 cannot recognize input near '/' '*' 'c'",
      "ParseException line 1:0 cannot recognize input near '/' '*' 'c'",
    ],
    ['a\nb', 'a b'],
  ])('is one line, without what the parser expected: %s', (message, sentence) => {
    expect(athenaRefusal(message, 'SELECT 1').reason).toEqual({ kind: 'engine', sentence });
  });
});
