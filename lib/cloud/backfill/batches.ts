import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import {
  DistributedMap,
  Errors,
  type IChainable,
  ItemBatcher,
  JitterType,
  JsonPath,
  OutputType,
  Pass,
  ResultWriterV2,
  S3ObjectsItemReader,
  StateMachineType,
  type TaskStateBase,
  Timeout,
  Transformation,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { BATCH_OBJECTS, FUNCTION_SECONDS } from '../../deployment/limits.ts';

// The part of the state machine that lists objects and calls the function with batches of them.

/** What the function does with a batch. */
export type BackfillTask = 'backfill' | 'reconcile' | 'changes' | 'forget';

/** A bucket to list: one that is known, or the path of its name in the state, from `JsonPath.stringAt()`. */
export type ListedBucket = { readonly bucket: IBucket } | { readonly bucketNamePath: string };

/** The objects of a bucket, or those below one of its prefixes, and what happens to them. */
export interface ObjectsMapProps {
  /** The name of the Map Run. It has to be unique within the state machine. */
  readonly label: string;
  readonly bucket: ListedBucket;
  /** The path of the prefix in the state; undefined for the whole bucket: the reader does not accept an empty prefix. */
  readonly prefix: string | undefined;
  /** What the function does with the batches. */
  readonly task: BackfillTask;
  /** Which files the batches are about, as paths in the state. */
  readonly about: Readonly<Record<string, string>>;
  readonly function: IFunction;
  /** The most batches that run at the same time. */
  readonly concurrency: number;
  /** Where results are written, and the path in the state at which their location is kept. */
  readonly results: { readonly bucket: IBucket; readonly folder: string; readonly path: string };
}

/**
 * The most bytes of a batch. Together with the reason of a crash, which has up to 32 KiB, it has to fit into the 256 KiB of a
 * state.
 */
const BATCH_BYTES = 200_000;

/**
 * A Distributed Map that lists objects and passes them to the function in batches. A failed batch does not end the map:
 * the results list the failures.
 */
export function objectsMap(scope: Construct, props: ObjectsMapProps): DistributedMap {
  const { label, bucket, prefix, task, about, results } = props;
  const map = new DistributedMap(scope, `Process the ${label}`, {
    label,
    mapExecutionType: StateMachineType.EXPRESS,
    maxConcurrency: props.concurrency,
    toleratedFailurePercentage: 100,
    itemReader: new S3ObjectsItemReader({
      ...bucket,
      ...(prefix === undefined ? {} : { prefix: JsonPath.stringAt(prefix) }),
    }),
    itemBatcher: new ItemBatcher({
      maxItemsPerBatch: BATCH_OBJECTS,
      maxInputBytesPerBatch: BATCH_BYTES,
      batchInput: { task, ...about, 'force.$': '$.force', 'began.$': '$.began' },
    }),
    resultWriterV2: new ResultWriterV2({
      bucket: results.bucket,
      prefix: results.folder,
      writerConfig: { transformation: Transformation.COMPACT, outputType: OutputType.JSONL },
    }),
    resultPath: results.path,
  });
  return map.itemProcessor(batchStates(scope, label, props.function));
}

/**
 * The states of one batch. A batch that crashes is tried once more, and the function then processes fewer objects at the
 * same time. If it crashes again, the output is the batch itself with the reason, so that the report can name the files that
 * were not processed.
 *
 * Everything has to fit into the five minutes of an Express execution: two calls of the function with their retries, or
 * one call and the wait for Lambda to have capacity. Otherwise the execution times out, and its files are reported as
 * failed all the same.
 */
function batchStates(scope: Construct, label: string, lambda: IFunction): IChainable {
  const call = (name: string, ...retried: string[]): TaskStateBase =>
    new LambdaInvoke(scope, `${name} of the ${label}`, {
      lambdaFunction: lambda,
      payloadResponseOnly: true,
      retryOnServiceExceptions: false,
      taskTimeout: Timeout.duration(Duration.seconds(FUNCTION_SECONDS + 5)),
    }).addRetry({
      // these are errors that Lambda returns immediately; others may come after minutes
      errors: [...retried, 'Lambda.ServiceException', 'Lambda.AWSLambdaException'],
      interval: Duration.seconds(2),
      backoffRate: 2,
      maxAttempts: 4,
      maxDelay: Duration.seconds(8),
      jitterStrategy: JitterType.FULL,
    });
  const giveUp = new Pass(scope, `Give up on a batch of the ${label}`, {
    comment: 'The output is the batch and what went wrong',
  });
  const secondCall = call('Careful batch', THROTTLED).addCatch(giveUp, {
    errors: [Errors.ALL],
    resultPath: '$.crashed',
  });
  return waitForCapacity(call('Batch'))
    .addCatch(giveUp, { errors: [THROTTLED], resultPath: '$.crashed' })
    .addCatch(secondCall, { errors: [Errors.ALL], resultPath: '$.crashed' });
}

/** Lambda has no capacity for another execution. */
const THROTTLED = 'Lambda.TooManyRequestsException';

/** Lets a batch wait for up to two minutes if Lambda has no capacity. That is not a crash. */
const waitForCapacity = (task: TaskStateBase): TaskStateBase =>
  task.addRetry({
    errors: [THROTTLED],
    interval: Duration.seconds(4),
    backoffRate: 1.5,
    maxAttempts: 11,
    maxDelay: Duration.seconds(14),
    jitterStrategy: JitterType.FULL,
  });
