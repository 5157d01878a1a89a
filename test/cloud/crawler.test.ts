import { describe, expect, it } from 'vitest';
import { synthesized } from '../helpers/synthesized.ts';

const stack = synthesized({
  crawlerSchedule: 'cron(0/15 * * * ? *)',
  stackId: 'lake-2',
  glueDatabase: 'sky',
});
const crawler = stack.only('AWS::Glue::Crawler', 'LakeCrawler/Crawler');
const role = stack.only('AWS::IAM::Role', 'LakeCrawler/Role');
const properties = crawler.Properties;

describe('the crawler', () => {
  it('crawls the declared table by the events of the lake, and does not change the table', () => {
    expect(stack.of('AWS::Glue::Crawler')).toEqual([crawler]);
    const events = stack.only('AWS::SQS::Queue', 'Target/Events');
    expect(properties).toMatchObject({
      Name: 'lake-2',
      DatabaseName: 'sky',
      Targets: {
        CatalogTargets: [
          {
            DatabaseName: 'sky',
            Tables: ['lake_rows'],
            EventQueueArn: { 'Fn::GetAtt': [events.id, 'Arn'] },
          },
        ],
      },
      RecrawlPolicy: { RecrawlBehavior: 'CRAWL_EVENT_MODE' },
      SchemaChangePolicy: { UpdateBehavior: 'LOG', DeleteBehavior: 'LOG' },
      Schedule: { ScheduleExpression: 'cron(0/15 * * * ? *)' },
    });
  });

  it('has a single target, as crawls by S3 events require', () => {
    expect(Object.keys(properties['Targets'] as object)).toEqual(['CatalogTargets']);
  });

  it('creates partitions that inherit from the table', () => {
    expect(JSON.parse(String(properties['Configuration']))).toEqual({
      Version: 1,
      CrawlerOutput: { Partitions: { AddOrUpdateBehavior: 'InheritFromTable' } },
      Grouping: { TableGroupingPolicy: 'CombineCompatibleSchemas' },
    });
  });

  it('is created after the table and the views, with a role that already has its permissions', () => {
    const tables = stack.of('AWS::Glue::Table').map(({ id }) => id);
    expect(crawler.DependsOn).toEqual(expect.arrayContaining(tables));
    expect(properties['Role']).toEqual({ 'Fn::GetAtt': [role.id, 'Arn'] });
    expect(role.Properties['Policies']).toHaveLength(1);
    // a separate policy might be created after the crawler, which Glue would then refuse
    expect(stack.of('AWS::IAM::Policy').map(({ path }) => path)).not.toContainEqual(
      expect.stringMatching(/^LakeCrawler/),
    );
  });

  it('may not delete anything from the catalog or write anything to the bucket', () => {
    const actions = JSON.stringify(role.Properties['Policies']).match(/"(?:glue|s3):\w+"/g) ?? [];
    expect(actions.length).toBeGreaterThan(10);
    expect(actions.filter((action) => /Delete|s3:Put|CreateTable|CreateDatabase/.test(action))).toEqual([]);
  });
});
