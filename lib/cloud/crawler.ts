import { Stack, Validations } from 'aws-cdk-lib';
import { CfnCrawler } from 'aws-cdk-lib/aws-glue';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { HEADERS } from '../lake/naming.ts';
import type { Catalog } from './catalog.ts';
import { acknowledgePattern } from './nag.ts';
import type { Settings } from './settings/settings.ts';

/** What the crawler crawls, and when. */
export interface LakeCrawlerProps {
  /** The bucket that the lake is in. */
  readonly bucket: IBucket;
  readonly catalog: Catalog;
  /** The queue that keeps the events of that bucket until the next crawl. */
  readonly events: Queue;
  readonly settings: Pick<Settings, 'stackId' | 'crawlerSchedule'>;
}

/** Partitions inherit the columns and the SerDe of their table. A catalog target allows no other grouping. */
const CONFIGURATION = {
  Version: 1,
  CrawlerOutput: { Partitions: { AddOrUpdateBehavior: 'InheritFromTable' } },
  Grouping: { TableGroupingPolicy: 'CombineCompatibleSchemas' },
};

/**
 * The scheduled crawler. From the events of the lake since the last crawl, it adds the partitions that the functions
 * could not add. It never creates, changes or drops a table.
 */
export class LakeCrawler extends Construct {
  readonly name: string;
  readonly arn: string;
  readonly role: Role;
  /** The crawler without its role, for dependencies on it. */
  readonly resource: CfnCrawler;

  constructor(scope: Construct, id: string, props: LakeCrawlerProps) {
    super(scope, id);
    const { bucket, catalog, events, settings } = props;
    const deadEvents = events.deadLetterQueue?.queue;
    this.role = crawlerRole(this, props);
    const crawler = new CfnCrawler(this, 'Crawler', {
      name: settings.stackId,
      description: `Adds new partitions in s3://${bucket.bucketName}/${HEADERS} to ${catalog.database}.${catalog.table}`,
      role: this.role.roleArn,
      databaseName: catalog.database,
      targets: {
        catalogTargets: [
          {
            databaseName: catalog.database,
            tables: [catalog.table],
            eventQueueArn: events.queueArn,
            ...(deadEvents === undefined ? {} : { dlqEventQueueArn: deadEvents.queueArn }),
          },
        ],
      },
      recrawlPolicy: { recrawlBehavior: 'CRAWL_EVENT_MODE' },
      schemaChangePolicy: { updateBehavior: 'LOG', deleteBehavior: 'LOG' },
      configuration: JSON.stringify(CONFIGURATION),
      schedule: { scheduleExpression: settings.crawlerSchedule },
    });
    // Glue checks the table and the queue when it creates the crawler. This is also why the role's policy is inline: a
    // separate policy might be created too late
    crawler.node.addDependency(catalog);
    this.name = crawler.ref;
    this.arn = Stack.of(this).formatArn({ service: 'glue', resource: 'crawler', resourceName: crawler.ref });
    this.resource = crawler;
    Validations.of(crawler).acknowledge({
      id: 'AwsSolutions-GL1',
      reason: 'CloudWatch encrypts the log group with its own key. A crawl logs partitions, never headers',
    });
  }
}

/**
 * The role of the crawler. A crawl that lists the whole lake purges the queue, because it makes older events redundant.
 *
 * Source: AWS Glue Developer Guide, "Accelerating crawls using Amazon S3 event notifications".
 */
function crawlerRole(scope: Construct, { bucket, catalog, events }: LakeCrawlerProps): Role {
  const allow = (actions: readonly string[], ...resources: readonly string[]): PolicyStatement =>
    new PolicyStatement({ actions: [...actions], resources: [...resources] });
  const deadEvents: IQueue | undefined = events.deadLetterQueue?.queue;
  const logs = Stack.of(scope).formatArn({
    service: 'logs',
    resource: 'log-group:/aws-glue/crawlers:*',
  });
  const objects = bucket.arnForObjects(`${HEADERS}*`);
  const role = new Role(scope, 'Role', {
    description: 'Permissions of the crawler of a FITS data lake',
    assumedBy: new ServicePrincipal('glue.amazonaws.com'),
    inlinePolicies: {
      crawl: new PolicyDocument({
        statements: [
          allow(['s3:GetObject'], objects),
          allow(['s3:GetBucketLocation', 's3:ListBucket'], bucket.bucketArn),
          allow(QUEUE_ACTIONS, events.queueArn, ...(deadEvents === undefined ? [] : [deadEvents.queueArn])),
          allow(TABLE_WRITE_ACTIONS, ...catalog.tableArns),
          allow(TABLE_READ_ACTIONS, ...catalog.allTableArns),
          allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], logs),
        ],
      }),
    },
  });
  acknowledgePattern(role, objects, 'All objects of the lake');
  acknowledgePattern(role, logs, 'Glue chooses the names of the log streams');
  const tables = catalog.allTableArns.at(-1) ?? '';
  acknowledgePattern(role, tables, 'A crawl reads every table of the database and changes one');
  return role;
}

const QUEUE_ACTIONS = [
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:GetQueueUrl',
  'sqs:ListDeadLetterSourceQueues',
  'sqs:ListQueueTags',
  'sqs:PurgeQueue',
  'sqs:ReceiveMessage',
  'sqs:SetQueueAttributes',
];

// A crawl records in the table when it ran. It may not delete anything: it only logs partitions that are gone.
const TABLE_WRITE_ACTIONS = [
  'glue:BatchCreatePartition',
  'glue:BatchUpdatePartition',
  'glue:CreatePartition',
  'glue:UpdatePartition',
  'glue:UpdateTable',
];

// A crawl reads every table of the database before it decides which one a folder belongs to.
const TABLE_READ_ACTIONS = [
  'glue:BatchGetPartition',
  'glue:GetDatabase',
  'glue:GetPartition',
  'glue:GetPartitions',
  'glue:GetTable',
  'glue:GetTables',
];
