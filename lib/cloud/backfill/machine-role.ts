import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { HEADERS } from '../../lake/naming.ts';
import type { LakeCrawler } from '../crawler.ts';
import { iamLiteral } from '../iam-literal.ts';
import { LOG_ACTIONS } from '../log-actions.ts';
import { acknowledgePattern } from '../nag.ts';
import { type SourceSettings, sourcesOf } from '../settings/settings.ts';
import { bucketArn } from '../source-arns.ts';
import { RUNS } from '../target-bucket.ts';
import { mapRunLabels, type StatesSettings } from './states.ts';

// The permissions of the state machine.

/** The parts of the stack that the role gives access to. */
interface MachineRoleProps {
  readonly settings: SourceSettings;
  readonly target: IBucket;
  readonly crawler: Pick<LakeCrawler, 'arn'>;
}

/**
 * The role of the state machine: it may list what is below the prefixes, call the function, write results, start the
 * crawler, and log.
 */
export function machineRole(
  scope: Construct,
  lambda: IFunction,
  { settings, target, crawler }: MachineRoleProps,
): Role {
  const role = new Role(scope, 'MachineRole', {
    description: 'Permissions of the backfill of a FITS data lake',
    assumedBy: new ServicePrincipal('states.amazonaws.com'),
  });
  const allow = (
    actions: readonly string[],
    resource: string,
    conditions: Record<string, unknown> = {},
  ): void => {
    role.addToPolicy(new PolicyStatement({ actions: [...actions], resources: [resource], conditions }));
  };
  const below = (prefix: string) => ({ StringLike: { 's3:prefix': `${iamLiteral(prefix)}*` } });
  for (const { bucket, prefix } of sourcesOf(settings).all)
    allow(['s3:ListBucket'], bucketArn(scope, bucket), prefix === '' ? {} : below(prefix));
  allow(['s3:ListBucket'], target.bucketArn, below(HEADERS));
  const results = target.arnForObjects(`${RUNS}*`);
  allow(RESULT_ACTIONS, results);
  allow(['lambda:InvokeFunction'], lambda.functionArn);
  allow(['glue:StartCrawler'], crawler.arn);
  allow(LOG_ACTIONS, '*');
  acknowledgePattern(role, results, 'The results of runs');
  acknowledgePattern(role, '*', 'Actions on log deliveries cannot be limited to resources');
  return role;
}

/** Source: AWS Step Functions Developer Guide, "IAM policies for ResultWriter". */
const RESULT_ACTIONS = [
  's3:AbortMultipartUpload',
  's3:GetObject',
  's3:ListMultipartUploadParts',
  's3:PutObject',
];

/**
 * Allows the state machine's Map Runs: they start executions of the machine itself, and redrive the failed ones when
 * the whole execution is redriven. This is a separate policy, because it names the machine, which is created after its
 * role.
 *
 * Source: AWS Step Functions Developer Guide, "IAM policies for using Distributed Map states".
 */
export function allowMapRuns(
  scope: Construct,
  machine: StateMachine,
  role: Role,
  settings: StatesSettings,
): void {
  const executions = (suffix: string): string =>
    Stack.of(scope).formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${machine.stateMachineName}${suffix}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  const statements = [
    { actions: ['states:StartExecution'], resources: [machine.stateMachineArn] },
    { actions: ['states:DescribeExecution', 'states:StopExecution'], resources: [executions('')] },
    {
      actions: ['states:RedriveExecution'],
      resources: mapRunLabels(settings).map((label) => executions(`/${label}`)),
    },
  ].map((statement) => new PolicyStatement(statement));
  const policy = new Policy(scope, 'MapRuns', { roles: [role], statements });
  for (const pattern of statements.slice(1).flatMap((statement) => statement.resources)) {
    acknowledgePattern(policy, pattern, 'Step Functions chooses the names of executions');
  }
}
