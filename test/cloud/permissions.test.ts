import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { allowed, statementsOf } from '../helpers/statements.ts';
import { stackOf, synthesized } from '../helpers/synthesized.ts';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const FULL = {
  sourcePrefix: 'raw*/',
  sourceKmsKeyArn: KEY,
  targetBucket: 'the-lake',
  alarmEmail: 'night@observatory.example',
  lakeFormation: true,
  reconcileSchedule: 'rate(7 days)',
};

/** All that the stack allows anybody. Whoever adds a line here gives a reason for it in the commit. */
const LAMBDA = 'by lambda.amazonaws.com';
const RULE = 'by events.amazonaws.com if aws:SourceArn ArnEquals <SourceEvents/Rule.Arn>';
const TABLE =
  'arn:glue:here:catalog, arn:glue:here:database/fits_datalake, arn:glue:here:table/fits_datalake/lake_rows';
const LOG_DELIVERY =
  'logs:CreateLogDelivery, logs:DeleteLogDelivery, logs:DescribeLogGroups, logs:DescribeResourcePolicies, logs:GetLogDelivery, logs:ListLogDeliveries, logs:PutResourcePolicy, logs:UpdateLogDelivery';
const ALLOWED = [
  // the function: the source is read, listed so that a key that is gone is 404 and not 403; the lake is written, and
  // objects are deleted from places that an earlier release gave them
  `HeaderExtractor/Role: sts:AssumeRole ${LAMBDA}`,
  'HeaderExtractor/Role: logs:CreateLogStream, logs:PutLogEvents on <HeaderExtractor/Logs.Arn>',
  'HeaderExtractor/Role: s3:GetObject on arn:s3:::archive/*',
  'HeaderExtractor/Role: s3:ListBucket on <Target/Bucket.Arn>, arn:s3:::archive',
  'HeaderExtractor/Role: s3:DeleteObject, s3:GetObject, s3:PutObject on <Target/Bucket.Arn>/headers/*',
  `HeaderExtractor/Role: glue:BatchCreatePartition, glue:BatchGetPartition on ${TABLE}`,
  // it takes messages of both queues, and sends none
  'HeaderExtractor/Role: sqs:ChangeMessageVisibility, sqs:DeleteMessage, sqs:GetQueueAttributes, sqs:GetQueueUrl, sqs:ReceiveMessage on <SourceEvents/Queue.Arn>, <SourceEvents/Retries.Arn>',
  // the function of backfills may do the same, put nothing into the queue but what it has no time for, and delete
  // old tombstones too
  `Backfill/Role: sts:AssumeRole ${LAMBDA}`,
  'Backfill/Role: logs:CreateLogStream, logs:PutLogEvents on <Backfill/Logs.Arn>',
  'Backfill/Role: s3:GetObject on arn:s3:::archive/*',
  'Backfill/Role: s3:ListBucket on <Target/Bucket.Arn>, arn:s3:::archive',
  'Backfill/Role: s3:DeleteObject, s3:GetObject, s3:PutObject on <Target/Bucket.Arn>/headers/*',
  `Backfill/Role: glue:BatchCreatePartition, glue:BatchGetPartition on ${TABLE}`,
  'Backfill/Role: sqs:SendMessage on <SourceEvents/Queue.Arn>',
  // the state machine: lists both, calls the function, writes results, starts the crawler, runs its own children
  'Backfill/MachineRole: sts:AssumeRole by states.amazonaws.com',
  'Backfill/MachineRole: s3:ListBucket on arn:s3:::archive',
  'Backfill/MachineRole: s3:ListBucket on <Target/Bucket.Arn> if s3:prefix StringLike headers/*',
  'Backfill/MachineRole: s3:AbortMultipartUpload, s3:GetObject, s3:ListMultipartUploadParts, s3:PutObject on <Target/Bucket.Arn>/runs/*',
  'Backfill/MachineRole: lambda:InvokeFunction on <Backfill/Function.Arn>',
  'Backfill/MachineRole: glue:StartCrawler on arn:glue:here:crawler/<LakeCrawler/Crawler>',
  'Backfill/MapRuns: states:StartExecution on <Backfill/Machine>',
  'Backfill/MapRuns: states:DescribeExecution, states:StopExecution on arn:states:here:execution:<Backfill/Machine.Name>:*',
  'Backfill/MapRuns: states:RedriveExecution on arn:states:here:execution:<Backfill/Machine.Name>/bucket:*, arn:states:here:execution:<Backfill/Machine.Name>/lake:*, arn:states:here:execution:<Backfill/Machine.Name>/source:*',
  // what AWS asks for of a state machine that logs; a delivery of logs is no resource that could be named
  `Backfill/MachineRole: ${LOG_DELIVERY} on *`,
  // the crawler: AWS's own list for crawls by events of S3
  'LakeCrawler/Role: sts:AssumeRole by glue.amazonaws.com',
  `LakeCrawler/Role: glue:BatchCreatePartition, glue:BatchUpdatePartition, glue:CreatePartition, glue:UpdatePartition, glue:UpdateTable on ${TABLE}`,
  // it looks at all tables of the database, and changes one
  `LakeCrawler/Role: glue:BatchGetPartition, glue:GetDatabase, glue:GetPartition, glue:GetPartitions, glue:GetTable, glue:GetTables on ${TABLE.replace('/lake_rows', '/*')}`,
  'LakeCrawler/Role: logs:CreateLogGroup, logs:CreateLogStream, logs:PutLogEvents on arn:logs:here:log-group:/aws-glue/crawlers:*',
  'LakeCrawler/Role: s3:GetBucketLocation, s3:ListBucket on <Target/Bucket.Arn>',
  'LakeCrawler/Role: s3:GetObject on <Target/Bucket.Arn>/headers/*',
  'LakeCrawler/Role: sqs:DeleteMessage, sqs:GetQueueAttributes, sqs:GetQueueUrl, sqs:ListDeadLetterSourceQueues, sqs:ListQueueTags, sqs:PurgeQueue, sqs:ReceiveMessage, sqs:SetQueueAttributes on <Target/Events.Arn>',
  // the custom resource: HEAD of the bucket, and its notifications
  `SourceEvents/EventNotifications/Role: sts:AssumeRole ${LAMBDA}`,
  'SourceEvents/EventNotifications/Role: logs:CreateLogStream, logs:PutLogEvents on <SourceEvents/EventNotifications/Logs.Arn>',
  'SourceEvents/EventNotifications/Role: s3:GetBucketNotification, s3:ListBucket, s3:PutBucketNotification on arn:s3:::archive',
  // who may put messages into queues
  `SourceEvents/Queue: sqs:GetQueueAttributes, sqs:GetQueueUrl, sqs:SendMessage on <SourceEvents/Queue.Arn> ${RULE}`,
  `SourceEvents/Undelivered: sqs:SendMessage on <SourceEvents/Undelivered.Arn> ${RULE}`,
  'Target/Events: sqs:SendMessage on <Target/Events.Arn> by s3.amazonaws.com if aws:SourceAccount StringEquals <AWS::AccountId>',
];

const plain = synthesized();

describe('permissions', () => {
  it('are these, and no more', () => {
    expect(allowed(plain)).toEqual([...ALLOWED].sort());
  });

  it.each<[Readonly<Record<string, unknown>>, string[]]>([
    [
      { sourcePrefix: 'raw*/' },
      // taken for itself, not for a pattern
      [
        'HeaderExtractor/Role: s3:GetObject on arn:s3:::archive/raw<*>/*',
        'Backfill/Role: s3:GetObject on arn:s3:::archive/raw<*>/*',
        'Backfill/MachineRole: s3:ListBucket on arn:s3:::archive if s3:prefix StringLike raw<*>/*',
        // there is no map over the whole bucket
        'Backfill/MapRuns: states:RedriveExecution on arn:states:here:execution:<Backfill/Machine.Name>/lake:*, arn:states:here:execution:<Backfill/Machine.Name>/source:*',
      ],
    ],
    [
      { sourceKmsKeyArn: KEY },
      ['HeaderExtractor', 'Backfill'].map(
        (who) =>
          `${who}/Role: kms:Decrypt on ${KEY} if kms:ViaService StringEquals s3.<AWS::Region>.<AWS::URLSuffix>`,
      ),
    ],
    [
      { alarmEmail: 'night@observatory.example' },
      [
        // the policy of a key is about that key alone
        'Watching/TopicKey: kms:* on * by arn:iam::<AWS::AccountId>:root',
        'Watching/TopicKey: kms:Decrypt, kms:GenerateDataKey* on * by cloudwatch.amazonaws.com if aws:SourceAccount StringEquals <AWS::AccountId>',
        'Watching/Topic: sns:Publish on <Watching/Topic> by cloudwatch.amazonaws.com if aws:SourceAccount StringEquals <AWS::AccountId>',
      ],
    ],
    [
      { lakeFormation: true },
      // Lake Formation knows no resource for it: what is given out follows from its own grants
      ['LakeCrawler/Role: lakeformation:GetDataAccess on *'],
    ],
    [
      { reconcileSchedule: 'rate(7 days)' },
      [
        'Backfill/Machine/EventsRole: sts:AssumeRole by events.amazonaws.com',
        'Backfill/Machine/EventsRole: states:StartExecution on <Backfill/Machine>',
      ],
    ],
    [
      { retainLake: false },
      [
        // CDK's own way to empty a bucket
        `Custom::S3AutoDeleteObjectsCustomResourceProvider/Role: sts:AssumeRole ${LAMBDA}`,
        'Target/Bucket: s3:DeleteObject*, s3:GetBucket*, s3:List*, s3:PutBucketPolicy on <Target/Bucket.Arn>, <Target/Bucket.Arn>/* by <Custom::S3AutoDeleteObjectsCustomResourceProvider/Role.Arn>',
      ],
    ],
  ])('are, with %j, these too', (given, lines) => {
    const more = allowed(synthesized(given)).filter((line) => !ALLOWED.includes(line));
    expect(more).toEqual([...lines].sort());
  });

  it('name a prefix with signs of patterns as IAM writes them where they are none', () => {
    const resources = statementsOf(synthesized({ sourcePrefix: 'a*b?$c' })).map(({ statement }) =>
      JSON.stringify(statement.Resource ?? ''),
    );
    const [objects] = resources.filter((resource) => resource.includes('archive/'));
    expect(objects).toContain('archive/a$' + '{*}b$' + '{?}$' + '{$}c*');
  });

  it('name a prefix in letters that IAM takes in no policy by a pattern', () => {
    const stack = synthesized({ sourcePrefix: 'raw/天文/été/2026*/' });
    const policies = JSON.stringify(statementsOf(stack).map(({ statement }) => statement));
    expect(policies).toContain('archive/raw/*/*t*/2026$' + '{*}/*');
    expect(policies).toMatch(/^[ -~]+$/);
  });

  it('use no managed policies, no action with a wildcard and nothing on all resources', () => {
    for (const role of plain.of('AWS::IAM::Role')) {
      expect(role.Properties['ManagedPolicyArns'], role.path).toBeUndefined();
    }
    for (const { path, statement } of statementsOf(plain)) {
      if (statement.Effect === 'Deny') continue;
      expect([statement.Action].flat().join(), path).not.toContain('*');
      // but for what has no resource
      if ([statement.Action].flat().join(', ') !== LOG_DELIVERY) {
        expect([statement.Resource].flat(), path).not.toContain('*');
      }
      expect(JSON.stringify(statement.Principal ?? ''), path).not.toContain('*');
    }
  });

  it('deny what does not come over TLS, for every bucket, queue and topic', () => {
    const stack = synthesized(FULL);
    const kinds = ['AWS::S3::Bucket', 'AWS::SQS::Queue', 'AWS::SNS::Topic'];
    const guarded = stack.resources.filter(({ Type }) => kinds.includes(Type));
    const denied = statementsOf(stack)
      .filter(({ statement }) => statement.Effect === 'Deny')
      .filter(({ statement }) => statement.Condition?.['Bool']?.['aws:SecureTransport'] === 'false');
    expect(guarded.length).toBeGreaterThanOrEqual(5);
    for (const { id, path } of guarded) {
      const resources = JSON.stringify(denied.map(({ statement }) => statement.Resource));
      // a topic is named by its Ref
      expect(resources.includes(`["${id}","Arn"]`) || resources.includes(`{"Ref":"${id}"}`), path).toBe(true);
    }
    for (const { statement } of denied) expect(['*', { AWS: '*' }]).toContainEqual(statement.Principal);
  });

  it.each([
    ['plain', {}],
    ['all settings', FULL],
    ['a lake that goes', { retainLake: false }],
  ])('%s: cdk-nag has nothing to say against it', (_, given) => {
    const { violations } = new AwsSolutionsChecks().validateScope(stackOf(given));
    const said = violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
    );
    expect(said).toEqual([]);
  });
});
