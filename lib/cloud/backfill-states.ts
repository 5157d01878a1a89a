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
import { allObjects } from './backfill-batches.ts';
import type { LakeCrawler } from './crawler.ts';
import { RUNS } from './target-bucket.ts';

/** What an execution is given; `lakePrefix` begins with `headers/`. */
export interface BackfillInput {
  readonly sourcePrefix: string;
  readonly lakePrefix: string;
  readonly force: boolean;
}

/** The labels of the Map Runs of an execution. With a prefix set, the whole bucket cannot be listed. */
export const labels = (sourcePrefix: string): readonly string[] =>
  sourcePrefix === '' ? ['source', 'bucket', 'lake'] : ['source', 'lake'];

/** A part of an execution: all objects below a prefix of a bucket. */
interface Part {
  /** The name of its field in the state, and of the folder of its results. */
  readonly name: 'source' | 'lake';
  readonly bucket: IBucket;
  readonly prefix: Exclude<keyof BackfillInput, 'force'>;
  /** What the function does with the batches. */
  readonly task: 'backfill' | 'reconcile';
}

export interface BackfillStatesProps {
  readonly source: IBucket;
  /** The setting: how keys of the source begin, in all executions. */
  readonly sourcePrefix: string;
  /** Where the lake is, and where results are written, below `runs/`. */
  readonly target: IBucket;
  readonly function: IFunction;
  readonly crawler: Pick<LakeCrawler, 'name' | 'arn'>;
  /** The most batches at once. */
  readonly concurrency: number;
}

/**
 * The states of a backfill: all objects of the source are looked at, then all objects of the lake, then the crawler is
 * started. What a part leaves, the ARN of its Map Run and where its results are, is kept under its name.
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
  const failed = new Fail(scope, 'Failed', { errorPath: '$.failed.Error', causePath: '$.failed.Cause' });
  const part = (one: Part, next: IChainable): IChainable => {
    const instead = ifEmpty(scope, one, failed, next);
    return listed(scope, one, props, instead, next);
  };
  const lake = part(
    { name: 'lake', bucket: target, prefix: 'lakePrefix', task: 'reconcile' },
    crawl(scope, crawler),
  );
  return begin.next(part({ name: 'source', bucket: source, prefix: 'sourcePrefix', task: 'backfill' }, lake));
}

/** Processes all objects of a part: those below its prefix, or those of the whole bucket if there is none. */
function listed(
  scope: Construct,
  { name, bucket, prefix, task }: Part,
  { target, function: lambda, concurrency, sourcePrefix }: BackfillStatesProps,
  instead: IChainable,
  next: IChainable,
): IChainable {
  const map = (label: string, path?: string): IChainable =>
    allObjects(scope, {
      ...{ label, bucket, prefix: path, task, function: lambda, concurrency },
      results: { bucket: target, folder: `${RUNS}${name}`, path: `$.${name}` },
    })
      .addCatch(instead, { errors: ['States.ItemReaderFailed'], resultPath: '$.failed' })
      .next(next);
  const below = map(name, `$.${prefix}`);
  // the lake's prefix is never empty
  if (name === 'lake' || sourcePrefix !== '') return below;
  return new Choice(scope, 'Prefix or whole bucket')
    .when(Condition.stringEquals(`$.${prefix}`, ''), map('bucket'))
    .otherwise(below);
}

/**
 * Handles a failed listing: AWS does not say that an empty one succeeds. If there are no objects, the part is finished,
 * and that is recorded; otherwise, and if listing is denied, the execution fails as the listing did.
 */
function ifEmpty(
  scope: Construct,
  { name, bucket, prefix }: Part,
  failed: Fail,
  next: IChainable,
): IChainable {
  const nothing = new Pass(scope, `Nothing of the ${name}`, {
    result: Result.fromObject({ empty: true }),
    resultPath: `$.${name}`,
  });
  nothing.next(next);
  return new CallAwsService(scope, `Look for one of the ${name}`, {
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
      new Choice(scope, `Empty ${name} or not`)
        .when(Condition.numberEquals('$.found.count', 0), nothing)
        .otherwise(failed),
    );
}

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
