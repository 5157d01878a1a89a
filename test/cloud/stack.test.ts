import { describe, expect, it } from 'vitest';
import { ODD_PREFIX } from '../helpers/our-stack.ts';
import { synthesized } from '../helpers/synthesized.ts';

const stack = synthesized();
const only = (type: string, path: string, within = stack) => {
  const [found, ...more] = within.of(type).filter((resource) => resource.path === path);
  if (found === undefined || more.length > 0) throw new Error(`not one ${type} at ${path}`);
  return found;
};

/** Source: AWS Lambda Developer Guide, "Defined runtime environment variables": those that nobody may set. */
const RESERVED =
  /^(?:_HANDLER|_X_AMZN_TRACE_ID|AWS_DEFAULT_REGION|AWS_REGION|AWS_EXECUTION_ENV|AWS_LAMBDA_\w+|AWS_ACCESS_KEY|AWS_ACCESS_KEY_ID|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|LAMBDA_TASK_ROOT|LAMBDA_RUNTIME_DIR)$/;

describe('the functions', () => {
  it.each(stack.of('AWS::Lambda::Function').map((one) => [one.path, one] as const))(
    '%s runs Node 24 on arm64, and its log is kept for a while',
    (_, { Properties }) => {
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
      const { LogGroup } = Properties['LoggingConfig'] as { LogGroup: { Ref: string } };
      const log = stack.of('AWS::Logs::LogGroup').find(({ id }) => id === LogGroup.Ref);
      expect(log?.Properties['RetentionInDays']).toBe(90);
    },
  );

  it('the extractor has memory, time and no reserved concurrency', () => {
    const { Properties } = only('AWS::Lambda::Function', 'HeaderExtractor/Function');
    expect(Properties).toMatchObject({ MemorySize: 1769, Timeout: 120 });
    expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  it('the extractor is told its settings, in variables that Lambda lets one set', () => {
    const given = {
      sourcePrefix: 'é'.repeat(512),
      collectionDepth: 2,
      suffixes: '.fits,.FTZ',
      stackId: 'lake-2',
    };
    const extractor = only('AWS::Lambda::Function', 'HeaderExtractor/Function', synthesized(given));
    const { Variables } = extractor.Properties['Environment'] as { Variables: Record<string, unknown> };
    expect(Variables).toEqual({
      SOURCE_BUCKET: 'archive',
      SOURCE_PREFIX: given.sourcePrefix,
      SUFFIXES: '.fits,.FTZ',
      TARGET_BUCKET: { Ref: expect.stringMatching(/^TargetBucket/) },
      BUCKET_OWNER: { Ref: 'AWS::AccountId' },
      GLUE_DATABASE: 'fits_datalake',
      GLUE_TABLE: 'lake_rows',
      COLLECTION_DEPTH: '2',
      POWERTOOLS_SERVICE_NAME: 'lake-2',
      POWERTOOLS_METRICS_NAMESPACE: 'fits-datalake',
    });
    for (const name of Object.keys(Variables)) {
      expect(name).toMatch(/^[a-zA-Z][a-zA-Z0-9_]+$/);
      expect(name).not.toMatch(RESERVED);
    }
    // all names and values together have 4 KB
    expect(Buffer.byteLength(JSON.stringify(Variables))).toBeLessThan(4096);
  });

  it('the function of backfills is told besides where it may put what it has no time for', () => {
    const variablesOf = (path: string) =>
      (only('AWS::Lambda::Function', path).Properties['Environment'] as { Variables: object }).Variables;
    expect(variablesOf('Backfill/Function')).toEqual({
      ...variablesOf('HeaderExtractor/Function'),
      QUEUE_URL: { Ref: only('AWS::SQS::Queue', 'SourceEvents/Queue').id },
    });
  });
});

describe('the queues', () => {
  it.each(stack.of('AWS::SQS::Queue').map((one) => [one.path, one] as const))(
    '%s is encrypted, and keeps a message as long as SQS can',
    (_, { Properties }) => {
      expect(Properties).toMatchObject({
        SqsManagedSseEnabled: true,
        MessageRetentionPeriod: 14 * 24 * 3600,
      });
    },
  );

  it('a message has two tries in batches, then five alone, before it is a dead letter', () => {
    const queue = only('AWS::SQS::Queue', 'SourceEvents/Queue');
    const retries = only('AWS::SQS::Queue', 'SourceEvents/Retries');
    const dead = only('AWS::SQS::Queue', 'SourceEvents/DeadLetters');
    // six times the time of the function, as Lambda asks for, and not longer than SQS allows
    for (const { Properties } of [queue, retries]) {
      expect(Properties['VisibilityTimeout']).toBeGreaterThanOrEqual(6 * 120);
      expect(Properties['VisibilityTimeout']).toBeLessThanOrEqual(12 * 3600);
    }
    expect(queue.Properties['RedrivePolicy']).toEqual({
      deadLetterTargetArn: { 'Fn::GetAtt': [retries.id, 'Arn'] },
      maxReceiveCount: 2,
    });
    // five are left where SQS counts those in batches, too
    expect(retries.Properties['RedrivePolicy']).toEqual({
      deadLetterTargetArn: { 'Fn::GetAtt': [dead.id, 'Arn'] },
      maxReceiveCount: 2 + 5,
    });
    // all tries are over long before SQS drops a message
    const seconds = 2 * 720 + 7 * Number(retries.Properties['VisibilityTimeout']);
    expect(seconds).toBeLessThan(24 * 3600);
  });

  it('the function takes batches and single messages, gives back what failed, and is held by the event sources', () => {
    const sources = synthesized({ maxConcurrency: '7' }).of('AWS::Lambda::EventSourceMapping');
    const how = {
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 7 },
    };
    const arnOf = (path: string) => ({ 'Fn::GetAtt': [only('AWS::SQS::Queue', path).id, 'Arn'] });
    expect(sources.map(({ Properties }) => Properties)).toMatchObject([
      {
        ...how,
        BatchSize: 100,
        MaximumBatchingWindowInSeconds: 1,
        EventSourceArn: arnOf('SourceEvents/Queue'),
      },
      { ...how, BatchSize: 1, EventSourceArn: arnOf('SourceEvents/Retries') },
    ]);
  });
});

describe('the source', () => {
  it('has one rule for what comes, changes and goes, with a dead-letter queue of its own', () => {
    expect(stack.of('AWS::Events::Rule')).toHaveLength(1);
    const { EventPattern, Targets } = only('AWS::Events::Rule', 'SourceEvents/Rule').Properties;
    expect(EventPattern).toMatchObject({
      source: ['aws.s3'],
      'detail-type': ['Object Created', 'Object Deleted', 'Object Restore Completed'],
      detail: { bucket: { name: ['archive'] } },
    });
    const { detail } = EventPattern as { detail: { object: { key: unknown[] } } };
    expect(detail.object.key).toContainEqual({ suffix: { 'equals-ignore-case': '.fits' } });
    expect(detail.object.key).toHaveLength(20);
    expect(JSON.stringify(EventPattern).length).toBeLessThan(2048);
    expect(Targets).toEqual([
      {
        Id: expect.any(String),
        Arn: { 'Fn::GetAtt': [only('AWS::SQS::Queue', 'SourceEvents/Queue').id, 'Arn'] },
        DeadLetterConfig: {
          Arn: { 'Fn::GetAtt': [only('AWS::SQS::Queue', 'SourceEvents/Undelivered').id, 'Arn'] },
        },
      },
    ]);
  });

  it('has EventBridge switched on once the rights are there; nobody waits an hour for an answer', () => {
    const switched = only('Custom::EventNotifications', 'SourceEvents/EventNotifications/Resource');
    expect(switched.Properties).toEqual({
      ServiceToken: {
        'Fn::GetAtt': [expect.stringMatching(/^SourceEventsEventNotificationsFunction/), 'Arn'],
      },
      ServiceTimeout: '300',
      Bucket: 'archive',
      Owner: { Ref: 'AWS::AccountId' },
      // which it refuses
      Lake: { Ref: only('AWS::S3::Bucket', 'Target/Bucket').id },
    });
    const rights = stack.of('AWS::IAM::Policy').find(({ path }) => path.startsWith('SourceEvents/'));
    expect(switched.DependsOn).toContain(rights?.id);
  });

  it('is nothing that the stack owns', () => {
    expect(stack.of('AWS::S3::Bucket').map(({ path }) => path)).toEqual(['Target/Bucket']);
  });
});

describe("the lake's bucket", () => {
  it('is private, encrypted, unversioned, and tells the crawler of what is below headers/', () => {
    const events = only('AWS::SQS::Queue', 'Target/Events');
    const bucket = only('AWS::S3::Bucket', 'Target/Bucket');
    const notified = (event: string) => ({
      Event: event,
      Queue: { 'Fn::GetAtt': [events.id, 'Arn'] },
      Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'headers/' }] } },
    });
    expect(bucket.Properties).toEqual({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      LifecycleConfiguration: {
        Rules: [
          { Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } },
          // the results of backfills: the lake itself stays
          { Status: 'Enabled', Prefix: 'runs/', ExpirationInDays: 90 },
        ],
      },
      NotificationConfiguration: {
        QueueConfigurations: [notified('s3:ObjectCreated:*'), notified('s3:ObjectRemoved:*')],
      },
    });
    // S3 tries the queue when the bucket is made
    expect(bucket.DependsOn).toContain(only('AWS::SQS::QueuePolicy', 'Target/Events/Policy').id);
  });

  it('is kept when the stack goes, TLS only as it was', () => {
    expect(only('AWS::S3::Bucket', 'Target/Bucket').DeletionPolicy).toBe('RetainExceptOnCreate');
    expect(only('AWS::S3::BucketPolicy', 'Target/Bucket/Policy').DeletionPolicy).toBe('RetainExceptOnCreate');
    expect(stack.of('Custom::S3AutoDeleteObjects')).toEqual([]);
  });

  it('goes with all that is in it where that is asked for', () => {
    const going = synthesized({ retainLake: 'false' });
    expect(going.of('AWS::S3::Bucket')[0]?.DeletionPolicy).toBe('Delete');
    expect(going.of('Custom::S3AutoDeleteObjects')).toHaveLength(1);
  });

  it('has the name that is asked for', () => {
    const named = synthesized({ targetBucket: 'the-lake' }).of('AWS::S3::Bucket')[0];
    expect(named?.Properties['BucketName']).toBe('the-lake');
  });
});

describe('the stack', () => {
  it('is refused where its source is the bucket that CloudFormation made for its lake', () => {
    const { id } = only('AWS::S3::Bucket', 'Target/Bucket');
    // as CloudFormation makes a name up: the stack, the logical id, and characters at random
    const made = (stackName: string): string => `${stackName}-${id}-1q2w3e4r5t6z`.toLowerCase();
    expect(() => synthesized({ sourceBucket: made('Lake-2'), stackId: 'Lake-2' })).toThrow(
      "is the bucket of this stack's own lake, which would then read itself",
    );
    // the lake of another stack holds no FITS files, and feeds nothing
    expect(() => synthesized({ sourceBucket: made('Lake-2'), stackId: 'Lake-3' })).not.toThrow();
  });

  it('says where everything is', () => {
    const { Outputs } = stack.template.toJSON() as { Outputs: Record<string, { Value: unknown }> };
    expect(Object.keys(Outputs).sort()).toEqual(
      [
        ...['SourceBucket', 'TargetBucket', 'Database', 'Workgroup', 'Crawler'],
        ...['Queue', 'RetryQueue', 'DeadLetterQueue', 'EventDeadLetterQueue', 'ExtractorFunction'],
        ...[
          'ExtractorLogs',
          'Backfill',
          'BackfillConcurrency',
          'BackfillLogs',
          'Suffixes',
          'CollectionDepth',
          'CrawlerQueue',
        ],
      ].sort(),
    );
    const within = synthesized({ sourcePrefix: 'raw/' }).template.toJSON();
    expect(within['Outputs'].SourcePrefix.Value).toBe('raw/');
    // CloudFormation tells no more than ASCII
    const beyond = synthesized({ sourcePrefix: ODD_PREFIX }).template.toJSON();
    expect(beyond['Outputs'].SourcePrefix.Value).toBe(encodeURI(ODD_PREFIX));
    const queue = only('AWS::SQS::Queue', 'SourceEvents/Undelivered').id;
    expect(Outputs['EventDeadLetterQueue']?.Value).toEqual({ Ref: queue });
    const extractor = only('AWS::Lambda::Function', 'HeaderExtractor/Function');
    expect(extractor.Properties['LoggingConfig']).toEqual({ LogGroup: Outputs['ExtractorLogs']?.Value });
    const machine = only('AWS::StepFunctions::StateMachine', 'Backfill/Machine').id;
    expect(Outputs['Backfill']?.Value).toEqual({ Ref: machine });
  });

  it('says how it is set, for those who look at the source from elsewhere', () => {
    const set = synthesized({ backfillConcurrency: '7', suffixes: '.fits, .FTZ', collectionDepth: 2 });
    const { Outputs } = set.template.toJSON() as { Outputs: Record<string, { Value: unknown }> };
    expect(Outputs).toMatchObject({
      BackfillConcurrency: { Value: '7' },
      Suffixes: { Value: '.fits,.FTZ' },
      CollectionDepth: { Value: '2' },
    });
  });

  it('gives no name that a second lake would give too', () => {
    // those that name nothing of the account: metrics are AWS's, queries are a workgroup's, policies a role's
    const within = (type: string, name: string): boolean =>
      type === 'AWS::Athena::NamedQuery' || name === 'MetricName' || name === 'PolicyName';
    const names = (given: object): string[] =>
      synthesized({ ...given }).resources.flatMap(({ Type, Properties = {} }) =>
        Object.entries(Properties)
          .filter(([name, value]) => /Name$/.test(name) && typeof value === 'string' && !within(Type, name))
          .map(([name, value]) => `${Type} ${name} ${value}`),
      );
    const first = names({});
    const second = names({ stackId: 'lake-2', glueDatabase: 'lake_2' });
    expect(first.length).toBeGreaterThan(3);
    expect(first.filter((name) => second.includes(name))).toEqual([]);
  });
});
