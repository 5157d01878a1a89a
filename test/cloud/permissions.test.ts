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

// Every permission that the stack gives to anybody. If you add a line, give the reason in the commit message.

const LAMBDA = 'by lambda.amazonaws.com';
const RULE = 'by events.amazonaws.com if aws:SourceArn ArnEquals <SourceEvents/Rule.Arn>';
const TABLE =
  'arn:glue:here:catalog, arn:glue:here:database/fits_datalake, arn:glue:here:table/fits_datalake/lake_rows';
const LOG_DELIVERY =
  'logs:CreateLogDelivery, logs:DeleteLogDelivery, logs:DescribeLogGroups, logs:DescribeResourcePolicies, logs:GetLogDelivery, logs:ListLogDeliveries, logs:PutResourcePolicy, logs:UpdateLogDelivery';
const ALLOWED = [
  // The header extractor reads the source, and may list it so that S3 responds with 404 instead of 403 to a missing key. It
  // reads and writes the lake, and deletes lake objects from places that an earlier release chose.
  `HeaderExtractor/Role: sts:AssumeRole ${LAMBDA}`,
  'HeaderExtractor/Role: logs:CreateLogStream, logs:PutLogEvents on <HeaderExtractor/Logs.Arn>',
  'HeaderExtractor/Role: s3:GetObject on arn:s3:::archive/*',
  'HeaderExtractor/Role: s3:ListBucket on <Target/Bucket.Arn>, arn:s3:::archive',
  'HeaderExtractor/Role: s3:DeleteObject, s3:GetObject, s3:PutObject on <Target/Bucket.Arn>/headers/*',
  `HeaderExtractor/Role: glue:BatchCreatePartition, glue:BatchGetPartition on ${TABLE}`,
  // It receives messages from both queues, and sends none.
  'HeaderExtractor/Role: sqs:ChangeMessageVisibility, sqs:DeleteMessage, sqs:GetQueueAttributes, sqs:GetQueueUrl, sqs:ReceiveMessage on <SourceEvents/Queue.Arn>, <SourceEvents/Retries.Arn>',
  // The backfill function may do the same. It also deletes old tombstones, and sends what it has no time for to the queue.
  `Backfill/Role: sts:AssumeRole ${LAMBDA}`,
  'Backfill/Role: logs:CreateLogStream, logs:PutLogEvents on <Backfill/Logs.Arn>',
  'Backfill/Role: s3:GetObject on arn:s3:::archive/*',
  'Backfill/Role: s3:ListBucket on <Target/Bucket.Arn>, arn:s3:::archive',
  'Backfill/Role: s3:DeleteObject, s3:GetObject, s3:PutObject on <Target/Bucket.Arn>/headers/*',
  `Backfill/Role: glue:BatchCreatePartition, glue:BatchGetPartition on ${TABLE}`,
  'Backfill/Role: sqs:SendMessage on <SourceEvents/Queue.Arn>',
  // The state machine lists both buckets, calls the function, writes results, starts the crawler and its own children.
  'Backfill/MachineRole: sts:AssumeRole by states.amazonaws.com',
  'Backfill/MachineRole: s3:ListBucket on arn:s3:::archive',
  'Backfill/MachineRole: s3:ListBucket on <Target/Bucket.Arn> if s3:prefix StringLike headers/*',
  'Backfill/MachineRole: s3:AbortMultipartUpload, s3:GetObject, s3:ListMultipartUploadParts, s3:PutObject on <Target/Bucket.Arn>/runs/*',
  'Backfill/MachineRole: lambda:InvokeFunction on <Backfill/Function.Arn>',
  'Backfill/MachineRole: glue:StartCrawler on arn:glue:here:crawler/<LakeCrawler/Crawler>',
  'Backfill/MapRuns: states:StartExecution on <Backfill/Machine>',
  'Backfill/MapRuns: states:DescribeExecution, states:StopExecution on arn:states:here:execution:<Backfill/Machine.Name>:*',
  'Backfill/MapRuns: states:RedriveExecution on arn:states:here:execution:<Backfill/Machine.Name>/bucket:*, arn:states:here:execution:<Backfill/Machine.Name>/forgotten:*, arn:states:here:execution:<Backfill/Machine.Name>/lake:*, arn:states:here:execution:<Backfill/Machine.Name>/source:*',
  // These actions are what AWS requires of a state machine that logs. They cannot be limited to resources.
  `Backfill/MachineRole: ${LOG_DELIVERY} on *`,
  // The crawler has the permissions that AWS lists for crawls by S3 events.
  'LakeCrawler/Role: sts:AssumeRole by glue.amazonaws.com',
  `LakeCrawler/Role: glue:BatchCreatePartition, glue:BatchUpdatePartition, glue:CreatePartition, glue:UpdatePartition, glue:UpdateTable on ${TABLE}`,
  // It reads all tables of the database and changes one.
  `LakeCrawler/Role: glue:BatchGetPartition, glue:GetDatabase, glue:GetPartition, glue:GetPartitions, glue:GetTable, glue:GetTables on ${TABLE.replace('/lake_rows', '/*')}`,
  'LakeCrawler/Role: logs:CreateLogGroup, logs:CreateLogStream, logs:PutLogEvents on arn:logs:here:log-group:/aws-glue/crawlers:*',
  'LakeCrawler/Role: s3:GetBucketLocation, s3:ListBucket on <Target/Bucket.Arn>',
  'LakeCrawler/Role: s3:GetObject on <Target/Bucket.Arn>/headers/*',
  'LakeCrawler/Role: sqs:DeleteMessage, sqs:GetQueueAttributes, sqs:GetQueueUrl, sqs:ListDeadLetterSourceQueues, sqs:ListQueueTags, sqs:PurgeQueue, sqs:ReceiveMessage, sqs:SetQueueAttributes on <Target/Events.Arn>',
  // The custom resource checks the bucket with HEAD, and reads and writes its notifications.
  `SourceEvents/EventNotifications/Role: sts:AssumeRole ${LAMBDA}`,
  'SourceEvents/EventNotifications/Role: logs:CreateLogStream, logs:PutLogEvents on <SourceEvents/EventNotifications/Logs.Arn>',
  'SourceEvents/EventNotifications/Role: s3:GetBucketNotification, s3:ListBucket, s3:PutBucketNotification on arn:s3:::archive',
  // These may send messages to the queues.
  `SourceEvents/Queue: sqs:GetQueueAttributes, sqs:GetQueueUrl, sqs:SendMessage on <SourceEvents/Queue.Arn> ${RULE}`,
  `SourceEvents/Undelivered: sqs:SendMessage on <SourceEvents/Undelivered.Arn> ${RULE}`,
  'Target/Events: sqs:SendMessage on <Target/Events.Arn> by s3.amazonaws.com if aws:SourceAccount StringEquals <AWS::AccountId>',
];

const plain = synthesized();

describe('permissions', () => {
  it('are, by default, exactly those in the list', () => {
    expect(allowed(plain)).toEqual([...ALLOWED].sort());
  });

  it.each<[Readonly<Record<string, unknown>>, string[]]>([
    [
      { sourcePrefix: 'raw*/' },
      // the prefix is matched literally
      [
        'HeaderExtractor/Role: s3:GetObject on arn:s3:::archive/raw<*>/*',
        'Backfill/Role: s3:GetObject on arn:s3:::archive/raw<*>/*',
        'Backfill/MachineRole: s3:ListBucket on arn:s3:::archive if s3:prefix StringLike raw<*>/*',
        // no Map Run goes over the whole bucket
        'Backfill/MapRuns: states:RedriveExecution on arn:states:here:execution:<Backfill/Machine.Name>/forgotten:*, arn:states:here:execution:<Backfill/Machine.Name>/lake:*, arn:states:here:execution:<Backfill/Machine.Name>/source:*',
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
        // the policy of a key only applies to that key
        'Watching/TopicKey: kms:* on * by arn:iam::<AWS::AccountId>:root',
        'Watching/TopicKey: kms:Decrypt, kms:GenerateDataKey* on * by cloudwatch.amazonaws.com if aws:SourceAccount StringEquals <AWS::AccountId>',
        'Watching/Topic: sns:Publish on <Watching/Topic> by cloudwatch.amazonaws.com if aws:SourceAccount StringEquals <AWS::AccountId>',
      ],
    ],
    [
      { lakeFormation: true },
      // the action cannot be limited to resources: Lake Formation's grants decide what it gives access to
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
      { compaction: 'rate(1 hour)' },
      [
        // deltas and receipts are never read, changed or deleted, except that the check reads receipts
        ...['HeaderExtractor', 'Backfill'].map(
          (who) =>
            `${who}/Role: s3:PutObject on <Target/Bucket.Arn>/changes/*, <Target/Bucket.Arn>/receipts/*`,
        ),
        'Backfill/Role: s3:GetObject on <Target/Bucket.Arn>/receipts/*, arn:s3:::archive/*',
        'Backfill/MapRuns: states:RedriveExecution on arn:states:here:execution:<Backfill/Machine.Name>/bucket:*, arn:states:here:execution:<Backfill/Machine.Name>/changes:*, arn:states:here:execution:<Backfill/Machine.Name>/forgotten:*, arn:states:here:execution:<Backfill/Machine.Name>/lake:*, arn:states:here:execution:<Backfill/Machine.Name>/source:*',
        'Compaction/Machine/EventsRole: sts:AssumeRole by events.amazonaws.com',
        'Compaction/Machine/EventsRole: states:StartExecution on <Compaction/Machine>',
        // Athena runs the statements with the permissions of the machine
        'Compaction/MachineRole: sts:AssumeRole by states.amazonaws.com',
        'Compaction/MachineRole: athena:GetQueryExecution, athena:GetQueryResults, athena:StartQueryExecution, athena:StopQueryExecution on arn:athena:here:workgroup/my-fits-datalake-compaction',
        'Compaction/MachineRole: athena:GetDataCatalog on arn:athena:here:datacatalog/AwsDataCatalog',
        'Compaction/MachineRole: s3:GetObject on <Target/Bucket.Arn>/changes/*',
        // the files of the compacted tables, and the results of the statements. VACUUM deletes files
        'Compaction/MachineRole: s3:AbortMultipartUpload, s3:DeleteObject, s3:GetObject, s3:ListMultipartUploadParts, s3:PutObject on <Target/Bucket.Arn>/compacted/*, <Target/Bucket.Arn>/runs/compaction/*',
        'Compaction/MachineRole: s3:GetBucketLocation, s3:ListBucket, s3:ListBucketMultipartUploads on <Target/Bucket.Arn>',
        `Compaction/MachineRole: glue:GetDatabase, glue:GetPartitions, glue:GetTable, glue:GetTables on ${TABLE.replace('/lake_rows', '/*')}`,
        // only tables and views that belong to it
        `Compaction/MachineRole: glue:CreateTable, glue:DeleteTable, glue:UpdateTable on ${TABLE.replace('lake_rows', 'compacted_*')}, ${['compaction', 'pinned_*', 'staged_*'].map((name) => `arn:glue:here:table/fits_datalake/${name}`).join(', ')}`,
        // whether the execution that holds the lock still runs
        'Compaction/MachineRole: states:DescribeExecution on arn:states:here:execution:my-fits-datalake-compaction:*',
        `Compaction/MachineRole: ${LOG_DELIVERY} on *`,
      ],
    ],
    [
      { retainLake: false },
      [
        // how CDK empties a bucket
        `Custom::S3AutoDeleteObjectsCustomResourceProvider/Role: sts:AssumeRole ${LAMBDA}`,
        'Target/Bucket: s3:DeleteObject*, s3:GetBucket*, s3:List*, s3:PutBucketPolicy on <Target/Bucket.Arn>, <Target/Bucket.Arn>/* by <Custom::S3AutoDeleteObjectsCustomResourceProvider/Role.Arn>',
      ],
    ],
  ])('gain only the expected ones with %j', (context, lines) => {
    const added = allowed(synthesized(context)).filter((line) => !ALLOWED.includes(line));
    expect(added).toEqual([...lines].sort());
  });

  it('match a prefix with *, ? and $ literally', () => {
    const resources = statementsOf(synthesized({ sourcePrefix: 'a*b?$c' })).map(({ statement }) =>
      JSON.stringify(statement.Resource ?? ''),
    );
    const [objects] = resources.filter((resource) => resource.includes('archive/'));
    expect(objects).toContain('archive/a$' + '{*}b$' + '{?}$' + '{$}c*');
  });

  it('replace characters that a policy cannot contain with *', () => {
    const stack = synthesized({ sourcePrefix: 'raw/天文/été/2026*/' });
    const policies = JSON.stringify(statementsOf(stack).map(({ statement }) => statement));
    expect(policies).toContain('archive/raw/*/*t*/2026$' + '{*}/*');
    expect(policies).toMatch(/^[ -~]+$/);
  });

  it('contain no managed policies, no wildcard actions and no access to all resources', () => {
    for (const role of plain.of('AWS::IAM::Role')) {
      expect(role.Properties['ManagedPolicyArns'], role.path).toBeUndefined();
    }
    for (const { path, statement } of statementsOf(plain)) {
      if (statement.Effect === 'Deny') continue;
      expect([statement.Action].flat().join(), path).not.toContain('*');
      // except for actions that cannot be limited to resources
      if ([statement.Action].flat().join(', ') !== LOG_DELIVERY) {
        expect([statement.Resource].flat(), path).not.toContain('*');
      }
      expect(JSON.stringify(statement.Principal ?? ''), path).not.toContain('*');
    }
  });

  it('require TLS for every bucket, queue and topic', () => {
    const stack = synthesized(FULL);
    const kinds = ['AWS::S3::Bucket', 'AWS::SQS::Queue', 'AWS::SNS::Topic'];
    const protectedResources = stack.resources.filter(({ Type }) => kinds.includes(Type));
    const denied = statementsOf(stack)
      .filter(({ statement }) => statement.Effect === 'Deny')
      .filter(({ statement }) => statement.Condition?.['Bool']?.['aws:SecureTransport'] === 'false');
    expect(protectedResources.length).toBeGreaterThanOrEqual(5);
    for (const { id, path } of protectedResources) {
      const resources = JSON.stringify(denied.map(({ statement }) => statement.Resource));
      // the Ref of a topic is its ARN
      expect(resources.includes(`["${id}","Arn"]`) || resources.includes(`{"Ref":"${id}"}`), path).toBe(true);
    }
    for (const { statement } of denied) expect(['*', { AWS: '*' }]).toContainEqual(statement.Principal);
  });

  it.each([
    ['default settings', {}],
    ['all settings', FULL],
    ['a lake that is not retained', { retainLake: false }],
    ['compacted tables', { compaction: 'rate(6 hours)', keywords: 'GAIN:double' }],
    [
      'a list of buckets',
      { sourceBucket: ['archive', { bucket: 'survey', prefix: 'raw*/', kmsKeyArn: KEY }] },
    ],
  ])('pass cdk-nag with %s', (_, context) => {
    const { violations } = new AwsSolutionsChecks().validateScope(stackOf(context));
    const findings = violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
    );
    expect(findings).toEqual([]);
  });
});
