import { describe, expect, it } from 'vitest';
import type { DeployedStack } from '../../../lib/cli/aws/deployed.ts';
import type { FinishedRun } from '../../../lib/cli/backfill/machine.ts';
import { crawlerText, unsuccessfulText } from '../../../lib/cli/backfill/run-text.ts';
import { ONE_SOURCE, OUTPUTS } from '../../helpers/our-stack.ts';

const STACK: DeployedStack = {
  ...{ name: 'my-fits-datalake', region: 'eu-central-1', status: 'CREATE_COMPLETE' },
  ...ONE_SOURCE,
  outputs: OUTPUTS,
};
const RUN: FinishedRun = {
  arn: 'arn:run',
  scope: { sourcePrefix: 'raw/', lakePrefix: 'headers/', force: false },
  started: new Date('2026-11-18T11:06:40Z'),
  stopped: new Date('2026-11-18T11:06:50Z'),
  status: 'FAILED',
  reason: undefined,
  output: undefined,
};

describe('the message about a run that did not succeed', () => {
  it.each([
    [
      'FAILED',
      'States.ItemReaderFailed: denied',
      /^the run failed at 2026-11-18 11:06:50 UTC: States\.ItemReaderFailed: denied; /,
    ],
    ['ABORTED', undefined, /^the run was stopped at 2026-11-18 11:06:50 UTC; /],
    ['TIMED_OUT', undefined, /^the run timed out at /],
  ])('names the time and the reason if it is %s', (status, reason, text) => {
    expect(unsuccessfulText({ ...RUN, status, reason }, STACK)).toMatch(text);
  });

  it('ends with the command that continues it', () => {
    expect(unsuccessfulText(RUN, STACK)).toContain(': fits-datalake backfill --stack my-fits-datalake (');
  });

  it('keeps the option --changes', () => {
    const scope = { ...RUN.scope, changes: true } as const;
    expect(unsuccessfulText({ ...RUN, scope }, STACK)).toContain(' --changes (');
  });

  it('keeps all options of that command, quoted for a shell', () => {
    const scope = { sourcePrefix: "raw/a b's/", lakePrefix: 'headers/', force: true };
    expect(unsuccessfulText({ ...RUN, scope }, STACK)).toContain(
      `: fits-datalake backfill --stack my-fits-datalake --prefix 'raw/a b'\\''s/' --force (`,
    );
  });
});

it('the message about a crawler that could not be started ends with the command that starts it', () => {
  expect(crawlerText('no rights', 'my-fits-datalake')).toMatch(
    /no rights; .*fits-datalake crawl --stack my-fits-datalake$/,
  );
});
