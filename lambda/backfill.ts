import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { QUEUE_VARIABLE } from '../lib/deployment/function-variables.ts';
import type { BatchReport } from '../lib/lake/batch-report.ts';
import { runBatch } from './backfill-batch.ts';
import { batchOf } from './backfill-event.ts';
import { readVariable } from './environment.ts';
import { functionContext } from './function-context.ts';
import { runInvocation } from './invocation.ts';
import { queueSender } from './send-to-queue.ts';

// once per container
const container = functionContext(process.env);
const sendToQueue = queueSender({
  // it is used when only seconds are left
  client: new SQSClient({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 1000, socketTimeout: 1500 },
  }),
  url: readVariable(process.env, QUEUE_VARIABLE),
  onError: (error) => container.logger.error('files not sent to the queue', { error }),
});

/** The backfill function: syncs the objects of one batch, and returns a report of their outcomes. */
export async function handler(event: unknown, lambda: Context): Promise<BatchReport> {
  const batch = batchOf(event);
  const options = { since: batch.began, quiet: ['unchanged', 'skipped'] };
  return runInvocation(container, lambda, options, (invocation) => runBatch(batch, invocation, sendToQueue));
}
