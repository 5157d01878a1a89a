import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { Workgroup } from './athena.ts';
import { Backfill } from './backfill.ts';
import { Catalog } from './catalog.ts';
import { LakeCrawler } from './crawler.ts';
import { HeaderExtractor } from './header-extractor.ts';
import { LakeFormation } from './lake-formation.ts';
import type { Settings } from './settings/settings.ts';
import { SourceEvents } from './source-events.ts';
import { TargetBucket } from './target-bucket.ts';
import { Watching } from './watching/watching.ts';

export interface FitsDatalakeStackProps extends StackProps {
  readonly settings: Settings;
}

/** All that makes an existing bucket queryable, and keeps the answers true. */
export class FitsDatalakeStack extends Stack {
  constructor(scope: Construct, id: string, { settings, ...props }: FitsDatalakeStackProps) {
    super(scope, id, {
      description: 'SQL over the headers of the FITS files in an S3 bucket (fits-datalake)',
      ...props,
    });
    const source = Bucket.fromBucketName(this, 'Source', settings.sourceBucket);
    const target = new TargetBucket(this, 'Target', { settings });
    const catalog = new Catalog(this, 'Catalog', { bucket: target.bucket, settings });
    const sourceEvents = new SourceEvents(this, 'SourceEvents', { settings, target: target.bucket });
    const { queue, retries } = sourceEvents;
    const work = { settings, source, target: target.bucket, catalog };
    const extractor = new HeaderExtractor(this, 'HeaderExtractor', { ...work, queue, retries });
    const crawler = new LakeCrawler(this, 'LakeCrawler', {
      bucket: target.bucket,
      catalog,
      events: target.events,
      settings,
    });
    const backfill = new Backfill(this, 'Backfill', { ...work, queue, crawler });
    const workgroup = new Workgroup(this, 'Athena', { catalog, settings });
    if (settings.lakeFormation) {
      new LakeFormation(this, 'LakeFormation', {
        bucket: target.bucket,
        catalog,
        extractor: extractor.role,
        backfill: backfill.role,
        crawler,
      });
    }
    new Watching(this, 'Watching', {
      settings,
      extractor: extractor.function,
      queue,
      retries,
      deadLetters: sourceEvents.deadLetters,
      undelivered: sourceEvents.undelivered,
      crawlerEvents: target.events,
      backfill,
    });

    const outputs = {
      SourceBucket: settings.sourceBucket,
      // CloudFormation may refuse an output that is empty, and shows `?` for what is not ASCII
      ...(settings.sourcePrefix === '' ? {} : { SourcePrefix: encodeURI(settings.sourcePrefix) }),
      TargetBucket: target.bucket.bucketName,
      Database: catalog.database,
      Workgroup: workgroup.name,
      Crawler: crawler.name,
      Queue: queue.queueUrl,
      RetryQueue: retries.queueUrl,
      DeadLetterQueue: sourceEvents.deadLetters.queueUrl,
      EventDeadLetterQueue: sourceEvents.undelivered.queueUrl,
      CrawlerQueue: target.events.queueUrl,
      ExtractorFunction: extractor.function.functionName,
      ExtractorLogs: extractor.function.logGroup.logGroupName,
      Backfill: backfill.machine.stateMachineArn,
      BackfillConcurrency: String(settings.backfillConcurrency),
      BackfillLogs: backfill.function.logGroup.logGroupName,
      Suffixes: settings.suffixes.join(','),
      CollectionDepth: String(settings.collectionDepth),
    };
    // an output may have the name of a construct
    for (const [name, value] of Object.entries(outputs)) {
      new CfnOutput(this, `Output${name}`, { value }).overrideLogicalId(name);
    }
  }
}
