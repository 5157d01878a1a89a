import { describe, expect, it } from 'vitest';
import { sharedFolder } from '../../helpers/ask.ts';
import { EXAMPLE } from '../../helpers/example-lake.ts';
import { runMain } from '../../helpers/run-main.ts';

const lake = sharedFolder(EXAMPLE);
const stderrOf = async (sql: string): Promise<string> =>
  (await runMain(['query', '--lake', lake(), '--format', 'csv', sql])).stderr;

describe('a query that finds nothing', () => {
  const DAY =
    /^fits-datalake: nothing was found; to find days, write (\w+) >= DATE '1999-12-31' AND \1 < DATE '2000-01-01', or use the column night of obscore\n$/;
  it.each([
    "SELECT object FROM files WHERE date_obs = '1999-12-31'",
    "SELECT count(*), min(exptime) FROM files WHERE date_obs = TIMESTAMP '1999-12-31'",
    'SELECT count(*) FROM obscore WHERE "obs_start"=DATE \'1999-12-31\'',
  ])('may compare a time with a day: %s', async (sql) => {
    expect(await stderrOf(sql)).toMatch(DAY);
  });
  it.each([
    "SELECT card_value FROM headers WHERE card_name = 'exptime'",
    "SELECT card_value FROM headers WHERE card_name LIKE 'Exptime'",
    "SELECT count(*) FROM headers h WHERE h.card_name IN ('exptime', 'gain')",
  ])('may name a keyword in lower case: %s', async (sql) => {
    expect(await stderrOf(sql)).toBe(
      "fits-datalake: nothing was found; keywords are in upper case: 'EXPTIME'\n",
    );
  });
  it.each([
    ["SELECT object FROM files WHERE object = 'm 31'", "lower(object) = 'm 31'"],
    ["SELECT night FROM obscore o WHERE (o.target_name like 'zz%')", "lower(target_name) LIKE 'zz%'"],
  ])('may name a target in lower case: %s', async (sql, advice) => {
    expect(await stderrOf(sql)).toContain(`to ignore them, write ${advice}\n`);
  });
  it.each([
    "SELECT object FROM files WHERE lower(object) = 'nothing'",
    "SELECT object FROM files WHERE object = 'Nothing'",
    "SELECT card_value FROM headers WHERE card_name = 'NOTHING'",
    "SELECT night FROM obscore WHERE night = DATE '1999-12-31'",
    "SELECT object FROM files WHERE date_obs >= '1999-12-31' AND date_obs < '1999-12-31'",
  ])('gets no advice if there is none: %s', async (sql) => {
    expect(await stderrOf(sql)).toBe('');
  });
  it.each([
    "SELECT 0 FROM headers WHERE card_name = 'EXPTIME' OR card_name = 'exptime'",
    "SELECT 1 FROM files WHERE date_obs = '1999-12-31' OR true LIMIT 1",
  ])('is not one that has rows: %s', async (sql) => {
    expect(await stderrOf(sql)).toBe('');
  });
});
