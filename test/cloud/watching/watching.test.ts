import { describe, expect, it } from 'vitest';
import { ALARMS, COMPACTION_ALARMS } from '../../../lib/deployment/usage.ts';
import { type Resource, synthesized } from '../../helpers/synthesized.ts';

const stack = synthesized({ stackId: 'lake-2' });
const alarms = new Map(
  stack
    .of('AWS::CloudWatch::Alarm')
    .map(({ Properties }) => [String(Properties['AlarmName']).replace('lake-2-', ''), Properties]),
);

const queueNamed = (path: string) => {
  const { id } = stack.only('AWS::SQS::Queue', path);
  return [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [id, 'QueueName'] } }];
};
const extractor = stack.only('AWS::Lambda::Function', 'HeaderExtractor/Function');
const machine = stack.only('AWS::StepFunctions::StateMachine', 'Backfill/Machine');

interface Widget {
  readonly type: string;
  readonly properties: {
    readonly title: string;
    readonly metrics?: unknown[][];
    readonly alarms?: unknown[];
  };
}

describe('the alarms', () => {
  it.each([
    [
      'DeadLetters',
      'AWS/SQS',
      'ApproximateNumberOfMessagesVisible',
      1,
      queueNamed('SourceEvents/DeadLetters'),
    ],
    [
      'Undelivered',
      'AWS/SQS',
      'ApproximateNumberOfMessagesVisible',
      1,
      queueNamed('SourceEvents/Undelivered'),
    ],
    ['OldestMessage', 'AWS/SQS', 'ApproximateAgeOfOldestMessage', 3600, queueNamed('SourceEvents/Queue')],
    ['OldestRetry', 'AWS/SQS', 'ApproximateAgeOfOldestMessage', 86_400, queueNamed('SourceEvents/Retries')],
    ['Crawls', 'AWS/SQS', 'ApproximateAgeOfOldestMessage', 864_000, queueNamed('Target/Events')],
    ['FilesFailed', 'fits-datalake', 'FilesFailed', 1, [{ Name: 'service', Value: 'lake-2' }]],
    ['Partitions', 'fits-datalake', 'PartitionsAdded', 1000, [{ Name: 'service', Value: 'lake-2' }]],
    ['Errors', 'AWS/Lambda', 'Errors', 1, [{ Name: 'FunctionName', Value: { Ref: extractor.id } }]],
    // there is no alarm for an aborted run: somebody decided to abort it
    [
      'Backfill',
      'AWS/States',
      'ExecutionsFailed',
      1,
      [{ Name: 'StateMachineArn', Value: { Ref: machine.id } }],
    ],
    [
      'BackfillTimeout',
      'AWS/States',
      'ExecutionsTimedOut',
      1,
      [{ Name: 'StateMachineArn', Value: { Ref: machine.id } }],
    ],
  ])('include %s: %s %s reaches %d', (name, Namespace, MetricName, Threshold, Dimensions) => {
    expect(alarms.get(name)).toMatchObject({
      Namespace,
      MetricName,
      Threshold,
      Dimensions,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      // nothing is wrong if nothing happens
      TreatMissingData: 'notBreaching',
      AlarmDescription: expect.stringMatching(/^[A-Z].{30,}/),
    });
  });

  it('include a scheduled run that EventBridge could not start', () => {
    const scheduled = synthesized({ reconcileSchedule: 'rate(7 days)' });
    const rule = scheduled.only('AWS::Events::Rule', 'Backfill/Schedule');
    const alarm = scheduled.only('AWS::CloudWatch::Alarm', 'Watching/Reconcile');
    expect(alarm.Properties).toMatchObject({
      Namespace: 'AWS/Events',
      MetricName: 'FailedInvocations',
      Dimensions: [{ Name: 'RuleName', Value: { Ref: rule.id } }],
      Threshold: 1,
      TreatMissingData: 'notBreaching',
    });
    expect(scheduled.of('AWS::CloudWatch::Alarm')).toHaveLength(alarms.size + 1);
  });

  it('are these and no others, and notify nobody unless alarmEmail is set', () => {
    expect(alarms.size).toBe(ALARMS);
    for (const alarm of alarms.values()) expect(alarm).not.toHaveProperty('AlarmActions');
    expect(stack.of('AWS::SNS::Topic')).toEqual([]);
    expect(stack.of('AWS::KMS::Key')).toEqual([]);
    const compacting = synthesized({ compaction: 'rate(6 hours)' });
    expect(compacting.of('AWS::CloudWatch::Alarm')).toHaveLength(ALARMS + COMPACTION_ALARMS);
  });

  it('count partitions over a day, since a first backfill may meet many collections at once', () => {
    expect(alarms.get('Partitions')).toMatchObject({
      Period: 86_400,
      EvaluationPeriods: 1,
      Statistic: 'Sum',
      AlarmDescription: expect.stringContaining('collectionDepth 0'),
    });
  });

  it('give a failed file time for a second attempt', () => {
    const { Period, EvaluationPeriods } = alarms.get('FilesFailed') as Record<string, number>;
    expect(Period! * EvaluationPeriods!).toBeGreaterThan(2 * 720);
  });
});

const statementsIn = (resource: Resource | undefined, policy: string) =>
  (resource?.Properties[policy] as { Statement: Record<string, unknown>[] } | undefined)?.Statement ?? [];

describe('the topic', () => {
  const notifying = synthesized({ alarmEmail: 'night@observatory.example' });
  const topic = notifying.only('AWS::SNS::Topic', 'Watching/Topic');
  const key = notifying.only('AWS::KMS::Key', 'Watching/TopicKey');

  it('notifies one address when an alarm goes off and when it is over', () => {
    expect(notifying.of('AWS::SNS::Topic')).toEqual([topic]);
    expect(notifying.of('AWS::SNS::Subscription').map(({ Properties }) => Properties)).toEqual([
      { Protocol: 'email', Endpoint: 'night@observatory.example', TopicArn: { Ref: topic.id } },
    ]);
    for (const { Properties } of notifying.of('AWS::CloudWatch::Alarm')) {
      expect(Properties).toMatchObject({
        AlarmActions: [{ Ref: topic.id }],
        OKActions: [{ Ref: topic.id }],
      });
    }
  });

  it('is encrypted with a key that alarms of this account may use, and that is rotated', () => {
    expect(topic.Properties['KmsMasterKeyId']).toEqual({ 'Fn::GetAtt': [key.id, 'Arn'] });
    expect(key.Properties['EnableKeyRotation']).toBe(true);
    expect(statementsIn(key, 'KeyPolicy')).toContainEqual({
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    });
  });

  it('accepts only alarms of this account, and only over TLS', () => {
    const statements = statementsIn(notifying.of('AWS::SNS::TopicPolicy')[0], 'PolicyDocument');
    expect(
      statements.map(({ Effect, Principal, Action, Condition }) => [Effect, Principal, Action, Condition]),
    ).toEqual(
      expect.arrayContaining([
        [
          'Allow',
          { Service: 'cloudwatch.amazonaws.com' },
          'sns:Publish',
          { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        ],
        ['Deny', '*', 'sns:Publish', { Bool: { 'aws:SecureTransport': 'false' } }],
      ]),
    );
    expect(statements).toHaveLength(2);
  });
});

describe('the dashboard', () => {
  const dashboard = stack.only('AWS::CloudWatch::Dashboard', 'Watching/Dashboard');
  const body = dashboard.Properties['DashboardBody'] as { readonly 'Fn::Join': [string, unknown[]] };
  const text = body['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : 'a-name')).join('');
  const { widgets } = JSON.parse(text) as { widgets: Widget[] };
  const graphOf = (title: string) => widgets.find(({ properties }) => properties.title === title)?.properties;

  it('has the name of the stack and shows every alarm', () => {
    expect(dashboard.Properties['DashboardName']).toBe('lake-2');
    expect(graphOf('Alarms')?.alarms).toHaveLength(alarms.size);
  });

  it.each([
    ['Files', ['FilesRead', 'FilesFailed', 'FilesPutBack']],
    ['Read from the source', ['BytesRead', 'Requests']],
    [
      'Queue',
      [
        'ApproximateNumberOfMessagesVisible',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesVisible',
        'ApproximateAgeOfOldestMessage',
      ],
    ],
    ['Set aside', ['ApproximateNumberOfMessagesVisible', 'ApproximateNumberOfMessagesVisible']],
    ['Catalog', ['ApproximateNumberOfMessagesVisible', 'PartitionsAdded']],
    ['Extractor', ['Invocations', 'Errors', 'Throttles']],
    ['Extractor: milliseconds', ['Duration', 'Duration']],
    ['Extractor: copies', ['ConcurrentExecutions']],
    [
      'Backfill: runs',
      [
        'ExecutionsStarted',
        'ExecutionsSucceeded',
        'ExecutionsAborted',
        'ExecutionsFailed',
        'ExecutionsTimedOut',
      ],
    ],
    ['Backfill: batches', ['Invocations', 'Errors', 'Throttles']],
    ['Backfill: copies', ['ConcurrentExecutions']],
  ])('has the graph %s', (title, names) => {
    expect(graphOf(title)?.metrics?.map(([, name]) => name)).toEqual(names);
  });

  it('searches for the faults of all codes', () => {
    expect(graphOf('Faults by code')?.metrics).toEqual([
      [
        expect.objectContaining({
          expression: `SEARCH('{"fits-datalake",service,code} MetricName="Faults" service="lake-2"', 'Sum', 300)`,
          label: `\${PROP('Dim.code')}`,
        }),
      ],
    ]);
  });

  it('shows the numbers that the functions of this stack count', () => {
    const metrics = ['Files', 'Read from the source'].flatMap((title) => graphOf(title)?.metrics ?? []);
    for (const metric of metrics)
      expect(metric.slice(0, 4)).toEqual(['fits-datalake', metric[1], 'service', 'lake-2']);
  });
});
