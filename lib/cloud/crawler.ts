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

export interface LakeCrawlerProps {
  /** The bucket that the lake is in. */
  readonly bucket: IBucket;
  readonly catalog: Catalog;
  /** Where the events of that bucket are kept until the next crawl. */
  readonly events: Queue;
  readonly settings: Pick<Settings, 'stackId' | 'crawlerSchedule'>;
}

/** Partitions have the columns and the SerDe of their table. A Catalog target knows no other grouping. */
const CONFIGURATION = {
  Version: 1,
  CrawlerOutput: { Partitions: { AddOrUpdateBehavior: 'InheritFromTable' } },
  Grouping: { TableGroupingPolicy: 'CombineCompatibleSchemas' },
};

/**
 * The scheduled crawler: adds the partitions that nobody else added, from what happened in the lake since it last
 * ran. It never makes, changes or drops a table.
 */
export class LakeCrawler extends Construct {
  readonly name: string;
  readonly arn: string;
  readonly role: Role;
  /** The crawler alone, without its role: for what has to be there before it. */
  readonly resource: CfnCrawler;

  constructor(scope: Construct, id: string, props: LakeCrawlerProps) {
    super(scope, id);
    const { bucket, catalog, events, settings } = props;
    const deadEvents = events.deadLetterQueue?.queue;
    this.role = crawlerRole(this, props);
    const crawler = new CfnCrawler(this, 'Crawler', {
      name: settings.stackId,
      description: `Adds what is new in s3://${bucket.bucketName}/${HEADERS} to ${catalog.database}.${catalog.table}`,
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
    // Glue tries the table and the queue when the crawler is made: what it may read is within its role, as one
    crawler.node.addDependency(catalog);
    this.name = crawler.ref;
    this.arn = Stack.of(this).formatArn({ service: 'glue', resource: 'crawler', resourceName: crawler.ref });
    this.resource = crawler;
    Validations.of(crawler).acknowledge({
      id: 'AwsSolutions-GL1',
      reason:
        'CloudWatch encrypts the log group, with a key of its own; a crawl logs partitions, never headers',
    });
  }
}

/**
 * What the crawler may do. The actions on queues are those that AWS asks for ("Accelerating crawls using Amazon S3
 * event notifications"): a crawl that lists everything purges the events that it need not read any more.
 */
function crawlerRole(scope: Construct, { bucket, catalog, events }: LakeCrawlerProps): Role {
  const allow = (actions: readonly string[], ...resources: readonly string[]): PolicyStatement =>
    new PolicyStatement({ actions: [...actions], resources: [...resources] });
  const dead: IQueue | undefined = events.deadLetterQueue?.queue;
  const logs = Stack.of(scope).formatArn({
    service: 'logs',
    resource: 'log-group:/aws-glue/crawlers:*',
  });
  const objects = bucket.arnForObjects(`${HEADERS}*`);
  const role = new Role(scope, 'Role', {
    description: 'What the crawler of a FITS data lake may do',
    assumedBy: new ServicePrincipal('glue.amazonaws.com'),
    inlinePolicies: {
      crawl: new PolicyDocument({
        statements: [
          allow(['s3:GetObject'], objects),
          allow(['s3:GetBucketLocation', 's3:ListBucket'], bucket.bucketArn),
          allow(QUEUE_ACTIONS, events.queueArn, ...(dead === undefined ? [] : [dead.queueArn])),
          allow(WRITE_ACTIONS, ...catalog.tableArns),
          allow(READ_ACTIONS, ...catalog.allTableArns),
          allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], logs),
        ],
      }),
    },
  });
  acknowledgePattern(role, objects, 'The objects of the lake');
  acknowledgePattern(role, logs, 'Glue names the log streams of a crawl');
  const tables = catalog.allTableArns.at(-1) ?? '';
  acknowledgePattern(role, tables, 'A crawl reads every table of the database, and changes one');
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

// a crawl notes in the table when it ran; it may not delete: it only logs what is gone
const WRITE_ACTIONS = [
  'glue:BatchCreatePartition',
  'glue:BatchUpdatePartition',
  'glue:CreatePartition',
  'glue:UpdatePartition',
  'glue:UpdateTable',
];

// a crawl reads every table of the database before it decides where a folder belongs
const READ_ACTIONS = [
  'glue:BatchGetPartition',
  'glue:GetDatabase',
  'glue:GetPartition',
  'glue:GetPartitions',
  'glue:GetTable',
  'glue:GetTables',
];
