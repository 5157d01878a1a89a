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
  /** The name of the Map Run, which has to be unique. */
  readonly label: string;
  readonly bucket: IBucket;
  /** The field of the state with the prefix; undefined for the whole bucket, because the reader accepts no empty prefix. */
  readonly prefix: string | undefined;
  /** What the function does with the batches. */
  readonly task: 'backfill' | 'reconcile';
  readonly function: IFunction;
  /** The most batches at once. */
  readonly concurrency: number;
  /** Where results are written, and where their location is kept in the state. */
  readonly results: { readonly bucket: IBucket; readonly folder: string; readonly path: string };
}

/** The most items of a batch: a few seconds of work if nothing changed. */
const BATCH_ITEMS = 300;
/** The most bytes of a batch: with the reason of a crash, 32 KiB, it stays within the 256 KiB of a state. */
const BATCH_BYTES = 200_000;

/** Processes all objects. A failed batch does not end it: failures are in the results. */
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
 * The states of a batch. A crashed batch is tried once more, and the function then does less at once. A batch that
 * crashes again is its own output, with the reason, so that the report can name the files that were not processed.
 *
 * All of it has to fit into the five minutes of an Express execution: the function twice, with its waits; or once, with
 * the wait for a free execution of the function. Otherwise the child execution times out, and its files are reported as
 * failed too.
 */
function batch(scope: Construct, label: string, lambda: IFunction): IChainable {
  const attempt = (name: string, ...more: string[]): TaskStateBase =>
    new LambdaInvoke(scope, `${name} of the ${label}`, {
      lambdaFunction: lambda,
      payloadResponseOnly: true,
      retryOnServiceExceptions: false,
      taskTimeout: Timeout.duration(LAKE_FUNCTION_TIMEOUT.plus(Duration.seconds(5))),
    }).addRetry({
      // errors that come at once; before others, minutes may have passed
      errors: [...more, 'Lambda.ServiceException', 'Lambda.AWSLambdaException'],
      interval: Duration.seconds(2),
      backoffRate: 2,
      maxAttempts: 4,
      maxDelay: Duration.seconds(8),
      jitterStrategy: JitterType.FULL,
    });
  /** An account with few executions: the batch waits for its turn, at most two minutes; it has not crashed. */
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
