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
  Succeed,
  type TaskStateBase,
  Timeout,
  Transformation,
} from 'aws-cdk-lib/aws-stepfunctions';
import { CallAwsService, LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { LakeCrawler } from './crawler.ts';
import { LAKE_FUNCTION_TIMEOUT } from './lake-function.ts';
import { RUNS } from './target-bucket.ts';

/** What an execution is given; `lakePrefix` begins with `headers/`. */
export interface BackfillInput {
  readonly sourcePrefix: string;
  readonly lakePrefix: string;
  readonly force: boolean;
}

/** The names of the parts of an execution: two of one name could not be told apart. */
export const LABELS = ['source', 'lake'] as const;

/** A part of an execution: all objects below a prefix of a bucket, in batches. */
interface Part {
  /** The name of its Map Runs, of what it leaves in the state, and of the folder of its results. */
  readonly label: (typeof LABELS)[number];
  readonly bucket: IBucket;
  readonly prefix: Exclude<keyof BackfillInput, 'force'>;
  /** What the function does with the batches. */
  readonly task: 'backfill' | 'reconcile';
}

export interface BackfillStatesProps {
  readonly source: IBucket;
  /** Where the lake is, and where results are written, below `runs/`. */
  readonly target: IBucket;
  readonly function: IFunction;
  readonly crawler: Pick<LakeCrawler, 'name' | 'arn'>;
  /** Batches at once, at most. */
  readonly concurrency: number;
}

/** Items of a batch, at most: some seconds' work where nothing changed. */
const BATCH_ITEMS = 300;
/** Bytes of a batch, at most: with why it crashed, 32 KiB, it is within the 256 KiB that a state may have. */
const BATCH_BYTES = 200_000;

/**
 * The states of a backfill: all objects of the source are looked at, then all objects of the lake, then the crawler is
 * started. What a part leaves, the ARN of its Map Run and where its results are, is kept under its label.
 */
export function backfillStates(scope: Construct, props: BackfillStatesProps): IChainable {
  const begin = new Pass(scope, 'Begin', {
    comment: 'Notes when it began: what is younger needs no second look',
    parameters: {
      'sourcePrefix.$': '$.sourcePrefix',
      'lakePrefix.$': '$.lakePrefix',
      'force.$': '$.force',
      'began.$': '$$.Execution.StartTime',
    },
  });
  const { source, target, crawler } = props;
  return begin
    .next(part(scope, { label: 'source', bucket: source, prefix: 'sourcePrefix', task: 'backfill' }, props))
    .next(part(scope, { label: 'lake', bucket: target, prefix: 'lakePrefix', task: 'reconcile' }, props))
    .next(crawl(scope, crawler));
}

/** Has all objects below a prefix looked at. No batch that fails ends it: what fails is in the results. */
function part(
  scope: Construct,
  { label, bucket, prefix, task }: Part,
  props: BackfillStatesProps,
): DistributedMap {
  const map = new DistributedMap(scope, `All of the ${label}`, {
    label,
    mapExecutionType: StateMachineType.EXPRESS,
    maxConcurrency: props.concurrency,
    toleratedFailurePercentage: 100,
    itemReader: new S3ObjectsItemReader({ bucket, prefix: JsonPath.stringAt(`$.${prefix}`) }),
    itemBatcher: new ItemBatcher({
      maxItemsPerBatch: BATCH_ITEMS,
      maxInputBytesPerBatch: BATCH_BYTES,
      batchInput: { task, 'prefix.$': '$.sourcePrefix', 'force.$': '$.force', 'began.$': '$.began' },
    }),
    resultWriterV2: new ResultWriterV2({
      bucket: props.target,
      prefix: `${RUNS}${label}`,
      writerConfig: { transformation: Transformation.COMPACT, outputType: OutputType.JSONL },
    }),
    resultPath: `$.${label}`,
  });
  return map.itemProcessor(batch(scope, label, props.function));
}

/**
 * The states of a batch. It is tried once more, when the function sees that it crashed and takes less at once; a batch
 * that crashes again is its own output, with the reason, so that it can be told which files were not looked at.
 *
 * All of it has to fit into the five minutes of an Express execution: two times the function, and what it may wait; or
 * once, and how long it may wait for an execution of the function. What does not fit ends as a child that timed out, whose
 * files are told as failed too.
 */
function batch(scope: Construct, label: Part['label'], lambda: IFunction): IChainable {
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

/** Starts the crawler. Where it runs already it will see the rest the next time; partitions are there without it. */
function crawl(scope: Construct, { name, arn }: BackfillStatesProps['crawler']): IChainable {
  const done = new Succeed(scope, 'Done');
  return new CallAwsService(scope, 'Start the crawler', {
    service: 'glue',
    action: 'startCrawler',
    parameters: { Name: name },
    iamResources: [arn],
    resultPath: JsonPath.DISCARD,
  })
    .addCatch(done, { errors: ['Glue.CrawlerRunningException'], resultPath: JsonPath.DISCARD })
    .addCatch(done, { errors: [Errors.ALL], resultPath: '$.crawl' })
    .next(done);
}
