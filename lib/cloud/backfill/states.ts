import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import {
  Choice,
  Condition,
  Errors,
  Fail,
  type IChainable,
  JsonPath,
  Pass,
  Result,
  Succeed,
} from 'aws-cdk-lib/aws-stepfunctions';
import { CallAwsService } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { LakeCrawler } from '../crawler.ts';
import { RUNS } from '../target-bucket.ts';
import { objectsMap } from './batches.ts';

// The definition of the state machine, from the first state to the last.

/** The input of an execution. */
export interface BackfillInput {
  readonly sourcePrefix: string;
  /** Begins with `headers/`. */
  readonly lakePrefix: string;
  readonly force: boolean;
}

/**
 * The labels of the Map Runs that an execution can have.
 *
 * @param sourcePrefix the setting. With a prefix, no execution may list the whole bucket
 */
export const mapRunLabels = (sourcePrefix: string): readonly string[] =>
  sourcePrefix === '' ? ['source', 'bucket', 'lake'] : ['source', 'lake'];

/** Half of an execution: all objects below a prefix of a bucket. */
interface Half {
  /** The name of its field in the state, and of the folder of its results. */
  readonly name: 'source' | 'lake';
  readonly bucket: IBucket;
  /** The field of the input with the prefix. */
  readonly prefix: Exclude<keyof BackfillInput, 'force'>;
  /** What the function does with the batches. */
  readonly task: 'backfill' | 'reconcile';
}

/** The parts of the stack that the states use. */
export interface BackfillStatesProps {
  readonly source: IBucket;
  /** The setting: all executions stay below this prefix. */
  readonly sourcePrefix: string;
  /** The bucket of the lake. Results are written there too, below `runs/`. */
  readonly target: IBucket;
  readonly function: IFunction;
  readonly crawler: Pick<LakeCrawler, 'name' | 'arn'>;
  /** The most batches that run at the same time. */
  readonly concurrency: number;
}

/**
 * The states of a backfill: go through all objects of the source, then through all objects of the lake, then start the
 * crawler. Each half leaves the ARN of its Map Run and the location of its results in the field with its name.
 */
export function backfillStates(scope: Construct, props: BackfillStatesProps): IChainable {
  const begin = new Pass(scope, 'Begin', {
    comment: 'Notes the start time. Lake objects written later need not be checked in this run',
    parameters: {
      'sourcePrefix.$': '$.sourcePrefix',
      'lakePrefix.$': '$.lakePrefix',
      'force.$': '$.force',
      'began.$': '$$.Execution.StartTime',
    },
  });
  const { source, target, crawler } = props;
  const failed = new Fail(scope, 'Failed', { errorPath: '$.failed.Error', causePath: '$.failed.Cause' });
  const halfStates = (half: Half, next: IChainable): IChainable =>
    listed(scope, half, props, ifEmpty(scope, half, failed, next), next);
  const lake = halfStates(
    { name: 'lake', bucket: target, prefix: 'lakePrefix', task: 'reconcile' },
    startCrawler(scope, crawler),
  );
  return begin.next(
    halfStates({ name: 'source', bucket: source, prefix: 'sourcePrefix', task: 'backfill' }, lake),
  );
}

/**
 * Lists and processes the objects of one half: those below its prefix, or all objects of the bucket if the prefix is
 * empty.
 *
 * @param listingFailed follows if the listing fails
 * @param next follows otherwise
 */
function listed(
  scope: Construct,
  { name, bucket, prefix, task }: Half,
  { target, function: lambda, concurrency, sourcePrefix }: BackfillStatesProps,
  listingFailed: IChainable,
  next: IChainable,
): IChainable {
  const map = (label: string, path?: string): IChainable =>
    objectsMap(scope, {
      ...{ label, bucket, prefix: path, task, function: lambda, concurrency },
      results: { bucket: target, folder: `${RUNS}${name}`, path: `$.${name}` },
    })
      .addCatch(listingFailed, { errors: ['States.ItemReaderFailed'], resultPath: '$.failed' })
      .next(next);
  const below = map(name, `$.${prefix}`);
  // the prefix of the lake is never empty
  if (name === 'lake' || sourcePrefix !== '') return below;
  return new Choice(scope, 'Prefix or whole bucket')
    .when(Condition.stringEquals(`$.${prefix}`, ''), map('bucket'))
    .otherwise(below);
}

/**
 * The states after a failed listing. AWS does not document that an empty listing succeeds, so these states check
 * whether there are any objects. If not, the half is finished, and that is recorded. Otherwise, and if the check is
 * denied, the execution fails with the error of the listing.
 */
function ifEmpty(
  scope: Construct,
  { name, bucket, prefix }: Half,
  failed: Fail,
  next: IChainable,
): IChainable {
  const empty = new Pass(scope, `The ${name} is empty`, {
    result: Result.fromObject({ empty: true }),
    resultPath: `$.${name}`,
  });
  empty.next(next);
  return new CallAwsService(scope, `List one object of the ${name}`, {
    service: 's3',
    action: 'listObjectsV2',
    parameters: { Bucket: bucket.bucketName, Prefix: JsonPath.stringAt(`$.${prefix}`), MaxKeys: 1 },
    iamAction: 's3:ListBucket',
    iamResources: [bucket.bucketArn],
    resultSelector: { 'count.$': '$.KeyCount' },
    resultPath: '$.found',
  })
    .addCatch(failed, { errors: [Errors.ALL], resultPath: JsonPath.DISCARD })
    .next(
      new Choice(scope, `Empty ${name} or error`)
        .when(Condition.numberEquals('$.found.count', 0), empty)
        .otherwise(failed),
    );
}

/**
 * Starts the crawler, and succeeds in any case. A crawler that is already running sees the rest in its next crawl, and
 * most partitions exist without it.
 */
function startCrawler(scope: Construct, { name, arn }: BackfillStatesProps['crawler']): IChainable {
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
