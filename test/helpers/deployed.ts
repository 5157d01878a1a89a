import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { expect } from 'vitest';
import { s3Store } from '../../lib/stores/s3.ts';
import { s3Client } from '../../lib/stores/s3-client.ts';
import type { Store } from '../../lib/stores/store.ts';
import type { Context } from './cdk.ts';
import { type Contents, lakeContents } from './lake-contents.ts';
import { ACCOUNT } from './ministack.ts';
import { drained } from './queue.ts';

export const STACK = 'my-fits-datalake';
export const SOURCE = 'archive-of-tests';

/** What the stack of all tests is deployed with; each event source of its own process is a node, so not too many. */
export const SETTINGS: Context = { sourceBucket: SOURCE, keywords: 'GAIN', maxConcurrency: '4' };

export interface Deployed {
  readonly outputs: Readonly<Record<string, string>>;
  readonly lake: Store;
  /** What the lake says of source keys that begin so, once the queues are empty. */
  contents(within: string): Promise<Contents>;
  /** Waits until the lake holds just this of source keys that begin so. */
  expectContents(within: string, expected: Contents, milliseconds?: number): Promise<void>;
}

/** A deployed stack, as its outputs tell it. */
export async function deployed(stack = STACK): Promise<Deployed> {
  const outputs = await outputsOf(stack);
  const lake = s3Store({ client: s3Client(), bucket: outputs['TargetBucket'] ?? '', owner: ACCOUNT });
  const contents = async (within: string): Promise<Contents> => {
    for (const queue of ['Queue', 'RetryQueue']) await drained(outputs[queue] ?? '');
    return lakeContents(lake, within);
  };
  return {
    outputs,
    lake,
    contents,
    expectContents: async (within, expected, timeout = 240_000) =>
      expect.poll(() => contents(within), { timeout, interval: 300 }).toEqual(expected),
  };
}

export async function outputsOf(stack: string): Promise<Record<string, string>> {
  const { Stacks } = await new CloudFormationClient().send(new DescribeStacksCommand({ StackName: stack }));
  return Object.fromEntries(
    Stacks?.[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]) ?? [],
  );
}
