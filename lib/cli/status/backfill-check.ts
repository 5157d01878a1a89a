// status --stack: the check of the last backfill.
// It loads the AWS SDK, which takes time: import it only when it is needed.

import { DescribeExecutionCommand, ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { HISTORY_DAYS } from '../../deployment/limits.ts';
import { sourceUrl } from '../../deployment/sources.ts';
import type { DeployedStack } from '../aws/deployed.ts';
import { scopeFromInput, scopeText } from '../backfill/scope.ts';
import { utc } from '../terminal/words.ts';
import type { CheckResult } from './check.ts';

/** Checks how the last backfill ended. Step Functions keeps runs for 90 days. */
export async function checkBackfill(sfn: SFNClient, stack: DeployedStack): Promise<CheckResult> {
  const { name, outputs } = stack;
  const { executions = [] } = await sfn.send(
    new ListExecutionsCommand({ stateMachineArn: outputs.Backfill, maxResults: 1 }),
  );
  const [last] = executions;
  if (last === undefined) {
    return {
      facts: { last: null },
      text: `none in the last ${HISTORY_DAYS} days; fits-datalake backfill --stack ${name} reads files that are older than the stack`,
    };
  }
  const { status = 'UNKNOWN', startDate, stopDate } = last;
  const { input } = await sfn.send(new DescribeExecutionCommand({ executionArn: last.executionArn }));
  const scope = scopeFromInput(input);
  const report = `fits-datalake backfill --stack ${name} --last`;
  const start = startDate === undefined ? '' : `, started ${utc(startDate)}`;
  const isFailed = status === 'FAILED' || status === 'TIMED_OUT';
  return {
    facts: {
      last: {
        status,
        ...(scope.sourcePrefix !== undefined && { prefix: scope.sourcePrefix }),
        ...(scope.sources && { sources: scope.sources.map(sourceUrl) }),
        ...(scope.forget !== undefined && { forget: scope.forget }),
        force: scope.force,
        started: startDate,
        stopped: stopDate,
        run: last.executionArn,
      },
    },
    text:
      `the last run, of ${scopeText(stack, scope)}, ${statusText(status)}${start}; ` +
      `${status === 'RUNNING' ? 'to follow it' : 'its report'}: ${report}`,
    problems: isFailed ? [`the last backfill ${statusText(status)}; to see why: ${report}`] : [],
  };
}

/** Statuses of Step Functions whose lower-case names do not fit into a sentence. */
const STATUS_TEXT: Readonly<Record<string, string>> = {
  RUNNING: 'is running',
  TIMED_OUT: 'timed out',
  ABORTED: 'was stopped',
};

/** How a run is going or ended: `the last backfill ...`. */
const statusText = (status: string): string => STATUS_TEXT[status] ?? status.toLowerCase();
