import { beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../../lib/cli/errors.ts';
import { sharedFolder } from '../../helpers/ask.ts';
import { observation, type Values } from '../../helpers/observation.ts';
import { runMain } from '../../helpers/run-main.ts';

const M31: Values = {
  ...{ target_name: 'M31', instrument_name: 'MERICAM', filter: 'R', image_type: 'object', t_exptime: '120' },
  ...{ s_ra: '10.6847083', s_dec: '41.2687500', obs_start: '2024-09-12 23:41:07', t_min: '60565.98688' },
  s_fov: '0.3',
  s_region: 'POLYGON ICRS 10.5847083 41.16875 10.7847083 41.16875 10.7847083 41.36875 10.5847083 41.36875',
};
/** A footprint from declination 1 to 3. */
const square = (east: number, west: number): string => `POLYGON ICRS ${west} 1 ${west} 3 ${east} 3 ${east} 1`;
const FILES = [
  observation('m31-r.fits', M31),
  observation('m31-b.fits', {
    ...{ ...M31, target_name: 'M 31', filter: 'B', s_ra: '10.7', s_dec: '41.3' },
    obs_start: '2024-09-13 00:10:00',
  }),
  observation(
    'flat.fits',
    { target_name: "it's a flat", image_type: 'flat', filter: 'r', s_ra: '10.7', s_dec: '41.0' },
    { 1: { s_ra: '10.75', s_dec: '41' }, 2: { s_ra: '10.65', s_dec: '41' } },
  ),
  observation('south.fits', { target_name: 'Orion', s_ra: '83.82', s_dec: '-5.39' }),
  observation('zero.fits', { target_name: 'at zero', s_ra: '359.99', s_dec: '10' }),
  observation('sky-1.fits', { target_name: 'sky', s_ra: '200', s_dec: '10' }),
  observation('sky-2.fits', { target_name: 'sky', s_ra: '300', s_dec: '60' }),
  observation('sky-3.fits', { target_name: 'SKY', s_ra: '300.1', s_dec: '60' }),
  observation(
    'mosaic.fits',
    { s_ra: '150', s_dec: '2', s_fov: '3', s_region: square(149, 151) },
    {
      1: { s_ra: '149.5', s_dec: '2', s_fov: '3', s_region: square(149, 149.9) },
      2: { s_ra: '150.5', s_dec: '2', s_fov: '3', s_region: square(150.1, 151) },
    },
  ),
  observation('bias.fits', { target_name: 'bias', image_type: 'bias', s_ra: '' }),
];

const lake = sharedFolder(FILES);
/** Runs a search; the source keys in its answer, without the suffix. */
const cone = async (...args: string[]) => {
  const run = await runMain(['cone', '--lake', lake(), '--format', 'ndjson', ...args]);
  const rows = run.stdout.split('\n').filter((line) => line.startsWith('{'));
  const paths = rows.map((row) => String((JSON.parse(row) as { path: string }).path));
  return { ...run, keys: paths.map((path) => path.replace(/^s3:\/\/b\/(.*)\.fits$/, '$1')) };
};

describe('cone', () => {
  it('lists the observations near a position, the nearest first', async () => {
    const { status, stdout, stderr } = await runMain([
      ...['cone', '--lake', lake(), '--format', 'csv', '10.6847083', '41.26875', '0.5'],
    ]);
    expect({ status, stderr }).toEqual({ status: EXIT.done, stderr: '' });
    expect(stdout).toBe(
      `${[
        'distance_arcsec,target_name,instrument_name,filter,image_type,obs_start,t_exptime,path',
        '0,M31,MERICAM,R,object,2024-09-12 23:41:07,120,s3://b/m31-r.fits',
        '119.86,M 31,MERICAM,B,object,2024-09-13 00:10:00,120,s3://b/m31-b.fits',
        "968.39,it's a flat,,r,flat,,,s3://b/flat.fits",
      ].join('\n')}\n`,
    );
  });

  it.each([
    [
      ['10.68', '41.27', '3m'],
      ['m31-r', 'm31-b'],
    ],
    [['10.68', '41.27', '20s'], ['m31-r']],
    [['00:42:44.33', '+41:16:07.5', '1s'], ['m31-r']],
    [['83.82', '-5.39', '1s'], ['south']],
    [['83.82', '-5:23:24', '1s'], ['south']],
    [['83.82', '-05d23.4m', '1s'], ['south']],
    [['83.82', '-05d23m24s', '1s'], ['south']],
    [['5h35m16.8s', '-05 23 24', '1s'], ['south']],
    [['5 35 16.8', '-05 23 24', '1s'], ['south']],
    [['83.82', '\u22125.39', '1s'], ['south']],
    [['83.82', '-5.39d', '1s'], ['south']],
    [['--', '83.82', '-5.39', '1s'], ['south']],
    [['359.99', '10', '1s'], ['zero']],
    [['0', '90', '29.99'], []],
    [
      ['0', '90', '30.0001'],
      ['sky-2', 'sky-3'],
    ],
    [['0', '-90', '84.62'], ['south']],
    [['179.99', '-10', '180', '--filter', 'R'], ['m31-r']],
    [['0.01', '10', '0.05'], ['zero']],
    [['10.68', '41.27', '0.5', '--limit', '1'], ['m31-r']],
    [['10.68', '41.27', '0.5', '--filter', 'r'], ['flat']],
    [
      ['10.68', '41.27', '0.5', '--filter', 'R', '--filter', 'B'],
      ['m31-r', 'm31-b'],
    ],
    [['10.68', '41.27', '0.5', '--type', 'flat'], ['flat']],
    [
      ['10.68', '41.27', '0.5', '--instrument', 'mericam'],
      ['m31-r', 'm31-b'],
    ],
    [['10.68', '41.27', '0.5', '--after', '2024-09-13'], ['m31-b']],
    [['10.68', '41.27', '0.5', '--before', '2024-09-13'], ['m31-r']],
    [
      ['10.7', '41.2', '--contains'],
      ['m31-r', 'm31-b'],
    ],
    [['10.5', '41.2', '--contains'], []],
    [['10.7', '41.2', '5m', '--contains'], ['m31-r']],
  ])('%j finds %j', async (args, keys) => {
    const found = await cone(...args);
    expect(found.status).toBe(EXIT.done);
    expect(found.keys).toEqual(keys);
  });

  it('says that a position is in a gap of a mosaic, which no HDU contains', async () => {
    const gap = await cone('150', '2', '--contains', '--hdus');
    expect(gap).toMatchObject({ status: EXIT.done, keys: [] });
    expect(gap.stderr).toMatch(/^fits-datalake: 1 mosaic .* gap .*without --hdus/);
    expect(await cone('150', '2', '--contains')).toMatchObject({ keys: ['mosaic'], stderr: '' });
    expect(await cone('150.5', '2', '--contains', '--hdus')).toMatchObject({ keys: ['mosaic'], stderr: '' });
    expect(await cone('160', '2', '--contains', '--hdus')).toMatchObject({ keys: [], stderr: '' });
  });

  it('lists HDUs instead of files', async () => {
    const { stdout } = await cone('10.75', '41', '0.1', '--hdus');
    expect(stdout).toMatch(/"distance_arcsec":0,.*"hdu":1\}\n.*"hdu":2\}\n$/);
  });
});

describe('cone with the name of a target', () => {
  it('searches around the centre of its observations, which it prints', async () => {
    const { keys, stderr } = await cone('m 31', '0.1');
    expect(keys).toEqual(['m31-b', 'm31-r']);
    expect(stderr).toBe(
      'fits-datalake: m 31 is at 10.692352 41.284375: the centre of 2 observations, which are up to 60 arcsec from it\n',
    );
  });

  it.each([
    ["IT'SAFLAT", 'flat', 'the centre of 1 observation'],
    ['at zero', 'zero', 'at zero is at 359.99 10: '],
  ])('finds %s', async (name, key, text) => {
    const { keys, stderr } = await cone(name, '1s');
    expect(keys).toEqual([key]);
    expect(stderr).toContain(text);
  });

  it.each<[string, string[], string?]>([
    ['M3', ['"M3"', 'M 31, M31']],
    ['Oroin', ['similar: Orion']],
    ['Vega', ['no target "Vega"', 'SELECT DISTINCT target_name FROM obscore']],
    ['bias', ['1 observation of "bias", but none with a position']],
    [
      'sky',
      ['degrees from their centre, more than a degree', 'such as 300.05 60 (2 observations); 200 10 (1'],
      '5',
    ],
    ['M31', ['60 arcsec from their centre, more than RADIUS', '10.684708 41.26875 (1 obs'], '30s'],
    ["'; DROP VIEW files; --", ['there is no target']],
  ])('refuses %s, and says why', async (name, texts, radius = '0.5') => {
    const { status, stdout, stderr } = await cone(name, radius);
    expect({ status, stdout }).toEqual({ status: EXIT.failed, stdout: '' });
    for (const text of texts) expect(stderr).toContain(text);
  });
});

describe('cone --sql', () => {
  let sql: string;
  beforeAll(async () => {
    const args = ['cone', '--sql', '10.6847083', '41.26875', '0.5', '--filter', "R'", '--contains'];
    sql = (await runMain([...args, '--lake', '/no/such/lake'])).stdout;
  });
  it('prints the query, without a lake', () => {
    expect(sql).toMatch(/^SELECT\n[\s\S]*FROM obscore\nWHERE [\s\S]*filter IN \('R'''\)\nORDER BY .*\n$/);
  });
  it('prints a query that runs', async () => {
    const { status, stdout } = await runMain(['query', '--lake', lake(), '--format', 'csv', sql]);
    expect({ status, rows: stdout.split('\n').length }).toEqual({ status: EXIT.done, rows: 2 });
  });
  it('looks up a target', async () => {
    const { stdout, stderr } = await cone('M31', '0.1', '--sql');
    expect(stdout).toContain('10.692352e0');
    expect(stderr).toContain('the centre of 2 observations');
  });
});
