import { describe, expect, it } from 'vitest';
import { translate } from '../../lib/vo/adql/translate.ts';
import { lakeTables } from '../../lib/vo/lake-tables.ts';
import { parametersFrom } from '../../lib/vo/parameters.ts';
import { LIMITS } from '../../lib/vo/service-options.ts';
import { positionCondition } from '../../lib/vo/sia/positions.ts';
import { EXAMPLES } from '../../lib/vo/tap/examples.ts';
import { withTapSchema } from '../../lib/vo/tap/tap-schema.ts';
import { uploadedTables } from '../../lib/vo/tap/uploads.ts';
import { turns } from '../../lib/vo/turns.ts';
import { observation } from '../helpers/observation.ts';
import { addToLake } from '../helpers/small-lake.ts';
import { bothEngines } from './both-engines.ts';

// Queries in ADQL have the same answers on a local lake and in Athena.

const place = (ra: number, dec: number) => {
  const corners = [ra - 0.1, dec - 0.1, ra + 0.1, dec - 0.1, ra + 0.1, dec + 0.1, ra - 0.1, dec + 0.1];
  return { s_ra: `${ra}`, s_dec: `${dec}`, s_fov: '0.3', s_region: `POLYGON ICRS ${corners.join(' ')}` };
};
const FILES = [
  observation('a.fits', {
    ...{
      target_name: 'M31',
      t_exptime: '120',
      t_min: '60565.5',
      obs_start: '2024-09-12 12:00:00',
      night: '2024-09-12',
    },
    ...{ dataproduct_type: 'image', instrument_name: 'CAM', ...place(10.6847083, 41.26875) },
  }),
  observation('b.fits', {
    target_name: 'm 31',
    t_exptime: '60',
    instrument_name: 'CAM',
    ...place(10.75, 41.3),
  }),
  observation('c.fits', { target_name: 'sky', moving_target: 'true', ...place(0.1, -5.39) }),
  observation('d.fits', { target_name: "o'sky", ...place(359.95, -5.39) }),
  observation('e.fits', { target_name: 'bias', s_ra: '' }),
];

const MINE = `<VOTABLE><RESOURCE><TABLE><FIELD name="name" datatype="char" arraysize="*"/><FIELD name="ra" datatype="double"/>
<FIELD name="dec" datatype="float"/><FIELD name="n" datatype="long"/><FIELD name="flag" datatype="boolean"/>
<FIELD name="at" datatype="char" arraysize="*" xtype="timestamp"/><DATA><TABLEDATA>
<TR><TD>it's M31</TD><TD>10.68</TD><TD>41.25</TD><TD>9007199254740993</TD><TD>T</TD><TD>2024-09-12T12:00:00.5</TD></TR>
<TR><TD/><TD>-Inf</TD><TD>-5.5</TD><TD/><TD>F</TD><TD/></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>`;
const tables = [
  ...withTapSchema(lakeTables([])),
  ...(await uploadedTables(
    parametersFrom([['UPLOAD', 'mine,param:t']], new Map([['t', Buffer.from(MINE)]])),
    { limits: LIMITS, turns: turns() },
  )),
];
const sqlOf = (adql: string, dialect: 'duckdb' | 'trino'): string =>
  translate(adql, { tables, dialect, maxRows: 1000 }).sql;

describe('both engines', () => {
  const { agreeOn } = bothEngines({
    name: 'adql',
    keywords: '',
    fill: (folder) => addToLake(folder, ...FILES),
  });

  it.each<[string, number]>([
    [
      "SELECT target_name FROM obscore WHERE 1 = CONTAINS(POINT('ICRS', s_ra, s_dec), CIRCLE('ICRS', 10.7, 41.3, 0.2))",
      2,
    ],
    ['SELECT target_name FROM obscore WHERE 0 = CONTAINS(POINT(s_ra, s_dec), CIRCLE(10.7, 41.3, 0.2))', 2],
    ['SELECT target_name FROM obscore WHERE 1 = CONTAINS(POINT(s_ra, s_dec), BOX(0, -5.4, 1, 1))', 2],
    [
      'SELECT target_name FROM obscore WHERE 1 = CONTAINS(POINT(s_ra, s_dec), POLYGON(10, 41, 11, 41, 10.6, 41.25, 11, 42))',
      0,
    ],
    ['SELECT target_name FROM obscore WHERE 1 = CONTAINS(POINT(0.05, -5.4), s_region)', 1],
    ['SELECT target_name FROM obscore WHERE 1 = INTERSECTS(s_region, CIRCLE(10.85, 41.3, 0.1))', 2],
    ['SELECT target_name FROM obscore WHERE 1 = CONTAINS(s_region, CIRCLE(10.7, 41.3, 0.3))', 2],
    ['SELECT target_name FROM obscore WHERE 1 = CONTAINS(CIRCLE(0.1, -5.39, 0.01), s_region)', 1],
    [
      'SELECT target_name FROM obscore WHERE 1 = INTERSECTS(s_region, POLYGON(0, -6, 0, -5, 359.9, -5, 359.9, -6))',
      2,
    ],
    [
      'SELECT target_name, ROUND(DISTANCE(s_ra, s_dec, 10, 41), 9) AS d FROM obscore WHERE DISTANCE(POINT(s_ra, s_dec), POINT(10, 41)) < 1',
      2,
    ],
    ["SELECT target_name FROM obscore WHERE obs_start > '2024-09-12T11:59:59' AND night = '2024-09-12'", 1],
    ['SELECT target_name FROM obscore WHERE moving_target', 1],
    [
      "SELECT UPPER(target_name) || '!' FROM obscore WHERE target_name ILIKE 'M_31' OR target_name LIKE '%''%'",
      2,
    ],
    [
      'SELECT instrument_name, COUNT(*) AS n, SUM(t_exptime) AS s, AVG(t_exptime) FROM obscore GROUP BY instrument_name HAVING COUNT(*) > 1 ORDER BY n DESC',
      2,
    ],
    [
      'SELECT TOP 1 7 / 2, -7 / 2, 7 / 2.0, LOG(2), LOG10(2), MOD(7, 3), POWER(2, 3), TRUNCATE(-2.7), TRUNCATE(2.789, 2), ROUND(2.345, 1), CEILING(2), FLOOR(-2.5), PI(), COT(1), ATAN2(1, 2), DEGREES(1), ABS(-3) FROM obscore',
      1,
    ],
    [
      "SELECT TOP 1 CAST(2 AS DOUBLE PRECISION), CAST('3' AS INTEGER), CAST('abc' AS CHAR(2)), CAST('2024-01-01T00:00:00' AS TIMESTAMP), COALESCE(NULL, 5), NULL FROM obscore",
      1,
    ],
    ['SELECT TOP 2 target_name FROM obscore ORDER BY target_name DESC OFFSET 1', 2],
    [
      "SELECT target_name FROM obscore UNION SELECT 'x' FROM obscore EXCEPT SELECT 'sky' FROM obscore ORDER BY 1",
      5,
    ],
    ['WITH a(t) AS (SELECT target_name FROM obscore), b AS (SELECT t FROM a) SELECT * FROM b', 5],
    ['SELECT f.source_key, card_value FROM files AS f NATURAL JOIN headers', 5],
    ['SELECT COUNT(*) AS n FROM files f FULL OUTER JOIN headers h USING (source_key)', 1],
    [
      "SELECT source_key FROM files WHERE EXISTS (SELECT 1 FROM headers h WHERE h.source_key = files.source_key AND card_value = 'a.fits')",
      1,
    ],
    [
      'SELECT source_key FROM files WHERE source_key IN (SELECT source_key FROM obscore WHERE t_exptime > 100)',
      1,
    ],
    ["SELECT * FROM TAP_SCHEMA.columns WHERE table_name = 'files'", 23],
    ['SELECT COUNT(*) AS n FROM tap_schema.tables t JOIN tap_schema.schemas USING (schema_name)', 1],
    ['SELECT * FROM TAP_UPLOAD.mine', 2],
    [
      'SELECT m.name, o.target_name FROM tap_upload.mine AS m JOIN ivoa.obscore AS o ON 1 = CONTAINS(POINT(o.s_ra, o.s_dec), CIRCLE(m.ra, m."dec", 0.1))',
      2,
    ],
    ["SELECT IN_UNIT(s_fov, 'arcmin') AS f FROM obscore WHERE s_fov > 0.1", 4],
    ['SELECT s_ra FROM obscore WHERE DISTANCE(s_ra, s_dec, 10, 41) BETWEEN 0 AND 1', 2],
  ])('%s', async (adql, rows) => {
    expect(await agreeOn(sqlOf(adql, 'duckdb'), sqlOf(adql, 'trino'))).toBe(rows);
  });
  it.each(EXAMPLES.map(({ title, query }) => [title, query]))('example: %s', async (_, query) => {
    await agreeOn(sqlOf(query, 'duckdb'), sqlOf(query, 'trino'));
  });
  it.each<[string, number]>([
    ['CIRCLE 10.85 41.3 0.1', 2],
    ['RANGE 359 1 -6 -5', 2],
    ['POLYGON 10.7 41.2 10.8 41.2 10.75 41.3', 2],
  ])('POS=%s', async (position, rows) => {
    const sql = `SELECT target_name FROM obscore WHERE ${positionCondition(position)}`;
    expect(await agreeOn(sql)).toBe(rows);
  });
});
