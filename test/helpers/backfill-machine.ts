import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  SFNClient,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { until } from './deadline.ts';

// Runs of a deployed state machine.

const client = new SFNClient();

/** Stops a run. */
export const stopRun = (arn: string) => client.send(new StopExecutionCommand({ executionArn: arn }));

/** Returns the status of a run, such as `RUNNING` or `ABORTED`. */
export const statusOfRun = async (arn: string): Promise<string> =>
  (await client.send(new DescribeExecutionCommand({ executionArn: arn }))).status ?? '';

/** Returns the newest run of a state machine, and its input. */
export async function newestRun(machine: string): Promise<{ readonly arn: string; readonly input: unknown }> {
  const { executions = [] } = await client.send(
    new ListExecutionsCommand({ stateMachineArn: machine, maxResults: 1 }),
  );
  const arn = executions[0]?.executionArn ?? '';
  const { input = '' } = await client.send(new DescribeExecutionCommand({ executionArn: arn }));
  return { arn, input: JSON.parse(input) };
}

/** Waits until some batches of a run's first half have succeeded while others have not started. */
export const partlyDone = (arn: string): Promise<true> =>
  until('the run to be partly done', 240_000, async () => {
    const [first] = await halvesOf(arn);
    return first !== undefined && first.batches.succeeded > 0 && first.batches.pending > 0;
  }) as Promise<true>;

interface Counts {
  readonly pending: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly aborted: number;
  readonly total: number;
}

/** Returns what Step Functions reports of the two halves of a run: over the source's objects, then the lake's. */
export async function halvesOf(
  arn: string,
): Promise<{ readonly status: string; readonly objects: Counts; readonly batches: Counts }[]> {
  const { mapRuns = [] } = await client.send(new ListMapRunsCommand({ executionArn: arn }));
  const inOrder = mapRuns.toSorted((a, b) => Number(a.startDate) - Number(b.startDate));
  return Promise.all(
    inOrder.map(async ({ mapRunArn }) => {
      const { status = '', ...counts } = await client.send(new DescribeMapRunCommand({ mapRunArn }));
      return {
        status,
        objects: counts.itemCounts as Counts,
        batches: counts.executionCounts as Counts,
      };
    }),
  );
}

/** Returns the output of a run that has succeeded. */
export async function outputOf(arn: string): Promise<unknown> {
  const { output = '' } = await client.send(new DescribeExecutionCommand({ executionArn: arn }));
  return JSON.parse(output);
}
