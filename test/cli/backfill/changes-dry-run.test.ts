import { describe, expect, it } from 'vitest';
import { changesCost } from '../../../lib/cli/backfill/changes-cost.ts';
import { EXIT } from '../../../lib/cli/errors.ts';
import { fakeAws } from '../../helpers/fake-aws.ts';
import { OUTPUTS, stackWith } from '../../helpers/our-stack.ts';
import { runMain } from '../../helpers/run-main.ts';

const DRY_RUN = ['backfill', '--stack', 'my-fits-datalake', '--changes', '--dry-run'];
const HOUR = 3_600_000;

/** A listing of lake objects of these ages, of 1,000 bytes each. */
const listing = (...hours: number[]): string =>
  hours
    .map((age, i) => {
      const time = new Date(Date.now() - age * HOUR).toISOString();
      return `<Contents><Key>headers/collection=a/${i}</Key><Size>1000</Size><ETag>"e"</ETag><LastModified>${time}</LastModified></Contents>`;
    })
    .concat('<IsTruncated>false</IsTruncated>')
    .join('');

const compacting = (...hours: number[]) =>
  fakeAws({
    DescribeStacks: () => ({ Stacks: [stackWith({ ...OUTPUTS, Compaction: 'rate(1 hour)' })] }),
    ListObjectsV2: () => listing(...hours),
  });

describe('backfill --changes --dry-run', () => {
  it('counts the lake objects, estimates the cost, and reads none', async () => {
    const fake = await compacting(0, 1, 24, 100 * 24);
    const { status, stdout } = await runMain(DRY_RUN, { env: fake.env });
    expect(status).toBe(EXIT.done);
    expect(stdout).toMatch(
      /^s3:\/\/lake\/headers\/: 4 lake objects, 4\.0 kB\n2 of them .*: 5 requests, less than \$0\.01/,
    );
    expect(fake.requests.map(({ action }) => action)).toEqual(['DescribeStacks', 'ListObjectsV2']);
    const all = await runMain([...DRY_RUN, '--force', '--json'], { env: fake.env });
    expect(JSON.parse(all.stdout)).toMatchObject({
      ...{ lake: 's3://lake/headers/', objects: 4, bytes: 4000, checked: 4 },
      // the listing, four lake objects, and a delta with its receipt
      cost: { requests: 7 },
    });
  });

  it('is refused if compaction is off', async () => {
    const fake = await fakeAws({ ListObjectsV2: () => listing(1) });
    const { status, stderr } = await runMain(DRY_RUN, { env: fake.env });
    expect(status).toBe(EXIT.usage);
    expect(stderr).toMatch(/--changes: .*compaction is off/);
  });
});

describe('the cost of a first build', () => {
  it('is one GET per lake object, and two PUTs per batch', () => {
    const cost = changesCost({ objects: 3_000_000, checked: 3_000_000 }, { force: true, concurrency: 20 });
    expect(cost.requests).toBe(3000 + 3_000_000 + 2 * 10_000);
    expect(cost.dollars).toBeGreaterThan(3_000_000 * 0.0000004);
  });
});
