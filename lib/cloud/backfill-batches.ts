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
import { LAKE_FUNCTION_TIMEOUT } from './lake-function.ts';

/** The objects of a bucket, or those below a prefix of it, in batches. */
export interface Batches {
  /** The name of the Map Run: two of one name could not be told apart. */
  readonly label: string;
  readonly bucket: IBucket;
  /** Where the state has the prefix; undefined for the whole bucket, since the reader takes no empty prefix. */
  readonly prefix: string | undefined;
  /** What the function does with the batches. */
  readonly task: 'backfill' | 'reconcile';
  readonly function: IFunction;
  /** Batches at once, at most. */
  readonly concurrency: number;
  /** Where results are written, and what is left in the state of them. */
  readonly results: { readonly bucket: IBucket; readonly folder: string; readonly path: string };
}

/** Items of a batch, at most: some seconds' work where nothing changed. */
const BATCH_ITEMS = 300;
/** Bytes of a batch, at most: with why it crashed, 32 KiB, it is within the 256 KiB that a state may have. */
const BATCH_BYTES = 200_000;

/** Has all objects looked at. No batch that fails ends it: what fails is in the results. */
export function allObjects(scope: Construct, batches: Batches): DistributedMap {
  const { label, bucket, prefix, task, results } = batches;
  const map = new DistributedMap(scope, `All of the ${label}`, {
    label,
    mapExecutionType: StateMachineType.EXPRESS,
    maxConcurrency: batches.concurrency,
    toleratedFailurePercentage: 100,
    itemReader: new S3ObjectsItemReader({
      bucket,
      ...(prefix === undefined ? {} : { prefix: JsonPath.stringAt(prefix) }),
    }),
    itemBatcher: new ItemBatcher({
      maxItemsPerBatch: BATCH_ITEMS,
      maxInputBytesPerBatch: BATCH_BYTES,
      batchInput: { task, 'prefix.$': '$.sourcePrefix', 'force.$': '$.force', 'began.$': '$.began' },
    }),
    resultWriterV2: new ResultWriterV2({
      bucket: results.bucket,
      prefix: results.folder,
      writerConfig: { transformation: Transformation.COMPACT, outputType: OutputType.JSONL },
    }),
    resultPath: results.path,
  });
  return map.itemProcessor(batch(scope, label, batches.function));
}

/**
 * The states of a batch. It is tried once more, when the function sees that it crashed and takes less at once; a batch
 * that crashes again is its own output, with the reason, so that it can be told which files were not looked at.
 *
 * All of it has to fit into the five minutes of an Express execution: two times the function, and what it may wait; or
 * once, and how long it may wait for an execution of the function. What does not fit ends as a child that timed out, whose
 * files are told as failed too.
 */
function batch(scope: Construct, label: string, lambda: IFunction): IChainable {
  const attempt = (name: string, ...more: string[]): TaskStateBase =>
    new LambdaInvoke(scope, `${name} of the ${label}`, {
      lambdaFunction: lambda,
      payloadResponseOnly: true,
      retryOnServiceExceptions: false,
      taskTimeout: Timeout.duration(LAKE_FUNCTION_TIMEOUT.plus(Duration.seconds(5))),
    }).addRetry({
      // those that come at once: after others, minutes may have gone by
      errors: [...more, 'Lambda.ServiceException', 'Lambda.AWSLambdaException'],
      interval: Duration.seconds(2),
      backoffRate: 2,
      maxAttempts: 4,
      maxDelay: Duration.seconds(8),
      jitterStrategy: JitterType.FULL,
    });
  /** An account with few executions: the batch waits for its turn, two minutes at most, and has not crashed. */
  const patient = (task: TaskStateBase): TaskStateBase =>
    task.addRetry({
      errors: [THROTTLED],
      interval: Duration.seconds(4),
      backoffRate: 1.5,
      maxAttempts: 11,
      maxDelay: Duration.seconds(14),
      jitterStrategy: JitterType.FULL,
    });
  const crashed = { errors: [Errors.ALL], resultPath: '$.crashed' };
  const givenUp = new Pass(scope, `Batch given up of the ${label}`, {
    comment: 'The batch, with what went wrong, is the output',
  });
  const again = attempt('Batch with care', THROTTLED).addCatch(givenUp, crashed);
  return patient(attempt('Batch'))
    .addCatch(givenUp, { errors: [THROTTLED], resultPath: '$.crashed' })
    .addCatch(again, crashed);
}

/** Lambda had no execution free. */
const THROTTLED = 'Lambda.TooManyRequestsException';
