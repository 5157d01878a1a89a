import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { CHANGES } from '../../lake/changes/delta.ts';
import { STATE } from '../../sql/compaction/state.ts';
import type { Catalog } from '../catalog.ts';
import { LOG_ACTIONS } from '../log-actions.ts';
import { acknowledgePattern } from '../nag.ts';
import { COMPACTED, RESULTS } from './places.ts';

/** The parts of the stack that the role gives access to. */
export interface CompactionRoleProps {
  readonly target: IBucket;
  readonly catalog: Catalog;
  readonly workgroup: string;
  /** The name of the state machine. */
  readonly machine: string;
}

/**
 * The role of the state machine, with whose permissions Athena runs the statements too: it may read the deltas, do everything
 * with the files of the compacted tables, and change their entries in the catalog.
 */
export function compactionRole(
  scope: Construct,
  { target, catalog, workgroup, machine }: CompactionRoleProps,
): Role {
  const role = new Role(scope, 'MachineRole', {
    description: 'Permissions of the compaction of a FITS data lake',
    assumedBy: new ServicePrincipal('states.amazonaws.com'),
  });
  const allow = (actions: readonly string[], ...resources: readonly string[]): void => {
    role.addToPolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
  };
  const objects = (prefix: string): string => target.arnForObjects(`${prefix}*`);
  const tables = catalog.arnsOf(...OWN_TABLES);
  const athena = (resource: string, resourceName: string): string =>
    Stack.of(scope).formatArn({ service: 'athena', resource, resourceName });
  allow(ATHENA_ACTIONS, athena('workgroup', workgroup));
  allow(['athena:GetDataCatalog'], athena('datacatalog', 'AwsDataCatalog'));
  allow(['s3:GetObject'], objects(CHANGES));
  allow(FILE_ACTIONS, objects(COMPACTED), objects(RESULTS));
  allow(BUCKET_ACTIONS, target.bucketArn);
  allow(TABLE_READ_ACTIONS, ...catalog.allTableArns);
  allow(TABLE_WRITE_ACTIONS, ...tables);
  const executions = Stack.of(scope).formatArn({
    service: 'states',
    resource: 'execution',
    resourceName: `${machine}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  allow(['states:DescribeExecution'], executions);
  allow(LOG_ACTIONS, '*');
  acknowledgePattern(role, objects(CHANGES), 'All deltas');
  acknowledgePattern(role, objects(COMPACTED), 'The files of the compacted tables');
  acknowledgePattern(role, objects(RESULTS), 'The results of statements');
  for (const table of [...tables.slice(2), ...catalog.allTableArns.slice(-1)])
    acknowledgePattern(role, table, 'The names of tables end with their layout');
  acknowledgePattern(role, executions, 'Step Functions chooses the names of executions');
  acknowledgePattern(role, '*', 'Actions on log deliveries cannot be limited to resources');
  return role;
}

/** The tables and views that belong to the machine. */
const OWN_TABLES = ['compacted_*', 'staged_*', 'pinned_*', STATE];

/** Source: AWS Step Functions Developer Guide, "Run Athena queries with Step Functions". */
const ATHENA_ACTIONS = [
  'athena:GetQueryExecution',
  'athena:GetQueryResults',
  'athena:StartQueryExecution',
  'athena:StopQueryExecution',
];

/** Without s3:DeleteObject, VACUUM would succeed and delete nothing. */
const FILE_ACTIONS = [
  's3:AbortMultipartUpload',
  's3:DeleteObject',
  's3:GetObject',
  's3:ListMultipartUploadParts',
  's3:PutObject',
];

const BUCKET_ACTIONS = ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'];

const TABLE_READ_ACTIONS = ['glue:GetDatabase', 'glue:GetPartitions', 'glue:GetTable', 'glue:GetTables'];

const TABLE_WRITE_ACTIONS = ['glue:CreateTable', 'glue:DeleteTable', 'glue:UpdateTable'];
