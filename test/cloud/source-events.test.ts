import { describe, expect, it } from 'vitest';
import { synthesized } from '../helpers/synthesized.ts';

const stack = synthesized();
const queue = stack.only('AWS::SQS::Queue', 'SourceEvents/Queue');
const retries = stack.only('AWS::SQS::Queue', 'SourceEvents/Retries');

describe('the queues', () => {
  it.each(stack.of('AWS::SQS::Queue').map((each) => [each.path, each] as const))(
    '%s is encrypted, and keeps messages for 14 days',
    (_, { Properties }) => {
      expect(Properties).toMatchObject({
        SqsManagedSseEnabled: true,
        MessageRetentionPeriod: 14 * 24 * 3600,
      });
    },
  );

  it('give a message two attempts in batches and five alone before it becomes a dead letter', () => {
    const deadLetters = stack.only('AWS::SQS::Queue', 'SourceEvents/DeadLetters');
    expect(queue.Properties['RedrivePolicy']).toEqual({
      deadLetterTargetArn: { 'Fn::GetAtt': [retries.id, 'Arn'] },
      maxReceiveCount: 2,
    });
    // five remain even if SQS also counts the attempts in batches
    expect(retries.Properties['RedrivePolicy']).toEqual({
      deadLetterTargetArn: { 'Fn::GetAtt': [deadLetters.id, 'Arn'] },
      maxReceiveCount: 2 + 5,
    });
  });

  it('hide a message for at least six timeouts of the function, as Lambda recommends', () => {
    for (const { Properties } of [queue, retries]) {
      expect(Properties['VisibilityTimeout']).toBeGreaterThanOrEqual(6 * 120);
      // the most that SQS allows
      expect(Properties['VisibilityTimeout']).toBeLessThanOrEqual(12 * 3600);
    }
  });

  it('allow all attempts long before SQS deletes a message', () => {
    const seconds = 2 * 720 + 7 * Number(retries.Properties['VisibilityTimeout']);
    expect(seconds).toBeLessThan(24 * 3600);
  });

  it('are read by the extractor: one in batches, the other one message at a time', () => {
    const sources = synthesized({ maxConcurrency: '7' }).of('AWS::Lambda::EventSourceMapping');
    const common = {
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 7 },
    };
    const arnOf = ({ id }: { readonly id: string }) => ({ 'Fn::GetAtt': [id, 'Arn'] });
    expect(sources.map(({ Properties }) => Properties)).toMatchObject([
      { ...common, BatchSize: 100, MaximumBatchingWindowInSeconds: 1, EventSourceArn: arnOf(queue) },
      { ...common, BatchSize: 1, EventSourceArn: arnOf(retries) },
    ]);
  });
});

describe('the source bucket', () => {
  it('has one rule for created, changed and deleted files, with a dead-letter queue', () => {
    expect(stack.of('AWS::Events::Rule')).toHaveLength(1);
    const { EventPattern, Targets } = stack.only('AWS::Events::Rule', 'SourceEvents/Rule').Properties;
    expect(EventPattern).toMatchObject({
      source: ['aws.s3'],
      'detail-type': ['Object Created', 'Object Deleted', 'Object Restore Completed'],
      detail: { bucket: { name: ['archive'] } },
    });
    const { detail } = EventPattern as { detail: { object: { key: unknown[] } } };
    expect(detail.object.key).toContainEqual({ suffix: { 'equals-ignore-case': '.fits' } });
    expect(detail.object.key).toHaveLength(20);
    expect(JSON.stringify(EventPattern).length).toBeLessThan(2048);
    const undelivered = stack.only('AWS::SQS::Queue', 'SourceEvents/Undelivered');
    expect(Targets).toEqual([
      {
        Id: expect.any(String),
        Arn: { 'Fn::GetAtt': [queue.id, 'Arn'] },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [undelivered.id, 'Arn'] } },
      },
    ]);
  });

  it('sends its events after the function has its permissions, and the deployment waits five minutes at most', () => {
    const notifications = stack.only(
      'Custom::EventNotifications',
      'SourceEvents/EventNotifications/Resource',
    );
    expect(notifications.Properties).toEqual({
      ServiceToken: {
        'Fn::GetAtt': [expect.stringMatching(/^SourceEventsEventNotificationsFunction/), 'Arn'],
      },
      ServiceTimeout: '300',
      Bucket: 'archive',
      Owner: { Ref: 'AWS::AccountId' },
      // which the function refuses as a source
      Lake: { Ref: stack.only('AWS::S3::Bucket', 'Target/Bucket').id },
    });
    const policy = stack.of('AWS::IAM::Policy').find(({ path }) => path.startsWith('SourceEvents/'));
    expect(notifications.DependsOn).toContain(policy?.id);
  });

  it('does not belong to the stack', () => {
    expect(stack.of('AWS::S3::Bucket').map(({ path }) => path)).toEqual(['Target/Bucket']);
  });
});
