import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { compactionName } from '../../deployment/stack-name.ts';
import { ATHENA } from '../../sql/compaction/dialect.ts';
import { runStatements } from '../../sql/compaction/run.ts';
import type { Catalog } from '../catalog.ts';
import type { Settings } from '../settings/settings.ts';
import { type CompactionInput, compactionDefinition } from './definition.ts';
import { compactionRole } from './machine-role.ts';
import { COMPACTED, RESULTS } from './places.ts';

/** The parts of the stack that a compaction uses. */
export interface CompactionProps {
  readonly settings: Pick<Settings, 'stackId' | 'keywords' | 'compaction'>;
  /** The bucket of the lake. */
  readonly target: IBucket;
  readonly catalog: Catalog;
}

/**
 * The compaction: a state machine in which Athena brings the compacted tables up to date, on a schedule. There is no dead-letter
 * queue: an alarm reports a run that failed or did not start, and the next run makes up for it.
 */
export class Compaction extends Construct {
  readonly machine: StateMachine;
  readonly schedule: Rule;

  constructor(scope: Construct, id: string, { settings, target, catalog }: CompactionProps) {
    super(scope, id);
    const name = compactionName(settings.stackId);
    const workgroup = compactionWorkgroup(this, name, target);
    const definition = compactionDefinition({
      bucket: target.bucketName,
      workgroup: workgroup.ref,
      database: catalog.database,
      statements: runStatements({
        keywords: settings.keywords,
        dialect: ATHENA,
        location: `s3://${target.bucketName}/${COMPACTED}`,
      }),
    });
    const role = compactionRole(this, { target, catalog, workgroup: name, machine: name });
    const logs = new LogGroup(this, 'MachineLogs', {
      logGroupName: `/aws/vendedlogs/states/${name}`,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineName: name,
      definitionBody: DefinitionBody.fromString(Stack.of(this).toJsonString(definition)),
      role: role.withoutPolicyUpdates(),
      logs: { destination: logs, level: LogLevel.ERROR, includeExecutionData: false },
    });
    this.machine.node.addDependency(catalog);
    Validations.of(this.machine).acknowledge({
      id: 'AwsSolutions-SF1',
      reason: 'Athena keeps the history of all statements. Logging each step would add nothing',
    });
    Validations.of(this.machine).acknowledge({
      id: 'AwsSolutions-SF2',
      reason: 'Athena records the time of each statement. Tracing needs permissions on all resources',
    });
    const input: CompactionInput = {};
    this.schedule = new Rule(this, 'Schedule', {
      description: `Brings the compacted tables of ${catalog.database} up to date`,
      schedule: Schedule.expression(settings.compaction),
      targets: [new SfnStateMachine(this.machine, { input: RuleTargetInput.fromObject(input) })],
    });
  }
}

/**
 * The workgroup of the statements. A rebuild reads more than the limit for questions of users. The results, which are small, are
 * in the lake's bucket.
 */
function compactionWorkgroup(scope: Construct, name: string, target: IBucket): CfnWorkGroup {
  return new CfnWorkGroup(scope, 'Workgroup', {
    name,
    description: 'The statements of the compaction. Run your queries in the other workgroup',
    recursiveDeleteOption: true,
    workGroupConfiguration: {
      engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
      enforceWorkGroupConfiguration: true,
      publishCloudWatchMetricsEnabled: true,
      resultConfiguration: {
        outputLocation: `s3://${target.bucketName}/${RESULTS}`,
        encryptionConfiguration: { encryptionOption: 'SSE_S3' },
      },
    },
  });
}
