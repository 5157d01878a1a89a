import { beforeAll, describe, expect, it } from 'vitest';
import { lakeKey } from '../../lib/lake/naming.ts';
import { toMetadata, tombstone } from '../../lib/lake/object.ts';
import { newestRun, outputOf } from '../helpers/backfill-machine.ts';
import { until } from '../helpers/deadline.ts';
import { type Deployed, deployed, SOURCE, STACK } from '../helpers/deployed.ts';
import { primary } from '../helpers/fits.ts';
import { freshContents } from '../helpers/lake-contents.ts';
import { runCli } from '../helpers/run-cli.ts';
import { putObject } from '../helpers/source.ts';
import { changeStack } from '../helpers/stack-template.ts';
import { withdraw } from '../helpers/template-changes.ts';

// MiniStack checks the role of a state machine only because of test/aws/machine_role.py

const PREFIX = 'backfill grants/';
const FILES = new Map(
  ['a', 'b', 'ü'].map((name) => [`${PREFIX}${name}.fits`, primary([], [`OBJECT  = '${name}'`])]),
);
const [MACHINE, MAP_RUNS, FUNCTION] = ['BackfillMachineRole', 'BackfillMapRuns', 'BackfillRole'];
const [THE_SOURCE, THE_LAKE] = [SOURCE, 'TargetBucket'];

describe('without a permission, a backfill', () => {
  let stack: Deployed;
  const fresh = () => freshContents(FILES);

  beforeAll(async () => {
    stack = await deployed();
    for (const [key, bytes] of FILES) await putObject(key, bytes);
    await until(
      'the lake to contain the files',
      240_000,
      async () => (await stack.contents(PREFIX)).size === FILES.size,
    );
  });

  async function backfillWithout(policy: string, action: string, resource: string, ...args: string[]) {
    const restore = await changeStack(STACK, (template) => withdraw(template, policy, action, resource));
    try {
      const { status, stdout, stderr } = runCli([
        ...['backfill', '--stack', STACK, '--prefix', PREFIX, '--json'],
        ...args,
      ]);
      return { status, stderr, report: stdout === '' ? undefined : JSON.parse(stdout) };
    } finally {
      await restore();
    }
  }

  it.each([
    [MACHINE, 's3:ListBucket', THE_SOURCE, 'States.ItemReaderFailed'],
    [MACHINE, 's3:ListBucket', THE_LAKE, 'States.ItemReaderFailed'],
    [MACHINE, 's3:PutObject', THE_LAKE, 'States.ResultWriterFailed'],
    [MAP_RUNS, 'states:StartExecution', 'BackfillMachine', 'States.Runtime'],
  ])('fails and names the action (policy %s: %s on %s)', async (policy, action, resource, error) => {
    const { status, stderr } = await backfillWithout(policy, action, resource);
    expect(status).toBe(1);
    expect(stderr).toContain(error);
    expect(stderr).toContain(action);
    expect(await stack.contents(PREFIX)).toEqual(await fresh());
  });

  it.each([
    [MACHINE, 'lambda:InvokeFunction', 'BackfillFunction'],
    [FUNCTION, 's3:GetObject', THE_SOURCE],
    [FUNCTION, 's3:GetObject', THE_LAKE],
    [FUNCTION, 's3:PutObject', THE_LAKE],
  ])(
    'reports all files as failed and keeps their rows (policy %s: %s on %s)',
    async (policy, action, resource) => {
      const { status, report } = await backfillWithout(policy, action, resource, '--force');
      expect(status).toBe(1);
      const failed = report.failures.map(({ key }: { key: string }) => key);
      expect(failed).toEqual(expect.arrayContaining([...FILES.keys()]));
      expect(await stack.contents(PREFIX)).toEqual(await fresh());
    },
  );

  it('keeps an expired tombstone and reports it as failed (s3:DeleteObject on the lake)', async () => {
    const [key, goneAt] = [`${PREFIX}gone.fits`, new Date(0)];
    const place = { bucket: SOURCE, key };
    await stack.lake.write(lakeKey(place), tombstone(place, goneAt), {
      ifMatch: null,
      metadata: toMetadata({ kind: 'tombstone', ...place, generation: 1, revision: 1, goneAt }),
    });
    const { status, report } = await backfillWithout(FUNCTION, 's3:DeleteObject', THE_LAKE);
    expect({ status, failures: report.failures }).toMatchObject({ status: 1, failures: [{ key }] });
    expect([...(await stack.contents(PREFIX)).keys()]).toContain(key);
  });

  it('succeeds and records the error (glue:StartCrawler)', async () => {
    const { status } = await backfillWithout(MACHINE, 'glue:StartCrawler', 'crawler/');
    expect(status).toBe(0);
    const { arn } = await newestRun(stack.outputs['Backfill'] ?? '');
    expect(await outputOf(arn)).toMatchObject({ crawl: { Error: 'Glue.AccessDeniedException' } });
    expect(await stack.contents(PREFIX)).toEqual(await fresh());
  });
});
