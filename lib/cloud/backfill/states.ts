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
import type { Settings } from '../settings/settings.ts';
import { RUNS } from '../target-bucket.ts';
import { type ObjectsMapProps, objectsMap } from './batches.ts';

// The definition of the state machine, from the first state to the last.

/** The input of an execution. */
export interface BackfillInput {
  readonly sourcePrefix: string;
  /** Begins with `headers/`. */
  readonly lakePrefix: string;
  readonly force: boolean;
  /** Only go through the changes; they are also the last part of any other execution. Needs `compaction`. */
  readonly changes?: boolean;
}

/** The settings that decide which parts an execution has. */
export type StatesSettings = Pick<Settings, 'sourcePrefix' | 'compaction'>;

/** The labels of the Map Runs that an execution can have. With a prefix, none may list the whole bucket. */
export const mapRunLabels = ({ sourcePrefix, compaction }: StatesSettings): readonly string[] => [
  'source',
  ...(sourcePrefix === '' ? ['bucket'] : []),
  'lake',
  ...(compaction === '' ? [] : ['changes']),
];

/** A part of an execution: all objects below a prefix of a bucket. */
interface Part {
  /** The name of its field in the state, and of the folder of its results. */
  readonly name: 'source' | 'lake' | 'changes';
  readonly bucket: IBucket;
  /** The field of the input with the prefix. */
  readonly prefix: 'sourcePrefix' | 'lakePrefix';
  /** What the function does with the batches. */
  readonly task: ObjectsMapProps['task'];
}

/** The parts of the stack that the states use. */
export interface BackfillStatesProps {
  readonly source: IBucket;
  /** All executions stay below `sourcePrefix`. */
  readonly settings: StatesSettings;
  /** The bucket of the lake. Results are written there too, below `runs/`. */
  readonly target: IBucket;
  readonly function: IFunction;
  readonly crawler: Pick<LakeCrawler, 'name' | 'arn'>;
  /** The most batches that run at the same time. */
  readonly concurrency: number;
}

/**
 * The states of a backfill: go through all objects of the source, then through all objects of the lake, then start the
 * crawler. With `compaction`, the lake is gone through once more, for changes that were not recorded; an execution can also
 * do only that. Each part leaves the ARN of its Map Run and the location of its results in the field with its name.
 */
export function backfillStates(scope: Construct, props: BackfillStatesProps): IChainable {
  const { source, target, crawler, settings } = props;
  const failed = new Fail(scope, 'Failed', { errorPath: '$.failed.Error', causePath: '$.failed.Cause' });
  const partStates = (part: Part, next: IChainable): IChainable =>
    listed(scope, part, props, ifEmpty(scope, part, failed, next), next);
  const end = startCrawler(scope, crawler);
  const changes =
    settings.compaction === ''
      ? undefined
      : partStates({ name: 'changes', bucket: target, prefix: 'lakePrefix', task: 'changes' }, end);
  const lake = partStates(
    { name: 'lake', bucket: target, prefix: 'lakePrefix', task: 'reconcile' },
    changes === undefined ? end : onlyLost(scope).next(changes),
  );
  const all = begin(scope, 'Begin').next(
    partStates({ name: 'source', bucket: source, prefix: 'sourcePrefix', task: 'backfill' }, lake),
  );
  if (changes === undefined) return all;
  const isOnlyChanges = Condition.and(
    Condition.isPresent('$.changes'),
    Condition.booleanEquals('$.changes', true),
  );
  return new Choice(scope, 'Files or only changes')
    .when(isOnlyChanges, begin(scope, 'Begin with the changes').next(changes))
    .otherwise(all);
}

const begin = (scope: Construct, name: string): Pass =>
  new Pass(scope, name, {
    comment: 'Notes the start time. Lake objects written later need not be checked in this run',
    parameters: {
      'sourcePrefix.$': '$.sourcePrefix',
      'lakePrefix.$': '$.lakePrefix',
      'force.$': '$.force',
      'began.$': '$$.Execution.StartTime',
    },
  });

/** A run that has read all files again has recorded them too. */
const onlyLost = (scope: Construct): Pass =>
  new Pass(scope, 'Only lost changes', { result: Result.fromBoolean(false), resultPath: '$.force' });

/**
 * Lists and processes the objects of one part: those below its prefix, or all objects of the bucket if the prefix is
 * empty.
 *
 * @param listingFailed follows if the listing fails
 * @param next follows otherwise
 */
function listed(
  scope: Construct,
  { name, bucket, prefix, task }: Part,
  { target, function: lambda, concurrency, settings }: BackfillStatesProps,
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
  if (name !== 'source' || settings.sourcePrefix !== '') return below;
  return new Choice(scope, 'Prefix or whole bucket')
    .when(Condition.stringEquals(`$.${prefix}`, ''), map('bucket'))
    .otherwise(below);
}

/**
 * The states after a failed listing. AWS does not document that an empty listing succeeds, so these states check
 * whether there are any objects. If not, the part is finished, and that is recorded. Otherwise, and if the check is
 * denied, the execution fails with the error of the listing.
 */
function ifEmpty(
  scope: Construct,
  { name, bucket, prefix }: Part,
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
