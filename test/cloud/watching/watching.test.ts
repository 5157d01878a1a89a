import { describe, expect, it } from 'vitest';
import { type Resource, synthesized } from '../../helpers/synthesized.ts';

const stack = synthesized({ stackId: 'lake-2' });
const alarms = new Map(
  stack
    .of('AWS::CloudWatch::Alarm')
    .map(({ Properties }) => [String(Properties['AlarmName']).replace('lake-2-', ''), Properties]),
);

const queueNamed = (path: string) => {
  const queue = stack.of('AWS::SQS::Queue').find((one) => one.path === path);
  return [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queue?.id, 'QueueName'] } }];
};
const extractor = stack.of('AWS::Lambda::Function').find(({ path }) => path === 'HeaderExtractor/Function');
const [machine] = stack.of('AWS::StepFunctions::StateMachine');

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
    ['Errors', 'AWS/Lambda', 'Errors', 1, [{ Name: 'FunctionName', Value: { Ref: extractor?.id } }]],
    // one that is aborted is as somebody wished it
    [
      'Backfill',
      'AWS/States',
      'ExecutionsFailed',
      1,
      [{ Name: 'StateMachineArn', Value: { Ref: machine?.id } }],
    ],
    [
      'BackfillTimeout',
      'AWS/States',
      'ExecutionsTimedOut',
      1,
      [{ Name: 'StateMachineArn', Value: { Ref: machine?.id } }],
    ],
  ])('%s watches %s %s, from %d', (name, Namespace, MetricName, Threshold, Dimensions) => {
    expect(alarms.get(name)).toMatchObject({
      Namespace,
      MetricName,
      Threshold,
      Dimensions,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      // a lake that nothing happens to is well
      TreatMissingData: 'notBreaching',
      AlarmDescription: expect.stringMatching(/^[A-Z].{30,}/),
    });
  });

  it('where a schedule is set, are told of a run that EventBridge could not start', () => {
    const set = synthesized({ reconcileSchedule: 'rate(7 days)' });
    const rule = set.of('AWS::Events::Rule').find(({ path }) => path === 'Backfill/Schedule');
    const alarm = set.of('AWS::CloudWatch::Alarm').find(({ path }) => path === 'Watching/Reconcile');
    expect(alarm?.Properties).toMatchObject({
      Namespace: 'AWS/Events',
      MetricName: 'FailedInvocations',
      Dimensions: [{ Name: 'RuleName', Value: { Ref: rule?.id } }],
      Threshold: 1,
      TreatMissingData: 'notBreaching',
    });
    expect(set.of('AWS::CloudWatch::Alarm')).toHaveLength(alarms.size + 1);
  });

  it('are these, and they are silent where nobody is to be told', () => {
    expect(alarms.size).toBe(10);
    for (const alarm of alarms.values()) expect(alarm).not.toHaveProperty('AlarmActions');
    expect(stack.of('AWS::SNS::Topic')).toEqual([]);
    expect(stack.of('AWS::KMS::Key')).toEqual([]);
  });

  it('partitions are counted over a day: a first backfill may meet many collections at once', () => {
    expect(alarms.get('Partitions')).toMatchObject({
      Period: 86_400,
      EvaluationPeriods: 1,
      Statistic: 'Sum',
      AlarmDescription: expect.stringContaining('collectionDepth 0'),
    });
  });

  it('a failed file may be tried again before anybody is told', () => {
    const { Period, EvaluationPeriods } = alarms.get('FilesFailed') as Record<string, number>;
    expect(Period! * EvaluationPeriods!).toBeGreaterThan(2 * 720);
  });
});

const statementsIn = (resource: Resource | undefined, policy: string) =>
  (resource?.Properties[policy] as { Statement: Record<string, unknown>[] } | undefined)?.Statement ?? [];

describe('the topic', () => {
  const told = synthesized({ alarmEmail: 'night@observatory.example' });
  const [topic, ...others] = told.of('AWS::SNS::Topic');
  const [key] = told.of('AWS::KMS::Key');

  it('tells one address when an alarm goes off, and when it is over', () => {
    expect(others).toEqual([]);
    expect(told.of('AWS::SNS::Subscription').map(({ Properties }) => Properties)).toEqual([
      { Protocol: 'email', Endpoint: 'night@observatory.example', TopicArn: { Ref: topic?.id } },
    ]);
    for (const { Properties } of told.of('AWS::CloudWatch::Alarm')) {
      expect(Properties).toMatchObject({
        AlarmActions: [{ Ref: topic?.id }],
        OKActions: [{ Ref: topic?.id }],
      });
    }
  });

  it('is encrypted with a key that alarms of this account may use, and turns every year', () => {
    expect(topic?.Properties['KmsMasterKeyId']).toEqual({ 'Fn::GetAtt': [key?.id, 'Arn'] });
    expect(key?.Properties['EnableKeyRotation']).toBe(true);
    expect(statementsIn(key, 'KeyPolicy')).toContainEqual({
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    });
  });

  it('takes alarms of this account only, and only over TLS', () => {
    const statements = statementsIn(told.of('AWS::SNS::TopicPolicy')[0], 'PolicyDocument');
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
  const [dashboard] = stack.of('AWS::CloudWatch::Dashboard');
  const body = dashboard?.Properties['DashboardBody'] as { readonly 'Fn::Join': [string, unknown[]] };
  const text = body['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : 'a-name')).join('');
  const { widgets } = JSON.parse(text) as { widgets: Widget[] };
  const shown = (title: string) => widgets.find(({ properties }) => properties.title === title)?.properties;

  it('has the name of the stack, and every alarm', () => {
    expect(dashboard?.Properties['DashboardName']).toBe('lake-2');
    expect(shown('Alarms')?.alarms).toHaveLength(alarms.size);
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
    ['Put aside', ['ApproximateNumberOfMessagesVisible', 'ApproximateNumberOfMessagesVisible']],
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
  ])('%s', (title, names) => {
    expect(shown(title)?.metrics?.map(([, name]) => name)).toEqual(names);
  });

  it('finds the faults of each code, whichever there are', () => {
    expect(shown('Faults by code')?.metrics).toEqual([
      [
        expect.objectContaining({
          expression: `SEARCH('{"fits-datalake",service,code} MetricName="Faults" service="lake-2"', 'Sum', 300)`,
          label: `\${PROP('Dim.code')}`,
        }),
      ],
    ]);
  });

  it('shows what the extractor of this stack counts', () => {
    const counted = ['Files', 'Read from the source'].flatMap((title) => shown(title)?.metrics ?? []);
    for (const metric of counted)
      expect(metric.slice(0, 4)).toEqual(['fits-datalake', metric[1], 'service', 'lake-2']);
  });
});
