import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { HeaderExtractor } from './header-extractor.ts';
import type { Settings } from './settings.ts';
import { SourceEvents } from './source-events.ts';
import { TargetBucket } from './target-bucket.ts';

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
    const events = new SourceEvents(this, 'SourceEvents', { settings });
    const extractor = new HeaderExtractor(this, 'HeaderExtractor', {
      settings,
      source,
      target: target.bucket,
      queue: events.queue,
      table: { database: settings.glueDatabase, table: 'lake_rows' },
    });

    const outputs = {
      SourceBucket: settings.sourceBucket,
      SourcePrefix: settings.sourcePrefix,
      TargetBucket: target.bucket.bucketName,
      Queue: events.queue.queueUrl,
      DeadLetterQueue: events.deadLetters.queueUrl,
      EventDeadLetterQueue: events.undelivered.queueUrl,
      ExtractorFunction: extractor.function.functionName,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
