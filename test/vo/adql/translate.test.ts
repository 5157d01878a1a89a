import { describe, expect, it } from 'vitest';
import { AdqlError } from '../../../lib/vo/adql/adql-error.ts';
import { translate } from '../../../lib/vo/adql/translate.ts';
import { lakeTables } from '../../../lib/vo/lake-tables.ts';
import { withTapSchema } from '../../../lib/vo/tap/tap-schema.ts';
import { exampleLake, rowsOf } from '../../helpers/ask.ts';

const tables = withTapSchema(lakeTables([]));
const sqlOf = (adql: string, maxRows?: number) =>
  translate(adql, { tables, dialect: 'duckdb', ...(maxRows !== undefined && { maxRows }) });
const lake = exampleLake();
const answer = (adql: string) => rowsOf(lake(), sqlOf(adql).sql);
const one = async (value: string) => (await answer(`SELECT TOP 1 ${value} FROM files`))[0]?.[0];

describe('functions keep their meaning in ADQL', () => {
  it.each([
    ['7 / 2', 3],
    ['-7 / 2', -3],
    ['7 / 2.0', 3.5],
    ['LOG(EXP(2))', 2],
    ['LOG10(1000)', 3],
    ['MOD(7, 3)', 1],
    ['POWER(2, 10)', 1024],
    ['TRUNCATE(-2.7)', -2],
    ['TRUNCATE(2.789, 2)', 2.78],
    ['ROUND(2.5)', 3],
    ['ROUND(1234.5, -2)', 1200],
    ['CEILING(2.1)', 3],
    ['FLOOR(-2.1)', -3],
    ['ABS(-3)', 3],
    ["'a' || 'b'", 'ab'],
    ["UPPER('m31') || LOWER('X')", 'M31x'],
    ["'it''s'", "it's"],
    ['COALESCE(NULL, 2, 3)', 2],
    ["CAST('12' AS INTEGER) + 1", 13],
    ['CAST(2 AS DOUBLE PRECISION) / 4', 0.5],
    ["CAST('abcdef' AS CHAR(3))", 'abc'],
    ['1 + 2 * 3 - (4 - 5)', 8],
    ["COORD1(POINT('ICRS', 10, 20))", 10],
    ['COORD2(POINT(10, 20))', 20],
    ['COORDSYS(POINT(10, 20))', 'ICRS'],
    ["CONTAINS(POINT('ICRS', 10, 20), CIRCLE('ICRS', 10, 20.5, 1))", 1],
    ['INTERSECTS(CIRCLE(10, 20, 1), CIRCLE(10, 23, 1))', 0],
    ['COORD2(CENTROID(CIRCLE(10, 20, 1)))', 20],
  ])('%s', async (value, expected) => {
    const found = await one(value);
    expect(typeof expected === 'number' ? Number(found) : found).toEqual(expected);
  });
  it('DISTANCE is in degrees, with positions or four numbers', async () => {
    expect(await one('DISTANCE(POINT(10, 20), POINT(10, 25))')).toBeCloseTo(5, 12);
    expect(await one('DISTANCE(359, 0, 1, 0)')).toBeCloseTo(2, 12);
    expect(await one('AREA(CIRCLE(0, 0, 180))')).toBeCloseTo(41_252.96, 2);
  });
  it('RAND is between 0 and 1', async () => {
    const value = Number(await one('RAND(3)'));
    expect(value >= 0 && value < 1).toBe(true);
  });
});

describe('queries', () => {
  it.each<[string, unknown]>([
    ['SELECT object FROM files WHERE exptime = 120', [['M31']]],
    ['SELECT F.Object FROM FILES AS f WHERE f."object" LIKE \'M3%\' ORDER BY 1 DESC', [['M33'], ['M31']]],
    ['SELECT DISTINCT TOP 1 object FROM files WHERE object IS NOT NULL ORDER BY object', [['M31']]],
    ["SELECT object FROM files WHERE object ILIKE 'm8_'", [['M87']]],
    ["SELECT object o FROM files WHERE object IN ('M31', 'M33') ORDER BY o OFFSET 1", [['M33']]],
    ["SELECT COUNT(*) n FROM files WHERE NOT object BETWEEN 'M' AND 'N'", [[4n]]],
    [
      "SELECT f.object FROM files f JOIN headers h USING (source_key) WHERE card_name = 'GAIN' AND hdu = 0",
      [['M31']],
    ],
    [
      "SELECT o.target_name FROM obscore o LEFT OUTER JOIN files AS f ON f.source_key = o.source_key WHERE f.object = 'M31'",
      [['M31']],
    ],
    [
      "SELECT object FROM files WHERE EXISTS (SELECT 1 FROM headers h WHERE h.source_key = files.source_key AND card_name = 'GAIN')",
      [['M31']],
    ],
    ['SELECT object FROM files WHERE exptime = (SELECT MAX(exptime) FROM files)', [['M87']]],
    [
      'WITH long(name, t) AS (SELECT object, exptime FROM files WHERE exptime > 300) SELECT name FROM long ORDER BY t DESC',
      [['M87'], ['NGC 1365']],
    ],
    [
      "(SELECT TOP 1 object FROM files WHERE object = 'M31') UNION ALL (SELECT object FROM files WHERE object = 'M33') ORDER BY 1 DESC",
      [['M33'], ['M31']],
    ],
    [
      "SELECT object FROM files WHERE object = 'M31' EXCEPT SELECT object FROM files WHERE object = 'M31'",
      [],
    ],
    [
      'SELECT d.n FROM (SELECT COUNT(*) AS n FROM obscore GROUP BY obs_collection HAVING COUNT(*) > 0) AS d',
      [[1n]],
    ],
    [
      "SELECT obs_id FROM ivoa.obscore WHERE obs_start > '2024-09-12T23:00:00' AND night = '2024-09-12'",
      [['meridian/20240912/m31-r']],
    ],
    ["SELECT IN_UNIT(s_ra, 'arcmin') FROM obscore", [[10.6847083 * 60]]],
    ['SELECT s_ra FROM obscore WHERE DISTANCE(s_ra, s_dec, 10, 41) < 1', [[10.6847083]]],
    ['SELECT s_ra FROM obscore WHERE 1 > DISTANCE(POINT(10, 41), POINT(s_ra, s_dec))', [[10.6847083]]],
    ["SELECT table_name FROM TAP_SCHEMA.tables WHERE schema_name = 'ivoa'", [['ivoa.obscore']]],
    [
      "SELECT column_name FROM tap_schema.columns WHERE table_name = 'files' AND column_name LIKE '%size%'",
      [['"size"']],
    ],
    ['SELECT "size" FROM files WHERE object = \'M31\' -- a comment\n;', [[5760n]]],
    ["SELECT size FROM files WHERE object = 'M31'", [[5760n]]],
    ["SELECT files.* FROM fits_datalake.files WHERE object = 'nothing'", []],
  ])('%s', async (adql, expected) => {
    expect(await answer(adql)).toEqual(expected);
  });
  it('what is known about a column stays with it', () => {
    const { columns } = sqlOf(
      'SELECT s_ra AS alpha, MAX(t_exptime) AS longest, d.s_dec FROM (SELECT * FROM obscore) AS d GROUP BY 1',
    );
    expect(columns.map(({ name, about }) => [name, about?.unit, about?.ucd])).toEqual([
      ['alpha', 'deg', 'pos.eq.ra'],
      ['longest', 's', undefined],
      ['s_dec', 'deg', 'pos.eq.dec'],
    ]);
  });
  it('a limit of rows is part of the SQL', () => {
    expect(sqlOf('SELECT TOP 5 object FROM files', 3).sql).toMatch(/LIMIT 3$/);
    expect(sqlOf('SELECT object FROM files UNION SELECT object FROM hdus', 3).sql).toMatch(/LIMIT 3$/);
  });
  it('uses the cone conditions that skip rows', () => {
    const cone = "1 = CONTAINS(POINT('ICRS', s_ra, s_dec), CIRCLE('ICRS', 10.0, 41.0, 30/60.))";
    expect(sqlOf(`SELECT * FROM obscore WHERE ${cone}`).sql).toContain(
      '"s_dec" BETWEEN 40.499999999e0 AND 41.500000001e0',
    );
  });
});

describe('what is not ADQL, or not there, is refused with its place', () => {
  const refused: readonly (readonly [adql: string, why: string, line: number, column: number])[] = [
    ['', 'expected SELECT, but the query ends here', 1, 1],
    ['SELECT', 'expected a value, but the query ends here', 1, 7],
    ['SELECT object\nFROM file', 'there is no table file; did you mean files?', 2, 6],
    ['SELECT objekt FROM files', 'there is no column objekt; did you mean object?', 1, 8],
    ['SELECT f.nothing FROM files f', 'there is no column nothing', 1, 10],
    ['SELECT x.object FROM files f', 'there is no table x in this query', 1, 8],
    ['SELECT source_key FROM files, hdus', 'source_key can be more than one column; add the table', 1, 8],
    ['SELECT 1 FROM files, files', 'two tables have the name files; rename one of them with AS', 1, 22],
    ["SELECT read_text('/etc/passwd') FROM files", 'ADQL has no function READ_TEXT', 1, 8],
    ["SELECT * FROM read_csv('x')", 'expected the end of the query, but found "("', 1, 23],
    ["SELECT * FROM '/etc/passwd'", 'expected a table, but found "/etc/passwd"', 1, 15],
    ['SELECT * FROM "/etc/passwd"', 'there is no table /etc/passwd', 1, 15],
    ['SELECT * FROM lake_rows', 'there is no table lake_rows', 1, 15],
    ['SELECT * FROM duckdb_settings', 'there is no table duckdb_settings', 1, 15],
    ['SELECT * FROM cache.objects', 'there is no table cache.objects', 1, 15],
    ['DROP TABLE files', 'expected SELECT, but found "DROP"', 1, 1],
    ['SELECT 1 FROM files; DROP VIEW files', 'expected the end of the query, but found "DROP"', 1, 22],
    ["SELECT 'x FROM files", "this ' is not closed", 1, 8],
    ['SELECT é FROM files', '"é" has no meaning in ADQL', 1, 8],
    ['SELECT 1 FROM files WHERE object = 1', 'text and a number cannot be compared', 1, 36],
    ['SELECT 1 FROM files WHERE object', 'this is text; it must be a condition', 1, 27],
    [
      "SELECT 1 FROM files WHERE date_obs > 'yesterday'",
      "this must be a time such as '2024-09-12T23:41:07'",
      1,
      38,
    ],
    ['SELECT SQRT(object) FROM files', 'this is text; it must be a number', 1, 13],
    ['SELECT POWER(2) FROM files', 'POWER takes 2 arguments, not 1', 1, 8],
    ["SELECT POINT('GALACTIC', 1, 2) FROM files", "the only coordinate system here is 'ICRS'", 1, 14],
    ['SELECT CIRCLE(1, 2, 200) FROM files', 'the radius 200 is not between 0 and 180', 1, 8],
    [
      'SELECT 1 FROM obscore WHERE CONTAINS(POINT(1, 2), CIRCLE(1, 2, 3))',
      'this is a number; it must be a condition; compare it with 1',
      1,
      29,
    ],
    [
      'SELECT 1 FROM obscore a, obscore b WHERE 1 = INTERSECTS(a.s_region, b.s_region)',
      'two footprints cannot be compared',
      1,
      46,
    ],
    [
      'SELECT 1 FROM obscore WHERE 1 = CONTAINS(POINT(1, 2), target_name)',
      'this is not a region or a position',
      1,
      55,
    ],
    [
      'SELECT object FROM files UNION SELECT exptime FROM files',
      'column 1 is text in one query and a number in the other',
      1,
      1,
    ],
    ['SELECT object FROM files ORDER BY 2', 'there is no column 2 to sort by', 1, 35],
    ["SELECT IN_UNIT(s_ra, 'm') FROM obscore", 'deg cannot be converted into m', 1, 22],
    [`SELECT ${'('.repeat(200)}1 FROM files`, 'this is nested more than 100 times', 1, 107],
    [
      `SELECT 1${'+1'.repeat(20_000)} FROM files`,
      'a sum or a product can have at most 500 operators',
      1,
      1009,
    ],
    [`SELECT ${' '.repeat(100_000)}1 FROM files`, 'a query has at most 100000 characters', 1, 100_001],
    [
      'SELECT path FROM obscore WHERE 1 = INTERSECTS(s_region, POLYGON(1, 2, 1, 2, 1, 2))',
      'a polygon needs three corners; it must be smaller than a hemisphere',
      1,
      57,
    ],
  ];
  const titled = refused.map((one) => [one[0].replace(/^(.{80}).*/s, '$1...'), ...one] as const);
  it.each(titled)('%s', (_, adql, why, line, column) => {
    expect(() => sqlOf(adql)).toThrow(AdqlError);
    try {
      sqlOf(adql);
    } catch (error) {
      expect((error as Error).message).toBe(`${why} (line ${line}, column ${column})`);
    }
  });
});
