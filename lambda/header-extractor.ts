import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { answer } from './batch.ts';
import { deadlineIn } from './deadline.ts';
import { functionContext } from './function-context.ts';
import { journal } from './journal.ts';
import { partitions } from './partitions.ts';

// made once a container
const { environment, source, lake, glue, known, wants } = functionContext(process.env);
const { sourceBucket, targetBucket, database, table, collectionDepth } = environment;
const logger = new Logger();
const metrics = new Metrics();
const ours = { bucket: sourceBucket, wants };

/** Looks at the objects that messages of the queue name, and gives back those that have to come again. */
export async function handler({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  logger.addContext(context);
  const { signal, clear } = deadlineIn(context.getRemainingTimeInMillis());
  const journaled = journal(logger, metrics);
  const addPartition = partitions({
    ...{ client: glue, database, table, bucket: targetBucket, known, signal },
    added: journaled.partitionsAdded,
  });
  try {
    const world = { bucket: sourceBucket, source, lake, collectionDepth, addPartition };
    return await answer(Records, ours, world, signal, journaled);
  } finally {
    clear();
    journaled.publish();
  }
}
