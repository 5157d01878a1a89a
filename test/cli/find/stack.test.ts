import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../lib/cli/errors.ts';
import { rowOf } from '../../helpers/fake-athena.ts';
import { athenaAnswers, fakeAws } from '../../helpers/fake-aws.ts';
import { runMain } from '../../helpers/run-main.ts';

const FIND = ['find', '--stack', 'my-fits-datalake'];
const answer = (...paths: string[]) =>
  athenaAnswers({ path: 'varchar' }, { rows: [rowOf('path'), ...paths.map((path) => rowOf(path))] });

describe('find --stack', () => {
  it('asks Athena, and prints the paths', async () => {
    const { env, requests } = await fakeAws(answer('s3://archive/m31.fits'));
    expect(await runMain([...FIND, 'exptime > 100'], { env })).toEqual({
      status: EXIT.done,
      stdout: 's3://archive/m31.fits\n',
      stderr: 'fits-datalake: scanned 1.2 MB in 0.9 s, about $0.00005\n',
    });
    expect(requests[1]).toMatchObject({
      action: 'StartQueryExecution',
      input: { QueryString: 'SELECT DISTINCT path FROM files WHERE (exptime > 100\n) ORDER BY path' },
    });
  });

  it('exits with 1 if there is no such file', async () => {
    const { env } = await fakeAws(answer());
    expect(await runMain([...FIND, 'exptime > 100'], { env })).toMatchObject({ status: 1, stdout: '' });
  });

  it('asks nothing if the condition is wrong', async () => {
    const { env, requests } = await fakeAws(answer());
    expect((await runMain([...FIND, '1=1) OR (1=1'], { env })).status).toBe(1);
    const asked = requests.length;
    expect((await runMain([...FIND, '1=1); SELECT (1'], { env })).status).toBe(2);
    expect(requests.length).toBe(asked);
  });
});
