import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { LONGEST_RUN_DAYS } from '../../deployment/limits.ts';
import { HEADERS } from '../../lake/naming.ts';
import type { LakeCrawler } from '../crawler.ts';
import { type LakeFunctionProps, lakeFunction } from '../lake-function.ts';
import { type Settings, sourcesOf } from '../settings/settings.ts';
import { allowMapRuns, machineRole } from './machine-role.ts';
import { type BackfillInput, backfillStates } from './states.ts';

/** The parts of the stack that a backfill uses. */
export interface BackfillProps extends LakeFunctionProps {
  /** The queue for files that a batch had no time for. */
  readonly queue: IQueue;
  readonly crawler: LakeCrawler;
}

/**
 * The backfill: a state machine that goes through all objects of the source and then of the lake, and the function that
 * syncs them in batches. It runs when somebody starts it, and on a schedule if `reconcileSchedule` is set.
 */
export class Backfill extends Construct {
  readonly machine: StateMachine;
  readonly function: LambdaFunction;
  /** The role of the function. */
  readonly role: Role;
  /** The rule that starts the machine, if a schedule is set. */
  readonly schedule: Rule | undefined;

  constructor(scope: Construct, id: string, props: BackfillProps) {
    super(scope, id);
    const { settings, target, crawler } = props;
    const lambda = lakeFunction(
      this,
      {
        handler: 'backfill.ts',
        description: 'Syncs batches of objects that a backfill lists',
        // it deletes old tombstones, and lake objects after moving them from a place that an older release chose
        lakeActions: ['s3:DeleteObject'],
        readsReceipts: true,
        queue: props.queue,
      },
      props,
    );
    this.function = lambda.function;
    this.role = lambda.role;
    const states = backfillStates(this, {
      settings,
      target,
      function: this.function,
      crawler,
      concurrency: settings.backfillConcurrency,
    });
    const role = machineRole(this, this.function, props);
    const logs = new LogGroup(this, 'MachineLogs', {
      // log groups with this prefix take no space in the account's only resource policy for logs
      logGroupName: `/aws/vendedlogs/states/${settings.stackId}-backfill`,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.machine = new StateMachine(this, 'Machine', {
      definitionBody: DefinitionBody.fromChainable(states),
      comment: `Syncs every object below a prefix of ${namesOf(settings)}`,
      // CDK would allow it to read and write every object in the lake's bucket
      role: role.withoutPolicyUpdates(),
      timeout: Duration.days(LONGEST_RUN_DAYS),
      logs: { destination: logs, level: LogLevel.ERROR, includeExecutionData: false },
    });
    // the policy that CDK would have attached to the role
    this.machine.node.tryRemoveChild('DistributedMapPolicy');
    allowMapRuns(this, this.machine, role, settings);
    Validations.of(this.machine).acknowledge({
      id: 'AwsSolutions-SF1',
      reason: 'The results of a run list what succeeded. Logging each step of each batch would add nothing',
    });
    Validations.of(this.machine).acknowledge({
      id: 'AwsSolutions-SF2',
      reason: 'The function logs the time that each file takes. Tracing needs permissions on all resources',
    });
    this.schedule = settings.reconcileSchedule === '' ? undefined : this.scheduleRule(props);
  }

  /** There is no dead-letter queue: an alarm reports a run that did not start, and the next run makes up for it. */
  private scheduleRule({ settings }: BackfillProps): Rule {
    const { isList, all } = sourcesOf(settings);
    const input: BackfillInput = {
      ...(isList
        ? { sources: all.map(({ bucket, prefix }) => ({ bucket, prefix })) }
        : { sourcePrefix: settings.sourcePrefix }),
      lakePrefix: HEADERS,
      force: false,
    };
    return new Rule(this, 'Schedule', {
      description: `Starts a backfill of ${isList ? namesOf(settings) : settings.sourceBucket}`,
      schedule: Schedule.expression(settings.reconcileSchedule),
      targets: [new SfnStateMachine(this.machine, { input: RuleTargetInput.fromObject(input) })],
    });
  }
}

/** What a run goes through, in descriptions. That of a rule has at most 512 characters, so a list is not named. */
function namesOf(settings: Settings): string {
  const { isList, all } = sourcesOf(settings);
  return isList ? 'the source buckets' : `s3://${all[0]?.bucket}`;
}
