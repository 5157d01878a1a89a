import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../lib/cli/errors.ts';
import { sharedFolder } from '../../helpers/ask.ts';
import { observation } from '../../helpers/observation.ts';
import { runMain } from '../../helpers/run-main.ts';

const MOSAIC = { s_ra: '150', s_dec: '2' };
const lake = sharedFolder([
  observation('m31-r.fits', { target_name: 'M31', filter: 'R', t_exptime: '120' }),
  observation('m31 b.fits', { target_name: 'M31', filter: 'B', t_exptime: '300' }),
  observation('mosaic.fits', MOSAIC, { 1: MOSAIC, 2: MOSAIC }),
]);
const find = (...args: string[]) => runMain(['find', '--lake', lake(), ...args]);

describe('find', () => {
  it('prints the paths of the files that meet a condition, sorted', async () => {
    expect(await find('--view', 'obscore', "target_name = 'M31' AND t_exptime > 100")).toEqual({
      status: EXIT.done,
      stdout: 's3://b/m31 b.fits\ns3://b/m31-r.fits\n',
      stderr: '',
    });
  });

  it('looks in files by default', async () => {
    expect((await find("source_key LIKE 'mosaic%'")).stdout).toBe('s3://b/mosaic.fits\n');
  });

  it('prints each path once, however many rows it has', async () => {
    expect((await find('--view', 'obscore_hdus', 's_ra = 150')).stdout).toBe('s3://b/mosaic.fits\n');
  });

  it('ends each path with a NUL character if asked to', async () => {
    const { stdout } = await find('-0', '--view', 'obscore', "target_name = 'M31'");
    expect(stdout).toBe('s3://b/m31 b.fits\0s3://b/m31-r.fits\0');
  });

  it.each([
    ["date_obs = '1999-12-31'", 'to find days, write date_obs >='],
    ["object = 'm31'", "write lower(object) = 'm31'"],
  ])(
    'exits with 1 and gives advice if a condition cannot be met as it is written: %s',
    async (condition, advice) => {
      const { status, stdout, stderr } = await find(condition);
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(stderr).toContain(advice);
    },
  );

  it('exits with 1 and prints nothing if there is no such file', async () => {
    expect(await find('hdu_count > 1000')).toEqual({ status: 1, stdout: '', stderr: '' });
  });

  it('has keywords as columns, as query has', async () => {
    expect(await find('--keywords', 'GAIN:double', 'gain > 1')).toMatchObject({ status: 1, stderr: '' });
  });

  it.each([
    "target_name = 'M31' AND filter = 'B' -- the blue one",
    "target_name = 'M31' /* the blue one */ AND filter = 'B'",
    "target_name = 'M31'\nAND filter = 'B'",
    "-1 < t_exptime AND filter = 'B'",
    "-1<t_exptime AND filter='B'",
    "-t_exptime < -200 AND filter = 'B'",
    "-- the blue one\nfilter = 'B'",
    "target_name = ')' OR filter = 'B'",
    "path IN (SELECT path FROM obscore WHERE filter = 'B')",
  ])('accepts %j', async (condition) => {
    expect(await find('--view', 'obscore', condition)).toEqual({
      status: EXIT.done,
      stdout: 's3://b/m31 b.fits\n',
      stderr: '',
    });
  });

  it.each([
    '1=1) UNION SELECT source_key FROM removed WHERE (1=1',
    '1=1); DROP TABLE files; SELECT (1',
    '1=1); SELECT (1',
    'true) GROUP BY ALL HAVING (true',
    'true) LIMIT (1',
    'SELECT path FROM files',
  ])('refuses %j, which is not a single condition', async (condition) => {
    const { status, stdout, stderr } = await find(condition);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/condition/);
  });

  it.each([
    ['filter = 5 AN 2', 'syntax error near "AN", column 12 of the condition'],
    ["filter = 'é' AN 2", 'syntax error near "AN", column 14 of the condition'],
    ["filter = 'R'\nAN 2", 'syntax error near "AN", line 2, column 1 of the condition'],
    ["filter = 'R' AND", 'syntax error at the end of the condition'],
    ['(exptime > 1', 'syntax error at the end of the condition'],
    ["filter = 'R", 'unterminated quoted string near "\'R', 'column 10'],
    ['true /* all', 'unterminated /* comment near "/* all', 'column 6'],
    ["filter = '🔭' AN 2", 'syntax error near "AN", column 14 of the condition'],
    ["current_setting('threads') = ''", 'the function current_setting is not available'],
    ['exptim > 1', 'exptim', 'exptime'],
  ])('says what is wrong with %j', async (condition, ...texts) => {
    const { status, stdout, stderr } = await find(condition);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    for (const text of texts) expect(stderr).toContain(text);
    expect(stderr).not.toContain('ORDER BY');
  });

  it('exits with 2 if there is no lake', async () => {
    const { status, stderr } = await runMain(['find', '--lake', '/no/lake', 'true']);
    expect(status).toBe(2);
    expect(stderr).toContain('/no/lake: there is no lake');
  });
});
