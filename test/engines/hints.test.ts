import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lake, openLake } from '../../lib/engines/duckdb/open-lake.ts';
import { QueryRefused } from '../../lib/engines/query-refused.ts';
import { keywordColumns } from '../../lib/sql/keywords.ts';
import { rowsOf } from '../helpers/ask.ts';
import { EXAMPLE } from '../helpers/example-lake.ts';
import { addToLake } from '../helpers/small-lake.ts';

let folder: string;
let lake: Lake;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fits-datalake-hints-'));
  addToLake(folder, ...EXAMPLE);
  const mine = join(folder, 'mine.csv');
  writeFileSync(mine, 'a\n1\n');
  lake = await openLake(folder, {
    keywords: keywordColumns('FLAG:boolean'),
    tables: [{ name: 'mine', file: mine }],
  });
});
afterAll(() => {
  lake.close();
  rmSync(folder, { recursive: true });
});

async function refusal(sql: string): Promise<string> {
  const error: unknown = await rowsOf(lake, sql).catch((reason: unknown) => reason);
  return error instanceof QueryRefused ? error.message : 'answered';
}

describe('a refusal', () => {
  it.each([
    // a keyword that is no column
    [
      'SELECT gain FROM files',
      'Referenced column "gain" not found in FROM clause; GAIN is a keyword: add --keywords GAIN:double ' +
        "for a column of files and hdus; headers has it where card_name = 'GAIN'",
    ],
    ['SELECT f.gain FROM files f', /"gain"; GAIN is a keyword: add --keywords GAIN:double /],
    ['SELECT eso_dpr_catg FROM files', /; ESO DPR CATG is a keyword: add --keywords "ESO DPR CATG" /],
    ['SELECT origin FROM hdus', /; ORIGIN is a keyword: add --keywords ORIGIN for a column/],
    [
      'SELECT object FROM headers',
      /; files and hdus have the column object, headers has it where card_name = 'OBJECT'$/,
    ],
    ['SELECT flag FROM headers', /; files and hdus have the column flag, /],
    // names that people expect
    ['SELECT "DATE-OBS" FROM files', /; the column is date_obs$/],
    ['SELECT date-obs FROM files', /; the column is date_obs$/],
    ['SELECT dateobs FROM files', /; the column is date_obs$/],
    ['SELECT date FROM files', /; the column is date_obs$/],
    ['SELECT filename FROM files', /; a file is named by source_key \(below its root\) or source_url$/],
    ['SELECT path FROM headers', /; a file is named by source_key/],
    // text without its quotes
    [
      'SELECT * FROM files WHERE object = M31',
      'Referenced column "M31" not found in FROM clause; text goes in single quotes: \'M31\'',
    ],
    ['SELECT * FROM files WHERE object = "NGC 1365"', /; text goes in single quotes: 'NGC 1365'$/],
    ['SELECT * FROM files WHERE object LIKE "M%"', /; text goes in single quotes: 'M%'$/],
    ["SELECT * FROM files WHERE object IN ('a', B)", /; text goes in single quotes: 'B'$/],
    // a slip of the pen: DuckDB's own guess
    [
      "SELECT * FROM files WHERE fltr = 'R'",
      /^Referenced column "fltr" not found.* Candidate bindings: "filter"/,
    ],
    ["SELECT object\nFROM files\nWHERE fltr = 'R'", /\(line 3\)$/],
    // tables
    [
      'SELECT * FROM fils',
      'there is no table fils (did you mean files?); there are headers, files, hdus, faults, removed, mine',
    ],
    ['SELECT * FROM lake', 'there is no table lake; there are headers, files, hdus, faults, removed, mine'],
    ['SELECT * FROM min', /^there is no table min \(did you mean mine\?\)/],
    ['SELECT * FROM x.y', /^there is no table x\.y; there are headers/],
    // text and numbers
    [
      'SELECT * FROM headers WHERE card_value > 5',
      'Cannot compare values of type VARCHAR and type INTEGER_LITERAL; ' +
        'card_number holds numbers, and a keyword column takes a type: --keywords GAIN:double',
    ],
    ['SELECT * FROM headers WHERE 1.5 < card_value', /; card_number holds numbers/],
    [
      'SELECT * FROM headers WHERE card_value = 5',
      /^Could not convert string '.*' .*; card_number holds numbers/,
    ],
    [
      'SELECT avg(card_value) FROM headers',
      /^No function [^\n]* 'avg\(VARCHAR\)'; card_number holds numbers/,
    ],
    ['SELECT card_value + 1 FROM headers', /'\+\(VARCHAR, INTEGER_LITERAL\)'; card_number holds/],
    [
      'SELECT * FROM files WHERE date_obs > 2024',
      /; a time is written '2024-09-12' or '2024-09-12 23:41:07'$/,
    ],
    [
      "SELECT * FROM files WHERE date_obs > '2024'",
      /^invalid timestamp field format: "2024"; a time is written/,
    ],
    // files
    [
      "SELECT * FROM 'my.csv'",
      'a query reads the lake and no file (my.csv); a file is asked with --with my=my.csv',
    ],
    ['SELECT * FROM my.csv', /; a file is asked with --with my=my\.csv$/],
    ["SELECT * FROM read_parquet('/data/2024.parquet')", /--with mine=\/data\/2024\.parquet$/],
    ["SELECT * FROM read_text('/etc/passwd')", /no file \(\/etc\/passwd\) but what --with NAME=FILE loads$/],
    // DuckDB's lists are for its own users
    ['SELECT substr(1, 2, 3, 4)', /^No function matches [^\n]*explicit type casts\.$/],
    // what is wrong with the SQL itself
    ['SELEC 1', 'syntax error near "SELEC", column 1'],
    ['SELECT object,, filter FROM files', 'syntax error near ",", column 15'],
    ['SELECT object\nFROM files WHRE x', 'syntax error near "x", line 2, column 17'],
    [`SELECT ${'object, '.repeat(30)}FROM WHERE ${'x '.repeat(50)}`, 'syntax error near "WHERE", column 253'],
    ["SELECT 'Ångström' FROM WHERE", 'syntax error near "WHERE"'],
    ["SELECT CAST(object AS INTEGER) FROM files WHERE object = 'M31'", /^Could not convert string 'M31'/],
    ['SELECT 1; SELECT 2', 'one query at a time, please: these are 2'],
    [' ; -- nothing', 'there is no SQL'],
  ])('of %s', async (sql, said) => {
    expect(await refusal(sql)).toMatch(said instanceof RegExp ? said : new RegExp(`^${escaped(said)}$`));
  });
});

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
