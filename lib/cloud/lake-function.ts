import { fileURLToPath } from 'node:url';
import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { Architecture, type Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { HEADERS } from '../lake/naming.ts';
import { BUNDLING } from './bundling.ts';
import type { Catalog } from './catalog.ts';
import { logsAndRole } from './lambda-role.ts';
import { acknowledgePattern } from './nag.ts';
import type { Settings } from './settings/settings.ts';

/** Where the functions' own metrics are, each with the dimension `service`: the stack's name. */
export const METRICS_NAMESPACE = 'fits-datalake';

/** What one invocation of a function may take. */
export const LAKE_FUNCTION_TIMEOUT = Duration.seconds(120);

/** What a function works on that looks at source objects and makes the lake agree with them. */
export interface LakeFunctionProps {
  readonly settings: Settings;
  readonly source: IBucket;
  readonly target: IBucket;
  readonly catalog: Catalog;
}

export interface LakeFunctionCode {
  /** The file of its handler, below `lambda/`. */
  readonly handler: string;
  readonly description: string;
  /** What it may do to lake objects besides reading and writing them. */
  readonly lakeActions?: readonly string[];
  /** The queue for files that it had no time for. */
  readonly queue?: IQueue;
}

/** A function that reads headers into the lake, with its role and its log. */
export function lakeFunction(
  scope: Construct,
  { handler, description, lakeActions = [], queue }: LakeFunctionCode,
  props: LakeFunctionProps,
): { readonly function: LambdaFunction; readonly role: Role } {
  const { logGroup, role } = logsAndRole(scope);
  for (const statement of grants(Stack.of(scope), props, lakeActions)) role.addToPolicy(statement);
  if (queue !== undefined)
    role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] }));
  const [objects, lake] = objectsOf(props);
  acknowledgePattern(role, objects, 'The objects of the source bucket, or those below the prefix');
  acknowledgePattern(role, lake, 'The objects of the lake');
  const made = new NodejsFunction(scope, 'Function', {
    description,
    entry: fileURLToPath(new URL(`../../lambda/${handler}`, import.meta.url)),
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    // as much as brings a whole processor; and 32 files with very long headers side by side take 1.2 GB
    memorySize: 1769,
    timeout: LAKE_FUNCTION_TIMEOUT,
    role,
    logGroup,
    environment: {
      ...environment(Stack.of(scope), props),
      ...(queue === undefined ? {} : { QUEUE_URL: queue.queueUrl }),
    },
    bundling: BUNDLING,
  });
  return { function: made, role };
}

/** What `lambda/environment.ts` reads. */
function environment(
  { account }: Stack,
  { settings, source, target, catalog }: LakeFunctionProps,
): Record<string, string> {
  return {
    SOURCE_BUCKET: source.bucketName,
    ...(settings.sourcePrefix === '' ? {} : { SOURCE_PREFIX: settings.sourcePrefix }),
    SUFFIXES: settings.suffixes.join(','),
    TARGET_BUCKET: target.bucketName,
    BUCKET_OWNER: account,
    GLUE_DATABASE: catalog.database,
    GLUE_TABLE: catalog.table,
    COLLECTION_DEPTH: String(settings.collectionDepth),
    POWERTOOLS_SERVICE_NAME: settings.stackId,
    POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
  };
}

/** What a function may do, and no more: read the source, read and write the lake, add partitions to one table. */
function grants(
  stack: Stack,
  props: LakeFunctionProps,
  lakeActions: readonly string[],
): readonly PolicyStatement[] {
  const { settings, source, target, catalog } = props;
  const [objects, lake] = objectsOf(props);
  const statements = [
    new PolicyStatement({
      actions: ['s3:GetObject'],
      resources: [objects],
    }),
    // without it, and with a condition on it too, a key that is gone would be 403 and not 404
    new PolicyStatement({ actions: ['s3:ListBucket'], resources: [source.bucketArn, target.bucketArn] }),
    new PolicyStatement({
      actions: ['s3:GetObject', 's3:PutObject', ...lakeActions],
      resources: [lake],
    }),
    new PolicyStatement({
      actions: ['glue:BatchGetPartition', 'glue:BatchCreatePartition'],
      resources: [...catalog.tableArns],
    }),
  ];
  if (settings.sourceKmsKeyArn !== undefined) {
    statements.push(
      new PolicyStatement({
        actions: ['kms:Decrypt'],
        resources: [settings.sourceKmsKeyArn],
        conditions: { StringEquals: { 'kms:ViaService': `s3.${stack.region}.${stack.urlSuffix}` } },
      }),
    );
  }
  return statements;
}

/** The objects that are read, and those that are written. */
const objectsOf = ({ settings, source, target }: LakeFunctionProps): [string, string] => [
  source.arnForObjects(`${literal(settings.sourcePrefix)}*`),
  target.arnForObjects(`${HEADERS}*`),
];

/**
 * A prefix as IAM takes it for itself, not for a pattern; but for what is not ASCII, which a policy may not hold
 * beyond U+00FF: a `*` there, and the function looks closer.
 * Source: IAM User Guide, "IAM and AWS STS quotas", "Policies: grammar and variables".
 */
export const literal = (prefix: string): string =>
  prefix.replace(/[*?$]/g, (sign) => `\${${sign}}`).replace(/[^ -~]+/g, '*');
