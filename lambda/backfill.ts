import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { QUEUE_VARIABLE } from '../lib/deployment/function-variables.ts';
import type { BatchReport } from '../lib/lake/batch-report.ts';
import { backfill } from './backfill-batch.ts';
import { batchOf } from './backfill-event.ts';
import { deadlineIn } from './deadline.ts';
import { readVariable } from './environment.ts';
import { functionContext } from './function-context.ts';
import { journal } from './journal.ts';
import { partitions } from './partitions.ts';
import { sendToQueue } from './send-to-queue.ts';

// made once a container
const { environment, source, lake, glue, known, wants } = functionContext(process.env);
const { sourceBucket, targetBucket, database, table, collectionDepth } = environment;
const logger = new Logger();
const metrics = new Metrics();
// it is called when only seconds are left
const sqs = new SQSClient({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1000, socketTimeout: 1500 },
});
const hand = sendToQueue(sqs, readVariable(process.env, QUEUE_VARIABLE), sourceBucket, (error) =>
  logger.error('keys not sent to the queue', { error }),
);

/** Makes the lake agree with the objects of a batch, and tells what became of each. */
export async function handler(event: unknown, context: Context): Promise<BatchReport> {
  logger.addContext(context);
  const batch = batchOf(event);
  const { signal, clear } = deadlineIn(context.getRemainingTimeInMillis());
  const journaled = journal(logger, metrics, ['unchanged', 'skipped']);
  const addPartition = partitions({
    ...{ client: glue, database, table, bucket: targetBucket, known, signal },
    // a run restores partitions deleted before it, whatever this container remembers
    since: batch.began.getTime(),
    added: journaled.partitionsAdded,
  });
  try {
    const world = { bucket: sourceBucket, source, lake, collectionDepth, addPartition, wants };
    return await backfill(batch, world, signal, journaled.looked, hand);
  } finally {
    clear();
    journaled.publish();
  }
}
