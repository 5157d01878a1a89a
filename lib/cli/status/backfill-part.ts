// loads the AWS SDK: only where a stack is asked

import { DescribeExecutionCommand, ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { DeployedStack } from '../aws/deployed.ts';
import { scopeOfInput, scopeText } from '../backfill/scope.ts';
import { utc } from '../terminal/words.ts';
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
  const { input } = await sfn.send(new DescribeExecutionCommand({ executionArn: last.executionArn }));
  const scope = scopeOfInput(input);
  const what = scopeText(outputs.SourceBucket, scope);
  const isRunning = status === 'RUNNING';
  const how = status
    .toLowerCase()
    .replace('_', ' ')
    .replace('aborted', 'was stopped')
    .replace('succeeded', 'came to its end');
  const lost = status === 'FAILED' || status === 'TIMED_OUT';
  return {
    facts: {
      last: {
        status,
        prefix: scope.sourcePrefix,
        force: scope.force,
        started: startDate,
        stopped: stopDate,
        run: last.executionArn,
      },
    },
    text:
      `${isRunning ? `one of ${what} is under way` : `the last one, of ${what}, ${how}`}` +
      (startDate === undefined ? '' : `, started ${utc(startDate)}`) +
      `; ${isRunning ? 'to follow it' : 'what it did'}: fits-datalake backfill --stack ${name} --last`,
    wrong: lost ? [`the last backfill ${how}; why: fits-datalake backfill --stack ${name} --last`] : [],
  };
}
