import { describe, expect, it } from 'vitest';
import { synthesized } from '../helpers/synthesized.ts';

const stack = synthesized({
  crawlerSchedule: 'cron(0/15 * * * ? *)',
  stackId: 'lake-2',
  glueDatabase: 'sky',
});
const [crawler, ...others] = stack.of('AWS::Glue::Crawler');
const properties = crawler?.Properties ?? {};

describe('LakeCrawler', () => {
  it('crawls the declared table by what happened in the lake, and changes no table', () => {
    expect(others).toEqual([]);
    const events = stack.of('AWS::SQS::Queue').find(({ path }) => path === 'Target/Events');
    expect(properties).toMatchObject({
      Name: 'lake-2',
      DatabaseName: 'sky',
      Targets: {
        CatalogTargets: [
          {
            DatabaseName: 'sky',
            Tables: ['lake_rows'],
            EventQueueArn: { 'Fn::GetAtt': [events?.id, 'Arn'] },
          },
        ],
      },
      RecrawlPolicy: { RecrawlBehavior: 'CRAWL_EVENT_MODE' },
      SchemaChangePolicy: { UpdateBehavior: 'LOG', DeleteBehavior: 'LOG' },
      Schedule: { ScheduleExpression: 'cron(0/15 * * * ? *)' },
    });
  });

  it('has one target of one kind: events of S3 allow no more', () => {
    expect(Object.keys(properties['Targets'] as object)).toEqual(['CatalogTargets']);
  });

  it('has partitions that are as the table', () => {
    expect(JSON.parse(String(properties['Configuration']))).toEqual({
      Version: 1,
      CrawlerOutput: { Partitions: { AddOrUpdateBehavior: 'InheritFromTable' } },
      Grouping: { TableGroupingPolicy: 'CombineCompatibleSchemas' },
    });
  });

  it('is made after the table and the views, with a role that has all its rights from the start', () => {
    const tables = stack.of('AWS::Glue::Table').map(({ id }) => id);
    expect(crawler?.DependsOn).toEqual(expect.arrayContaining(tables));
    const role = stack.of('AWS::IAM::Role').find(({ path }) => path === 'LakeCrawler/Role');
    expect(properties['Role']).toEqual({ 'Fn::GetAtt': [role?.id, 'Arn'] });
    expect(role?.Properties['Policies']).toHaveLength(1);
    // a policy of its own might come after the crawler, which Glue then refuses
    expect(stack.of('AWS::IAM::Policy').map(({ path }) => path)).not.toContainEqual(
      expect.stringMatching(/^LakeCrawler/),
    );
  });

  it('may delete nothing in the catalog, and write nothing in the bucket', () => {
    const role = stack.of('AWS::IAM::Role').find(({ path }) => path === 'LakeCrawler/Role');
    const actions = JSON.stringify(role?.Properties['Policies']).match(/"(?:glue|s3):\w+"/g) ?? [];
    expect(actions.length).toBeGreaterThan(10);
    expect(actions.filter((action) => /Delete|s3:Put|CreateTable|CreateDatabase/.test(action))).toEqual([]);
  });
});
