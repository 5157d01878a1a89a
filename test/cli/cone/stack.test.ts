import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../lib/cli/errors.ts';
import { rowOf } from '../../helpers/fake-athena.ts';
import { athenaAnswers, fakeAws } from '../../helpers/fake-aws.ts';
import { runMain } from '../../helpers/run-main.ts';

const CONE = ['cone', '--stack', 'my-fits-datalake', '--format', 'csv'];
const FOUND = athenaAnswers(
  { distance_arcsec: 'double', source_url: 'varchar' },
  { rows: [rowOf('distance_arcsec', 'source_url'), rowOf('1.5', 's3://archive/m31.fits')] },
);
/** Two observations at RA 90, Dec 0. */
const CENTRE = athenaAnswers(
  { observations: 'bigint', positions: 'bigint', x: 'double', y: 'double', z: 'double', spread: 'double' },
  {
    rows: [
      rowOf('observations', 'positions', 'x', 'y', 'z', 'spread'),
      rowOf('3', '2', '0', '1', '0', '0.001'),
    ],
  },
);
const SPENT = 'fits-datalake: scanned 1.2 MB in 0.9 s, about $0.00005\n';

describe('cone --stack', () => {
  it('asks Athena the query that --sql prints', async () => {
    const { env, requests } = await fakeAws(FOUND);
    const args = [...CONE, '10.68', '-41.27', '0.5', '--filter', 'R'];
    const { stdout: sql } = await runMain([...args, '--sql'], { env });
    expect(requests).toEqual([]);
    expect(await runMain(args, { env })).toEqual({
      status: EXIT.done,
      stdout: 'distance_arcsec,source_url\n1.5,s3://archive/m31.fits\n',
      stderr: SPENT,
    });
    expect(requests[1]).toMatchObject({
      action: 'StartQueryExecution',
      input: { QueryString: sql.trimEnd() },
    });
  });

  it('looks up a target first, and says what both queries cost', async () => {
    const { env, requests } = await fakeAws({
      ...FOUND,
      GetQueryResults: (input) => (asked() === 1 ? CENTRE : FOUND)['GetQueryResults']?.(input),
    });
    const asked = (): number => requests.filter(({ action }) => action === 'StartQueryExecution').length;
    const { status, stderr } = await runMain([...CONE, 'M31', '0.5'], { env });
    expect(status).toBe(EXIT.done);
    expect(stderr).toBe(
      `fits-datalake: M31 is at 90 0: the centre of 2 observations, which are up to 4 arcsec from it\n${SPENT}${SPENT}`,
    );
    expect(asked()).toBe(2);
  });
});
