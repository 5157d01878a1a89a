import { describe, expect, it } from 'vitest';
import { rowOf } from '../../helpers/fake-athena.ts';
import { athenaAnswers, fakeAws, Refused } from '../../helpers/fake-aws.ts';
import { runCliBeside } from '../../helpers/run-cli-beside.ts';
import { serving } from '../../helpers/serving.ts';

const STACK = ['--stack', 'my-fits-datalake', '--vo'];

describe('serve --stack', () => {
  it('answers TAP with Athena, in the dialect of Trino', async () => {
    const rows = [rowOf('obs_id', 's_ra'), rowOf('n1/a', '10.5')];
    const { env, requests } = await fakeAws(athenaAnswers({ obs_id: 'varchar', s_ra: 'double' }, { rows }));
    const { line, stderr, stop } = await serving([...STACK, '--port', '0', '--json'], { env });
    const { tap, ...others } = JSON.parse(line) as Record<string, string>;
    expect(Object.keys(others)).toEqual(['sia2', 'scs']);
    const adql =
      "SELECT obs_id, s_ra FROM ivoa.obscore WHERE 1 = CONTAINS(POINT('ICRS', s_ra, s_dec), CIRCLE('ICRS', 10, 41, 1))";
    const query = new URLSearchParams({ LANG: 'ADQL', RESPONSEFORMAT: 'csv', QUERY: adql });
    const response = await fetch(`${tap}/sync?${query}`);
    expect([response.status, await response.text()]).toEqual([
      200,
      expect.stringMatching(/^obs_id,s_ra\r?\nn1\/a,10\.5\r?\n$/),
    ]);
    const started = requests.filter(({ action }) => action === 'StartQueryExecution');
    expect(started.map(({ input }) => input['WorkGroup'])).toEqual([expect.any(String)]);
    expect(String(started[0]?.input['QueryString'])).toMatch(/^SELECT[\s\S]*obscore/);
    // there is no page, and nothing of a lake on this machine
    const base = new URL(tap ?? '').origin;
    for (const path of ['/', '/data/state', '/ask', '/files/etc/passwd'])
      expect((await fetch(base + path)).status).toBe(404);
    expect(await stop('SIGINT')).toBe(130);
    expect(await stderr).toContain('you pay for the data that they scan');
  });

  it('names a stack that does not exist', async () => {
    const { env } = await fakeAws({
      DescribeStacks: () => {
        throw new Refused('ValidationError', 'Stack with id my-fits-datalake does not exist');
      },
    });
    const { status, stderr } = await runCliBeside(['serve', ...STACK, '--port', '0'], { env });
    expect([status, stderr]).toEqual([1, expect.stringContaining('my-fits-datalake')]);
  });
});
