import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { bucketsOf, type Source } from '../deployment/sources.ts';
import { iamLiteral } from './iam-literal.ts';

// The ARNs of what a lake covers. The buckets exist already, and do not belong to the stack.

/** The ARN of a bucket. */
export const bucketArn = (scope: Construct, bucket: string): string =>
  Stack.of(scope).formatArn({ service: 's3', region: '', account: '', resource: bucket });

/** The ARNs of the buckets of sources, each once. */
export const bucketArns = (scope: Construct, sources: readonly Source[]): string[] =>
  bucketsOf(sources).map((bucket) => bucketArn(scope, bucket));

/** The pattern of the ARNs of the objects of a source. */
export const objectsArn = (scope: Construct, { bucket, prefix }: Source): string =>
  `${bucketArn(scope, bucket)}/${iamLiteral(prefix)}*`;
