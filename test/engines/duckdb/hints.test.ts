import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Hint, QueryRefused, type Reason } from '../../../lib/engines/query-refused.ts';
import { keywordColumns } from '../../../lib/sql/keywords.ts';
import { VIEWS } from '../../../lib/sql/view-columns.ts';
import { exampleLake, rowsOf } from '../../helpers/ask.ts';

const lake = exampleLake((folder) => {
  const file = `${folder}/mine.csv`;
  writeFileSync(file, 'a\n1\n');
  return { keywords: keywordColumns('FLAG:boolean'), tables: [{ name: 'mine', file }] };
});

async function refusalOf(sql: string): Promise<QueryRefused> {
  const error: unknown = await rowsOf(lake(), sql).catch((reason: unknown) => reason);
  if (!(error instanceof QueryRefused)) throw new Error(`not refused: ${sql}`);
  return error;
}

const TABLES = [...VIEWS, 'mine'];
const DATE_OBS: Hint = { kind: 'column', column: 'date_obs' };
const TIMES: Hint = { kind: 'times', day: "'2024-09-12'", time: "'2024-09-12 23:41:07'" };

describe('the hint for an unknown column', () => {
  it.each<[string, Hint]>([
    ['SELECT gain FROM files', { kind: 'keyword', keyword: 'GAIN', isNumber: true }],
    ['SELECT f.gain FROM files f', { kind: 'keyword', keyword: 'GAIN', isNumber: true }],
    ['SELECT eso_dpr_catg FROM files', { kind: 'keyword', keyword: 'ESO DPR CATG', isNumber: false }],
    ['SELECT origin FROM hdus', { kind: 'keyword', keyword: 'ORIGIN', isNumber: false }],
  ])('names a keyword that can become one: %s', async (sql, hint) => {
    expect((await refusalOf(sql)).hint).toEqual(hint);
  });
  it.each<[string, Hint]>([
    ['SELECT object FROM headers', { kind: 'column-elsewhere', keyword: 'OBJECT', column: 'object' }],
    ['SELECT flag FROM headers', { kind: 'column-elsewhere', keyword: 'FLAG', column: 'flag' }],
    ['SELECT date_obs FROM obscore', { kind: 'column-elsewhere', keyword: 'DATE-OBS', column: 'date_obs' }],
    ['SELECT s_ra FROM files', { kind: 'views', column: 's_ra', views: ['obscore', 'obscore_hdus'] }],
    ['SELECT DERIVED_FROM FROM files', { kind: 'views', column: 'derived_from', views: ['derived'] }],
  ])('names the views that have it: %s', async (sql, hint) => {
    expect((await refusalOf(sql)).hint).toEqual(hint);
  });
  it.each<[string, Hint]>([
    ['SELECT "DATE-OBS" FROM files', DATE_OBS],
    ['SELECT date-obs FROM files', DATE_OBS],
    ['SELECT dateobs FROM files', DATE_OBS],
    ['SELECT date FROM files', DATE_OBS],
    ['SELECT filename FROM files', { kind: 'file-columns' }],
    ['SELECT url FROM headers', { kind: 'file-columns' }],
  ])('names the column that people mean: %s', async (sql, hint) => {
    expect((await refusalOf(sql)).hint).toEqual(hint);
  });
  it.each([
    ['SELECT * FROM files WHERE object = M31', 'M31'],
    ['SELECT * FROM files WHERE object = "NGC 1365"', 'NGC 1365'],
    ['SELECT * FROM files WHERE object LIKE "M%"', 'M%'],
    ["SELECT * FROM files WHERE object IN ('a', B)", 'B'],
  ])('points at missing quotes: %s', async (sql, text) => {
    expect((await refusalOf(sql)).hint).toEqual({ kind: 'quotes', text });
  });
  it("is left to DuckDB's own guess if the name is misspelt", async () => {
    const { message, hint } = await refusalOf("SELECT * FROM files WHERE fltr = 'R'");
    expect(message).toMatch(/^Referenced column "fltr" not found.* Candidate bindings: "filter"/);
    expect(hint).toBeUndefined();
  });
  it('shortens the sentence of DuckDB', async () => {
    expect((await refusalOf('SELECT gain FROM files')).message).toBe(
      'Referenced column "gain" not found in FROM clause',
    );
  });
});

describe('the hint for', () => {
  it.each<[string, string, string | undefined]>([
    ['SELECT * FROM fils', 'fils', 'files'],
    ['SELECT * FROM lake', 'lake', undefined],
    ['SELECT * FROM min', 'min', 'mine'],
    ['SELECT * FROM x.y', 'x.y', undefined],
  ])('an unknown table lists the tables: %s', async (sql, name, similar) => {
    const { reason, hint } = await refusalOf(sql);
    expect(reason).toEqual({ kind: 'unknown-table', name });
    expect(hint).toEqual({ kind: 'tables', tables: TABLES, similar });
  });
  it.each([
    [
      'SELECT * FROM headers WHERE card_value > 5',
      /^Cannot compare values of type VARCHAR and type INTEGER_LITERAL$/,
    ],
    ['SELECT * FROM headers WHERE 1.5 < card_value', /^Cannot compare/],
    ['SELECT * FROM headers WHERE card_value = 5', /^Could not convert string '.*' .*/],
    ['SELECT avg(card_value) FROM headers', /^No function [^\n]* 'avg\(VARCHAR\)'$/],
    ['SELECT card_value + 1 FROM headers', /'\+\(VARCHAR, INTEGER_LITERAL\)'$/],
  ])('text that is used as a number: %s', async (sql, sentence) => {
    const { message, hint } = await refusalOf(sql);
    expect(message).toMatch(sentence);
    expect(hint).toEqual({ kind: 'numbers' });
  });
  it.each([
    ['SELECT * FROM files WHERE date_obs > 2024', /^Cannot compare values of type TIMESTAMP/],
    ["SELECT * FROM files WHERE date_obs > '2024'", /^invalid timestamp field format: "2024"$/],
  ])('a time in another format: %s', async (sql, sentence) => {
    const { message, hint } = await refusalOf(sql);
    expect(message).toMatch(sentence);
    expect(hint).toEqual(TIMES);
  });
  it.each<[string, Hint]>([
    [
      "SELECT * FROM files WHERE date_obs LIKE '2024-09-30%'",
      { kind: 'days', column: 'date_obs', from: '2024-09-30', to: '2024-10-01' },
    ],
    [
      "SELECT * FROM obscore WHERE obs_start NOT LIKE '2024-12%'",
      { kind: 'days', column: 'obs_start', from: '2024-12-01', to: '2025-01-01' },
    ],
    [
      'SELECT * FROM obscore WHERE "night" ILIKE \'2024%\'',
      { kind: 'days', column: 'night', from: '2024-01-01', to: '2025-01-01' },
    ],
    ["SELECT * FROM files WHERE date_obs LIKE '%T23:%'", TIMES],
  ])('a time that is compared by LIKE: %s', async (sql, expected) => {
    const { message, hint } = await refusalOf(sql);
    expect(message).toBe('LIKE compares text, and this column holds times');
    expect(hint).toEqual(expected);
  });
  it.each([
    ["SELECT * FROM 'my.csv'", 'my.csv', 'my'],
    ['SELECT * FROM my.csv', 'my.csv', 'my'],
    ["SELECT * FROM read_parquet('/data/2024.parquet')", '/data/2024.parquet', 'mine'],
    ["SELECT * FROM read_text('/etc/passwd')", '/etc/passwd', undefined],
  ])('a file in the query: %s', async (sql, file, table) => {
    const { reason, hint } = await refusalOf(sql);
    expect(reason).toEqual({ kind: 'reads-file', file });
    expect(hint).toEqual({ kind: 'own-table', file, table });
  });
  it.each([
    ['SELECT cone(10, 41, 1)', /^cone is a table, not a function$/],
    ['SELECT angular_distance(s_ra, s_dec, 10, 41) FROM obscore', /^there is no function angular_distance$/],
    ['SELECT target_name FROM cone(10, 41)', /^cone does not have these arguments$/],
  ])('the macro cone: %s', async (sql, sentence) => {
    const { message, hint } = await refusalOf(sql);
    expect(message).toMatch(sentence);
    expect(hint).toEqual({ kind: 'cone-table' });
  });
});

describe('a refusal', () => {
  it.each([
    ["SELECT object\nFROM files\nWHERE fltr = 'R'", /\(line 3\)$/],
    ['SELECT substr(1, 2, 3, 4)', /^No function matches [^\n]*explicit type casts\.$/],
    ['SELEC 1', /^syntax error near "SELEC", column 1$/],
    ['SELECT object,, filter FROM files', /^syntax error near ",", column 15$/],
    ['SELECT object\nFROM files WHRE x', /^syntax error near "x", line 2, column 17$/],
    [
      `SELECT ${'object, '.repeat(30)}FROM WHERE ${'x '.repeat(50)}`,
      /^syntax error near "WHERE", column 253$/,
    ],
    ["SELECT 'Ångström' FROM WHERE", /^syntax error near "WHERE"$/],
    ["SELECT CAST(object AS INTEGER) FROM files WHERE object = 'M31'", /^Could not convert string 'M31'/],
  ])("says in DuckDB's words what is wrong, and where: %s", async (sql, sentence) => {
    const { reason, message } = await refusalOf(sql);
    expect(reason.kind).toBe('engine');
    expect(message).toMatch(sentence);
  });
  it.each<[string, Reason]>([
    ['SELECT 1; SELECT 2', { kind: 'several-statements', count: 2 }],
    [' ; -- nothing', { kind: 'no-sql' }],
    ['SELECT 1\0', { kind: 'nul-character' }],
    ['PIVOT files ON filter USING count(*)', { kind: 'pivot-without-values' }],
  ])('has a reason: %j', async (sql, reason) => {
    expect((await refusalOf(sql)).reason).toEqual(reason);
  });
  it('quotes at most a thousand characters', async () => {
    const { message } = await refusalOf(`SELECT CAST('${'x'.repeat(5000)}' AS INTEGER)`);
    expect(message).toMatch(/^Could not convert string 'x{100,}…$/);
    expect(message).toHaveLength(1001);
  });
});
