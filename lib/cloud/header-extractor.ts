import { fileURLToPath } from 'node:url';
import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { Architecture, type Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { HEADERS } from '../lake/naming.ts';
import { BUNDLING } from './bundling.ts';
import type { Catalog } from './catalog.ts';
import { logsAndRole } from './lambda-role.ts';
import { acknowledgePattern } from './nag.ts';
import type { Settings } from './settings.ts';

/** Where the extractor's own metrics are, each with the dimension `service`: the stack's name. */
export const METRICS_NAMESPACE = 'fits-datalake';

export const EXTRACTOR_TIMEOUT = Duration.seconds(120);

/** How often a message is tried before it is put aside. */
export const MAX_RECEIVES = 5;

export interface HeaderExtractorProps {
  readonly settings: Settings;
  readonly source: IBucket;
  readonly target: IBucket;
  readonly queue: IQueue;
  readonly catalog: Catalog;
}

/** The function that reads the headers of what the queue names, and writes the lake. */
export class HeaderExtractor extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: HeaderExtractorProps) {
    super(scope, id);
    const { settings, source, target, queue, catalog } = props;
    const { logGroup, role } = logsAndRole(this);
    this.role = role;
    for (const statement of grants(Stack.of(this), props)) role.addToPolicy(statement);
    const [objects, lake] = objectsOf(props);
    acknowledgePattern(role, objects, 'The objects of the source bucket, or those below the prefix');
    acknowledgePattern(role, lake, 'The objects of the lake');
    this.function = new NodejsFunction(this, 'Function', {
      description: 'Reads header blocks of FITS files into the lake',
      entry: fileURLToPath(new URL('../../lambda/header-extractor.ts', import.meta.url)),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      // as much as brings a whole processor; and 32 files with very long headers side by side take 1.2 GB
      memorySize: 1769,
      timeout: EXTRACTOR_TIMEOUT,
      role,
      logGroup,
      environment: {
        SOURCE_BUCKET: source.bucketName,
        ...(settings.sourcePrefix === '' ? {} : { SOURCE_PREFIX: settings.sourcePrefix }),
        SUFFIXES: settings.suffixes.join(','),
        TARGET_BUCKET: target.bucketName,
        QUEUE_URL: queue.queueUrl,
        MAX_RECEIVES: String(MAX_RECEIVES),
        BUCKET_OWNER: Stack.of(this).account,
        GLUE_DATABASE: catalog.database,
        GLUE_TABLE: catalog.table,
        COLLECTION_DEPTH: String(settings.collectionDepth),
        POWERTOOLS_SERVICE_NAME: settings.stackId,
        POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
      },
      bundling: BUNDLING,
    });
    this.function.addEventSource(
      new SqsEventSource(queue, {
        batchSize: 100,
        maxBatchingWindow: Duration.seconds(1),
        maxConcurrency: settings.maxConcurrency,
        reportBatchItemFailures: true,
      }),
    );
  }
}

/** What the function may do, and no more: read the source, read and write the lake, add partitions to one table. */
function grants(stack: Stack, props: HeaderExtractorProps): PolicyStatement[] {
  const { settings, source, target, queue, catalog } = props;
  const [objects, lake] = objectsOf(props);
  const statements = [
    new PolicyStatement({
      actions: ['s3:GetObject'],
      resources: [objects],
    }),
    // without it, and with a condition on it too, a key that is gone would be 403 and not 404
    new PolicyStatement({ actions: ['s3:ListBucket'], resources: [source.bucketArn, target.bucketArn] }),
    new PolicyStatement({
      actions: ['s3:GetObject', 's3:PutObject'],
      resources: [lake],
    }),
    // back into its own queue, what there was no time for
    new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] }),
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
const objectsOf = ({ settings, source, target }: HeaderExtractorProps): [string, string] => [
  source.arnForObjects(`${literal(settings.sourcePrefix)}*`),
  target.arnForObjects(`${HEADERS}*`),
];

/**
 * A prefix as IAM takes it for itself, not for a pattern; but for what is not ASCII, which a policy may not hold
 * beyond U+00FF: a `*` there, and the function looks closer.
 * Source: IAM User Guide, "IAM and AWS STS quotas", "Policies: grammar and variables".
 */
const literal = (prefix: string): string =>
  prefix.replace(/[*?$]/g, (sign) => `\${${sign}}`).replace(/[^ -~]+/g, '*');
