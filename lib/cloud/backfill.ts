import { ArnFormat, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { HEADERS } from '../lake/naming.ts';
import { type BackfillInput, backfillStates, labels } from './backfill-states.ts';
import type { LakeCrawler } from './crawler.ts';
import { type LakeFunctionProps, lakeFunction, literal } from './lake-function.ts';
import { acknowledgePattern } from './nag.ts';
import { RUNS } from './target-bucket.ts';

export interface BackfillProps extends LakeFunctionProps {
  /** The queue for files for which a batch has no time. */
  readonly queue: IQueue;
  readonly crawler: LakeCrawler;
}

/** A run of ten million files takes some hours. */
const LONGEST_RUN = Duration.days(7);

/**
 * What is there already, and what events missed: a state machine that has every object of source and lake looked at,
 * and the function that looks. It runs when it is started, and on a schedule where one is set.
 */
export class Backfill extends Construct {
  readonly machine: StateMachine;
  readonly function: LambdaFunction;
  /** The role of the function. */
  readonly role: Role;
  /** What starts the machine, where a schedule is set. */
  readonly schedule: Rule | undefined;

  constructor(scope: Construct, id: string, props: BackfillProps) {
    super(scope, id);
    const { settings, source, target, crawler } = props;
    const made = lakeFunction(
      this,
      {
        handler: 'backfill.ts',
        description: 'Makes the lake agree with batches of objects that are there',
        // old tombstones, and objects that were moved from an old place
        lakeActions: ['s3:DeleteObject'],
        queue: props.queue,
      },
      props,
    );
    this.function = made.function;
    this.role = made.role;
    const states = backfillStates(this, {
      source,
      sourcePrefix: settings.sourcePrefix,
      target,
      function: this.function,
      crawler,
      concurrency: settings.backfillConcurrency,
    });
    const role = machineRole(this, this.function, props);
    const logs = new LogGroup(this, 'MachineLogs', {
      // the log groups that need no room in the account's one policy for logs
      logGroupName: `/aws/vendedlogs/states/${settings.stackId}-backfill`,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.machine = new StateMachine(this, 'Machine', {
      definitionBody: DefinitionBody.fromChainable(states),
      comment: `Has every object below a prefix of s3://${settings.sourceBucket} looked at`,
      // CDK would let it read and write the whole of the lake's bucket
      role: role.withoutPolicyUpdates(),
      timeout: LONGEST_RUN,
      logs: { destination: logs, level: LogLevel.ERROR, includeExecutionData: false },
    });
    // what CDK would have given to the role, had it been let
    this.machine.node.tryRemoveChild('DistributedMapPolicy');
    mayRunItself(this, this.machine, role, settings.sourcePrefix);
    Validations.of(this.machine).acknowledge({
      id: 'AwsSolutions-SF1',
      reason: 'What went well is in the results of a run: a line for each step of each batch says no more',
    });
    Validations.of(this.machine).acknowledge({
      id: 'AwsSolutions-SF2',
      reason: 'The function logs how long each file takes; traces would take rights on all resources',
    });
    this.schedule = settings.reconcileSchedule === '' ? undefined : this.onSchedule(props);
  }

  /** No dead-letter queue: what was not started is made up for by the next time, and an alarm tells of it. */
  private onSchedule({ settings }: BackfillProps): Rule {
    const input: BackfillInput = {
      sourcePrefix: settings.sourcePrefix,
      lakePrefix: HEADERS,
      force: false,
    };
    return new Rule(this, 'Schedule', {
      description: `Compares ${settings.sourceBucket} with the lake`,
      schedule: Schedule.expression(settings.reconcileSchedule),
      targets: [new SfnStateMachine(this.machine, { input: RuleTargetInput.fromObject(input) })],
    });
  }
}

/**
 * What the state machine may do: list what is below the prefixes, invoke the function, write results, start the
 * crawler, log.
 */
function machineRole(scope: Construct, lambda: LambdaFunction, props: BackfillProps): Role {
  const { settings, source, target, crawler } = props;
  const role = new Role(scope, 'MachineRole', {
    description: 'What the backfill of a FITS data lake may do',
    assumedBy: new ServicePrincipal('states.amazonaws.com'),
  });
  const allow = (
    actions: readonly string[],
    resource: string,
    conditions: Record<string, unknown> = {},
  ): void => {
    role.addToPolicy(new PolicyStatement({ actions: [...actions], resources: [resource], conditions }));
  };
  const below = (prefix: string) => ({ StringLike: { 's3:prefix': `${literal(prefix)}*` } });
  allow(
    ['s3:ListBucket'],
    source.bucketArn,
    settings.sourcePrefix === '' ? {} : below(settings.sourcePrefix),
  );
  allow(['s3:ListBucket'], target.bucketArn, below(HEADERS));
  const results = target.arnForObjects(`${RUNS}*`);
  allow(RESULT_ACTIONS, results);
  allow(['lambda:InvokeFunction'], lambda.functionArn);
  allow(['glue:StartCrawler'], crawler.arn);
  allow(LOG_ACTIONS, '*');
  acknowledgePattern(role, results, 'The results of runs');
  acknowledgePattern(role, '*', 'Deliveries of logs are of no resource');
  return role;
}

/** Source: AWS Step Functions Developer Guide, "IAM policies for ResultWriter". */
const RESULT_ACTIONS = [
  's3:AbortMultipartUpload',
  's3:GetObject',
  's3:ListMultipartUploadParts',
  's3:PutObject',
];

/** Source: AWS Step Functions Developer Guide, "IAM Policies for logging to CloudWatch Logs". */
const LOG_ACTIONS = [
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
];

/**
 * A Map Run starts executions of its own state machine, and again those that failed where the whole is redriven. It is
 * a policy of its own, since it names the machine, which is made after its role.
 * Source: AWS Step Functions Developer Guide, "IAM policies for using Distributed Map states".
 */
function mayRunItself(scope: Construct, machine: StateMachine, role: Role, sourcePrefix: string): void {
  const executions = (of: string): string =>
    Stack.of(scope).formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${machine.stateMachineName}${of}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  const statements = [
    { actions: ['states:StartExecution'], resources: [machine.stateMachineArn] },
    { actions: ['states:DescribeExecution', 'states:StopExecution'], resources: [executions('')] },
    {
      actions: ['states:RedriveExecution'],
      resources: labels(sourcePrefix).map((label) => executions(`/${label}`)),
    },
  ].map((statement) => new PolicyStatement(statement));
  const policy = new Policy(scope, 'MapRuns', { roles: [role], statements });
  for (const resource of statements.slice(1).flatMap((statement) => statement.resources)) {
    acknowledgePattern(policy, resource, 'Step Functions names executions');
  }
}
