import { fileURLToPath } from 'node:url';
import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { Architecture, type Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { BUNDLED_RULES, QUEUE_VARIABLE, writeVariables } from '../deployment/function-variables.ts';
import { FUNCTION_MEMORY_MIB, FUNCTION_SECONDS } from '../deployment/limits.ts';
import { METRICS_NAMESPACE } from '../deployment/metrics.ts';
import { CHANGES, RECEIPTS } from '../lake/changes/delta.ts';
import { HEADERS } from '../lake/naming.ts';
import { bundlingWith } from './bundling.ts';
import type { Catalog } from './catalog.ts';
import { logGroupAndRole } from './log-group-and-role.ts';
import { acknowledgePattern } from './nag.ts';
import { type Settings, sourcesOf } from './settings/settings.ts';
import { bucketArns, objectsArn } from './source-arns.ts';

// What the header extractor and the backfill function have in common: code, permissions and environment.

/** The parts of the stack that a function needs to sync files. */
export interface LakeFunctionProps {
  readonly settings: Settings;
  readonly target: IBucket;
  readonly catalog: Catalog;
}

/** How the functions that sync files differ. */
export interface LakeFunctionCode {
  /** The file of the handler, below `lambda/`. */
  readonly handler: string;
  readonly description: string;
  /** What the function may do to lake objects in addition to reading and writing them. */
  readonly lakeActions?: readonly string[];
  /** Whether it also reads the receipts of deltas. */
  readonly readsReceipts?: boolean;
  /** The queue that receives the files for which a batch had no time. */
  readonly queue?: IQueue;
}

/** A function that syncs files, with its role and its log group. */
export function lakeFunction(
  scope: Construct,
  { handler, description, lakeActions = [], readsReceipts = false, queue }: LakeFunctionCode,
  props: LakeFunctionProps,
): { readonly function: LambdaFunction; readonly role: Role } {
  const { logGroup, role } = logGroupAndRole(scope);
  for (const statement of statements(scope, props, lakeActions)) role.addToPolicy(statement);
  if (queue !== undefined)
    role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] }));
  for (const source of sourcesOf(props.settings).all)
    acknowledgePattern(
      role,
      objectsArn(scope, source),
      'All objects of a source bucket, or those below its prefix',
    );
  acknowledgePattern(role, lakeArn(props), 'All objects of the lake');
  if (props.settings.compaction !== '') recordsChanges(role, props.target, readsReceipts);
  const lambda = new NodejsFunction(scope, 'Function', {
    description,
    entry: fileURLToPath(new URL(`../../lambda/${handler}`, import.meta.url)),
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    // besides a whole CPU, 32 files with very long headers need 1.2 GB at the same time
    memorySize: FUNCTION_MEMORY_MIB,
    timeout: Duration.seconds(FUNCTION_SECONDS),
    role,
    logGroup,
    environment: {
      ...environment(Stack.of(scope), props),
      ...(queue === undefined ? {} : { [QUEUE_VARIABLE]: queue.queueUrl }),
    },
    bundling: bundlingWith(props.settings.rules),
  });
  return { function: lambda, role };
}

/** The variables that `lambda/environment.ts` reads, and those that Powertools reads. */
function environment(
  { account }: Stack,
  { settings, target, catalog }: LakeFunctionProps,
): Record<string, string> {
  return {
    ...writeVariables({
      ...sourceVariables(settings),
      suffixes: settings.suffixes,
      targetBucket: target.bucketName,
      owner: account,
      database: catalog.database,
      table: catalog.table,
      collectionDepth: settings.collectionDepth,
      authority: settings.authority,
      rulesFile: settings.rules.length > 0 ? BUNDLED_RULES : '',
      compaction: settings.compaction !== '',
    }),
    POWERTOOLS_SERVICE_NAME: settings.stackId,
    POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
  };
}

/** A single source has variables of its own, so that a stack with one stays as it was before there were lists. */
function sourceVariables(settings: Settings) {
  const { isList, all } = sourcesOf(settings);
  return isList
    ? { sourceBucket: '', sourcePrefix: '', sources: all }
    : { sourceBucket: all[0]?.bucket ?? '', sourcePrefix: settings.sourcePrefix, sources: [] };
}

/** What the function may do: read the sources, read and write the lake, and add partitions to one table. */
function statements(
  scope: Construct,
  props: LakeFunctionProps,
  lakeActions: readonly string[],
): readonly PolicyStatement[] {
  const { settings, target, catalog } = props;
  const { all } = sourcesOf(settings);
  const { region, urlSuffix } = Stack.of(scope);
  const keys = new Set(all.flatMap(({ kmsKeyArn }) => kmsKeyArn ?? []));
  const always = [
    new PolicyStatement({
      actions: ['s3:GetObject'],
      resources: all.map((source) => objectsArn(scope, source)),
    }),
    // without this permission, or with a condition on it, S3 responds with 403 instead of 404 to a key that does not exist
    new PolicyStatement({
      actions: ['s3:ListBucket'],
      resources: [...bucketArns(scope, all), target.bucketArn],
    }),
    new PolicyStatement({
      actions: ['s3:GetObject', 's3:PutObject', ...lakeActions],
      resources: [lakeArn(props)],
    }),
    new PolicyStatement({
      actions: ['glue:BatchGetPartition', 'glue:BatchCreatePartition'],
      resources: [...catalog.tableArns],
    }),
  ];
  if (keys.size === 0) return always;
  const decrypt = new PolicyStatement({
    actions: ['kms:Decrypt'],
    resources: [...keys],
    conditions: { StringEquals: { 'kms:ViaService': `s3.${region}.${urlSuffix}` } },
  });
  return [...always, decrypt];
}

/** What the function may do in addition if compaction is on. Nothing deletes deltas: they expire. */
function recordsChanges(role: Role, target: IBucket, readsReceipts: boolean): void {
  const changes = target.arnForObjects(`${CHANGES}*`);
  const receipts = target.arnForObjects(`${RECEIPTS}*`);
  const allow = (action: string, ...resources: readonly string[]): void => {
    role.addToPolicy(new PolicyStatement({ actions: [action], resources: [...resources] }));
  };
  allow('s3:PutObject', changes, receipts);
  if (readsReceipts) allow('s3:GetObject', receipts);
  acknowledgePattern(role, changes, 'All deltas');
  acknowledgePattern(role, receipts, 'All receipts of deltas');
}

/** The ARNs of the objects that the function writes. */
const lakeArn = ({ target }: LakeFunctionProps): string => target.arnForObjects(`${HEADERS}*`);
