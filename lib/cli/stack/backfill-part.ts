// loads the AWS SDK: only where a stack is asked

import { ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { utc } from '../time.ts';
import type { DeployedStack } from './deployed.ts';
import type { Known } from './part.ts';

/** What the last backfill came to: Step Functions keeps that for 90 days. */
export async function backfillPart(sfn: SFNClient, { name, outputs }: DeployedStack): Promise<Known> {
  const { executions = [] } = await sfn.send(
    new ListExecutionsCommand({ stateMachineArn: outputs.Backfill, maxResults: 1 }),
  );
  const [last] = executions;
  if (last === undefined) {
    return {
      facts: { last: null },
      text: `none in the last 90 days; what was there before the stack is read by fits-datalake backfill --stack ${name}`,
    };
  }
  const { status = 'UNKNOWN', startDate, stopDate } = last;
  const lost = status === 'FAILED' || status === 'TIMED_OUT';
  return {
    facts: { last: { status, started: startDate, stopped: stopDate, run: last.executionArn } },
    text:
      `${status === 'RUNNING' ? 'one is under way' : `the last one ${status.toLowerCase().replace('_', ' ')}`}` +
      (startDate === undefined ? '' : `, started ${utc(startDate)}`) +
      `; what it did: fits-datalake backfill --stack ${name} --last`,
    wrong: lost
      ? [
          `the last backfill ${status.toLowerCase().replace('_', ' ')}; why: fits-datalake backfill --stack ${name} --last`,
        ]
      : [],
  };
}
