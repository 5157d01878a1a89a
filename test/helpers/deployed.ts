import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { expect } from 'vitest';
import { s3Store } from '../../lib/stores/s3.ts';
import { s3Client } from '../../lib/stores/s3-client.ts';
import type { Store } from '../../lib/stores/store.ts';
import type { Context } from './cdk.ts';
import { type Contents, lakeContents } from './lake-contents.ts';
import { ACCOUNT } from './ministack.ts';
import { drained } from './queue.ts';

/** The stack that all tests share. */
export const STACK = 'my-fits-datalake';
/** The source bucket of that stack. */
export const SOURCE = 'archive-of-tests';

/** The settings of the stack that all tests share. Each concurrent invocation is a Node process, so few are allowed. */
export const SETTINGS: Context = { sourceBucket: SOURCE, keywords: 'GAIN', maxConcurrency: '4' };

/** A deployed stack, and its lake. */
export interface Deployed {
  readonly outputs: Readonly<Record<string, string>>;
  readonly lake: Store;
  /** Waits until the queues are empty, and returns the contents of the lake for source keys with this prefix. */
  contents(prefix: string): Promise<Contents>;
  /** Waits until the lake has exactly these contents for source keys with this prefix. */
  expectContents(prefix: string, expected: Contents, milliseconds?: number): Promise<void>;
}

/** Finds a deployed stack by its name. */
export async function deployed(stack = STACK): Promise<Deployed> {
  const outputs = await outputsOf(stack);
  const lake = s3Store({ client: s3Client(), bucket: outputs['TargetBucket'] ?? '', owner: ACCOUNT });
  const contents = async (prefix: string): Promise<Contents> => {
    for (const queue of ['Queue', 'RetryQueue']) await drained(outputs[queue] ?? '');
    return lakeContents(lake, prefix);
  };
  return {
    outputs,
    lake,
    contents,
    expectContents: async (prefix, expected, timeout = 240_000) =>
      expect.poll(() => contents(prefix), { timeout, interval: 300 }).toEqual(expected),
  };
}

/** Returns the outputs of a stack; none if it does not exist. */
export async function outputsOf(stack: string): Promise<Record<string, string>> {
  const { Stacks } = await new CloudFormationClient().send(new DescribeStacksCommand({ StackName: stack }));
  return Object.fromEntries(
    Stacks?.[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]) ?? [],
  );
}
