import { describe, expect, it } from 'vitest';
import { definitionOf } from '../../helpers/state-machine.ts';
import { statementsOf } from '../../helpers/statements.ts';
import { synthesized } from '../../helpers/synthesized.ts';

const stack = synthesized();
const machine = stack.only('AWS::StepFunctions::StateMachine', 'Backfill/Machine');
const role = stack.only('AWS::IAM::Role', 'Backfill/MachineRole');

describe('the state machine', () => {
  it('is a standard workflow that logs failures without data, and ends after a week at the latest', () => {
    expect(machine.Properties).toMatchObject({
      RoleArn: { 'Fn::GetAtt': [role.id, 'Arn'] },
      LoggingConfiguration: {
        Level: 'ERROR',
        IncludeExecutionData: false,
        Destinations: [
          { CloudWatchLogsLogGroup: { LogGroupArn: { 'Fn::GetAtt': [expect.any(String), 'Arn'] } } },
        ],
      },
    });
    expect(machine.Properties['StateMachineType'] ?? 'STANDARD').toBe('STANDARD');
    expect(definitionOf(stack)).toHaveProperty('TimeoutSeconds', 7 * 24 * 3600);
  });

  it('has a log group with the prefix that takes no space in the resource policy for logs', () => {
    const log = synthesized({ stackId: 'lake-2' }).only('AWS::Logs::LogGroup', 'Backfill/MachineLogs');
    expect(log).toMatchObject({
      DeletionPolicy: 'Delete',
      Properties: { LogGroupName: '/aws/vendedlogs/states/lake-2-backfill', RetentionInDays: 90 },
    });
  });

  it('is created after the policy of its role, and has no other permissions', () => {
    const policies = stack
      .of('AWS::IAM::Policy')
      .filter(({ Properties }) => JSON.stringify(Properties['Roles']).includes(`"${role.id}"`));
    expect(policies.map(({ path }) => path).sort()).toEqual([
      'Backfill/MachineRole/DefaultPolicy',
      'Backfill/MapRuns',
    ]);
    const policy = stack.only('AWS::IAM::Policy', 'Backfill/MachineRole/DefaultPolicy');
    expect(machine.DependsOn).toContain(policy.id);
    expect(JSON.stringify(role.Properties)).not.toContain('Policies');
  });

  it('may only list what is below sourcePrefix', () => {
    const prefixes = statementsOf(synthesized({ sourcePrefix: 'raw*/été/' }))
      .filter(
        ({ path, statement }) =>
          path.startsWith('Backfill/MachineRole') && statement.Action === 's3:ListBucket',
      )
      .map(({ statement }) => statement.Condition?.['StringLike']);
    expect(prefixes).toEqual([{ 's3:prefix': `raw\${*}/*t*/*` }, { 's3:prefix': 'headers/*' }]);
  });
});

describe('the schedule', () => {
  it('exists only if reconcileSchedule is set', () => {
    expect(stack.of('AWS::Events::Rule').map(({ path }) => path)).toEqual(['SourceEvents/Rule']);
    expect(stack.of('AWS::IAM::Role').filter(({ path }) => /EventsRole/.test(path))).toEqual([]);
  });

  it.each(['cron(0 5 ? * SUN *)', 'rate(7 days)'])(
    '%s starts the state machine for everything below sourcePrefix',
    (schedule) => {
      const scheduled = synthesized({ reconcileSchedule: schedule, sourcePrefix: 'raw "2026"/' });
      const rule = scheduled.only('AWS::Events::Rule', 'Backfill/Schedule');
      expect(rule.Properties).toMatchObject({ ScheduleExpression: schedule, State: 'ENABLED' });
      expect(rule.Properties).not.toHaveProperty('EventPattern');
      const [target, ...others] = rule.Properties['Targets'] as Record<string, unknown>[];
      expect(others).toEqual([]);
      expect(target?.['Arn']).toEqual({
        Ref: scheduled.only('AWS::StepFunctions::StateMachine', 'Backfill/Machine').id,
      });
      expect(JSON.parse(String(target?.['Input']))).toEqual({
        sourcePrefix: 'raw "2026"/',
        lakePrefix: 'headers/',
        force: false,
      });
      expect(target?.['RoleArn']).toEqual({
        'Fn::GetAtt': [scheduled.only('AWS::IAM::Role', 'Backfill/Machine/EventsRole').id, 'Arn'],
      });
    },
  );
});
