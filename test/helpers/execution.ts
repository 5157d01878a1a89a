import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { expect } from 'vitest';

/** Starts an execution of a state machine; returns its ARN. */
export async function started(client: SFNClient, machine: string, input: object): Promise<string> {
  const command = new StartExecutionCommand({ stateMachineArn: machine, input: JSON.stringify(input) });
  return (await client.send(command)).executionArn ?? '';
}

/** Waits until an execution has ended, and describes it. */
export async function ended(
  client: SFNClient,
  executionArn: string,
  timeout = 240_000,
): Promise<DescribeExecutionOutput> {
  const described = () => client.send(new DescribeExecutionCommand({ executionArn }));
  await expect.poll(async () => (await described()).status, { timeout, interval: 300 }).not.toBe('RUNNING');
  return described();
}
