import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { GlueClient } from '@aws-sdk/client-glue';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { suffixTest } from '../lib/lake/suffixes.ts';
import { s3Store } from '../lib/stores/s3.ts';
import { s3Client } from '../lib/stores/s3-client.ts';
import { answer } from './batch.ts';
import { deadlineIn } from './deadline.ts';
import { readEnvironment } from './environment.ts';
import { journal } from './journal.ts';
import { partitions } from './partitions.ts';
import { sendAgain } from './send-again.ts';

// made once a container
const { sourceBucket, sourcePrefix, suffixes, targetBucket, queue, owner, database, table, collectionDepth } =
  readEnvironment(process.env);
const client = s3Client();
const source = s3Store({ client, bucket: sourceBucket, owner });
const lake = s3Store({ client, bucket: targetBucket, owner });
const glue = new GlueClient({
  maxAttempts: 6,
  requestHandler: { connectionTimeout: 5000, socketTimeout: 20_000 },
});
// it is asked when there are seconds left
const sqs = new SQSClient({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1000, socketTimeout: 1500 },
});
const known = new Set<string>();
const logger = new Logger();
const metrics = new Metrics();
const again = sendAgain(sqs, queue, (error) => logger.error('messages not sent again', { error }));
const hasSuffix = suffixTest(suffixes);
const ours = {
  bucket: sourceBucket,
  wants: (key: string): boolean => key.startsWith(sourcePrefix) && hasSuffix(key),
};

/** Looks at the objects that messages of the queue name, and gives back those that have to come again. */
export async function handler({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  logger.addContext(context);
  const { signal, clear } = deadlineIn(context.getRemainingTimeInMillis());
  const journaled = journal(logger, metrics);
  const addPartition = partitions({ client: glue, database, table, bucket: targetBucket, known, signal });
  try {
    const world = { bucket: sourceBucket, source, lake, collectionDepth, addPartition };
    return await answer(Records, ours, world, signal, journaled, again);
  } finally {
    clear();
    journaled.publish();
  }
}
