import { Bucket } from 'aws-cdk-lib/aws-s3';
import {
  Choice,
  Condition,
  Errors,
  Fail,
  type IChainable,
  Map as InlineMap,
  JsonPath,
  Pass,
  Result,
  Succeed,
} from 'aws-cdk-lib/aws-stepfunctions';
import { CallAwsService } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { Source } from '../../deployment/sources.ts';
import type { LakeCrawler } from '../crawler.ts';
import { type Settings, type SourceSettings, sourcesOf } from '../settings/settings.ts';
import { type Part, type PartProps, partStates } from './parts.ts';

// The definition of the state machine, from the first state to the last.

/** The input of an execution. */
export interface BackfillInput {
  /** What it covers, if the stack has one source. */
  readonly sourcePrefix?: string;
  /** What it covers, if the stack has a list of sources. */
  readonly sources?: readonly Source[];
  /** Begins with `headers/`. */
  readonly lakePrefix: string;
  readonly force: boolean;
  /** Only go through the changes; they are also the last part of any other execution. Needs `compaction`. */
  readonly changes?: boolean;
  /** Only delete the rows of this bucket, which the stack no longer covers. */
  readonly forget?: string;
}

/** The settings that decide which parts an execution has. */
export type StatesSettings = SourceSettings & Pick<Settings, 'compaction'>;

/** The labels of the Map Runs that an execution can have. With a prefix, none may list the whole bucket. */
export const mapRunLabels = (settings: StatesSettings): readonly string[] => [
  'source',
  ...(mayBeWhole(settings) ? ['bucket'] : []),
  'lake',
  ...(settings.compaction === '' ? [] : ['changes']),
  'forgotten',
];

/** Whether a source may be a whole bucket. The states do not depend on which sources are in a list. */
function mayBeWhole(settings: SourceSettings): boolean {
  const { isList, all } = sourcesOf(settings);
  return isList || all.some(({ prefix }) => prefix === '');
}

/** The parts of the stack that the states use. */
export interface BackfillStatesProps extends PartProps {
  /** All executions stay within the sources. */
  readonly settings: StatesSettings;
  readonly crawler: Pick<LakeCrawler, 'name' | 'arn'>;
}

/**
 * The states of a backfill: go through all objects of the source, then through all objects of the lake, then start the
 * crawler. If there is a list of sources, each is gone through, one after another, before the lake. With `compaction`, the
 * lake is gone through once more, for changes that were not recorded; an execution can also do only that. Another kind of
 * execution only deletes the rows of a bucket.
 */
export function backfillStates(scope: Construct, props: BackfillStatesProps): IChainable {
  const { target, crawler, settings } = props;
  const { isList } = sourcesOf(settings);
  const covered = isList ? { 'sources.$': '$.sources' } : { 'sourcePrefix.$': '$.sourcePrefix' };
  const about = isList ? covered : { 'prefix.$': '$.sourcePrefix' };
  const failed = new Fail(scope, 'Failed', { errorPath: '$.failed.Error', causePath: '$.failed.Cause' });
  const end = startCrawler(scope, crawler);
  const throughLake = (part: Pick<Part, 'name' | 'task' | 'about'>, next: IChainable): IChainable =>
    partStates(scope, { ...part, bucket: { bucket: target }, prefix: '$.lakePrefix' }, props, {
      failed,
      next,
    });
  const begin = (name: string, more: Readonly<Record<string, unknown>> = covered): Pass =>
    new Pass(scope, name, {
      comment: 'Notes the start time. Lake objects written later need not be checked in this run',
      parameters: {
        ...more,
        'lakePrefix.$': '$.lakePrefix',
        ...('force' in more ? {} : { 'force.$': '$.force' }),
        'began.$': '$$.Execution.StartTime',
      },
    });

  const forgotten = throughLake(
    { name: 'forgotten', task: 'forget', about: { 'forget.$': '$.forget' } },
    end,
  );
  const what = new Choice(scope, 'What to do').when(
    Condition.isPresent('$.forget'),
    begin('Begin to forget', { 'forget.$': '$.forget', force: false }).next(forgotten),
  );
  const changes =
    settings.compaction === '' ? undefined : throughLake({ name: 'changes', task: 'changes', about }, end);
  if (changes !== undefined)
    what.when(
      Condition.and(Condition.isPresent('$.changes'), Condition.booleanEquals('$.changes', true)),
      begin('Begin with the changes').next(changes),
    );
  const lake = throughLake(
    { name: 'lake', task: 'reconcile', about },
    changes === undefined ? end : onlyLost(scope).next(changes),
  );
  const source = isList ? eachSource(scope, props, lake) : onlySource(scope, props, { failed, next: lake });
  return what.otherwise(begin('Begin').next(source));
}

/** A run that has read all files again has recorded them too. */
const onlyLost = (scope: Construct): Pass =>
  new Pass(scope, 'Only lost changes', { result: Result.fromBoolean(false), resultPath: '$.force' });

/** The states that go through the one source. */
function onlySource(
  scope: Construct,
  props: BackfillStatesProps,
  then: { readonly failed: Fail; readonly next: IChainable },
): IChainable {
  const bucket = Bucket.fromBucketName(scope, 'Source', sourcesOf(props.settings).all[0]?.bucket ?? '');
  const part: Part = {
    ...{ name: 'source', task: 'backfill', bucket: { bucket } },
    ...{ prefix: '$.sourcePrefix', mayBeWhole: mayBeWhole(props.settings) },
    about: { 'prefix.$': '$.sourcePrefix' },
  };
  return partStates(scope, part, props, then);
}

/**
 * The states that go through the sources of the input, one after another: all batches together have the concurrency of
 * the settings. The results of the sources are a list, in their order.
 */
function eachSource(scope: Construct, props: BackfillStatesProps, next: IChainable): IChainable {
  const map = new InlineMap(scope, 'Each source', {
    itemsPath: '$.sources',
    maxConcurrency: 1,
    itemSelector: {
      bucket: JsonPath.stringAt('$$.Map.Item.Value.bucket'),
      prefix: JsonPath.stringAt('$$.Map.Item.Value.prefix'),
      force: JsonPath.stringAt('$.force'),
      began: JsonPath.stringAt('$.began'),
    },
    resultPath: '$.source',
  });
  const part: Part = {
    ...{ name: 'source', task: 'backfill', bucket: { bucketNamePath: JsonPath.stringAt('$.bucket') } },
    ...{ prefix: '$.prefix', mayBeWhole: true },
    about: { 'bucket.$': '$.bucket', 'prefix.$': '$.prefix' },
  };
  const failed = new Fail(scope, 'Source failed', {
    errorPath: '$.failed.Error',
    causePath: '$.failed.Cause',
  });
  const result = new Pass(scope, 'Results of a source', { outputPath: '$.source' });
  map.itemProcessor(partStates(scope, part, props, { failed, next: result }));
  return map.next(next);
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
