import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import {
  Choice,
  Condition,
  Errors,
  type Fail,
  type IChainable,
  JsonPath,
  Pass,
  Result,
} from 'aws-cdk-lib/aws-stepfunctions';
import { CallAwsService } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { RUNS } from '../target-bucket.ts';
import { type BackfillTask, type ListedBucket, objectsMap } from './batches.ts';

/** A part of an execution: all objects below a prefix of a bucket. */
export interface Part {
  /** The name of its field in the state, and of the folder of its results. */
  readonly name: 'source' | 'lake' | 'changes' | 'forgotten';
  readonly bucket: ListedBucket;
  /** The path of the prefix in the state. */
  readonly prefix: string;
  /** Whether the prefix may be empty, for the whole bucket. */
  readonly mayBeWhole?: boolean;
  /** What the function does with the batches. */
  readonly task: BackfillTask;
  /** Which files the batches are about, as paths in the state. */
  readonly about: Readonly<Record<string, string>>;
}

/** What all parts have in common. */
export interface PartProps {
  /** The bucket of the lake. Results are written there too, below `runs/`. */
  readonly target: IBucket;
  readonly function: IFunction;
  /** The most batches that run at the same time. */
  readonly concurrency: number;
}

/**
 * The states of a part: they list and process the objects below its prefix, or all objects of the bucket if the prefix is
 * empty. They leave the ARN of the Map Run and the location of its results in the field with the name of the part.
 *
 * @param failed follows if the listing fails
 * @param next follows otherwise
 */
export function partStates(
  scope: Construct,
  part: Part,
  props: PartProps,
  { failed, next }: { readonly failed: Fail; readonly next: IChainable },
): IChainable {
  const { name, bucket, prefix, task, about, mayBeWhole = false } = part;
  const { target, function: lambda, concurrency } = props;
  const listingFailed = ifEmpty(scope, part, failed, next);
  const map = (label: string, path?: string): IChainable =>
    objectsMap(scope, {
      ...{ label, bucket, prefix: path, task, about, function: lambda, concurrency },
      results: { bucket: target, folder: `${RUNS}${name}`, path: `$.${name}` },
    })
      .addCatch(listingFailed, { errors: ['States.ItemReaderFailed'], resultPath: '$.failed' })
      .next(next);
  const below = map(name, prefix);
  if (!mayBeWhole) return below;
  return new Choice(scope, 'Prefix or whole bucket')
    .when(Condition.stringEquals(prefix, ''), map('bucket'))
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
    parameters: { Bucket: nameOf(bucket), Prefix: JsonPath.stringAt(prefix), MaxKeys: 1 },
    iamAction: 's3:ListBucket',
    // the role of the machine has its own policy
    iamResources: ['bucket' in bucket ? bucket.bucket.bucketArn : '*'],
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

const nameOf = (bucket: ListedBucket): string =>
  'bucket' in bucket ? bucket.bucket.bucketName : bucket.bucketNamePath;
