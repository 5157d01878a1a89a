import { Annotations, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import {
  encodeDigest,
  encodePrefix,
  OFF,
  OUTPUT_NAMES,
  OUTPUTS,
  type OutputName,
} from '../deployment/outputs.ts';
import { encodeSources } from '../deployment/sources.ts';
import { digestOf } from '../lake/derivation.ts';
import { Backfill } from './backfill/backfill.ts';
import { Catalog } from './catalog.ts';
import { Compaction } from './compaction/compaction.ts';
import { LakeCrawler } from './crawler.ts';
import { HeaderExtractor } from './header-extractor.ts';
import { LakeFormation } from './lake-formation.ts';
import { type Settings, sourcesOf } from './settings/settings.ts';
import { SourceEvents } from './source-events.ts';
import { TargetBucket } from './target-bucket.ts';
import { Watching } from './watching/watching.ts';
import { Workgroup } from './workgroup.ts';

/** What `cdk synth` and `cdk deploy` print if there are custom rules. CDK cannot tell whether they were changed. */
const AFTER_CHANGED_RULES =
  'after a change of the custom rules, run fits-datalake backfill: until then, only new files are read with them';

/** The properties of a CDK stack, and the settings. */
export interface FitsDatalakeStackProps extends StackProps {
  readonly settings: Settings;
}

/** The stack: everything needed to query the FITS headers of existing buckets with SQL, and to keep the lake true to it. */
export class FitsDatalakeStack extends Stack {
  constructor(scope: Construct, id: string, { settings, ...props }: FitsDatalakeStackProps) {
    super(scope, id, {
      description: 'SQL queries of the headers of the FITS files in an S3 bucket (fits-datalake)',
      ...props,
    });
    const { isList, all: sources } = sourcesOf(settings);
    const target = new TargetBucket(this, 'Target', { settings });
    const catalog = new Catalog(this, 'Catalog', { bucket: target.bucket, settings });
    const sourceEvents = new SourceEvents(this, 'SourceEvents', { settings, target: target.bucket });
    const { queue, retries, deadLetters, undelivered } = sourceEvents;
    const lakeFunctionProps = { settings, target: target.bucket, catalog };
    const extractor = new HeaderExtractor(this, 'HeaderExtractor', { ...lakeFunctionProps, queue, retries });
    const crawler = new LakeCrawler(this, 'LakeCrawler', {
      bucket: target.bucket,
      catalog,
      events: target.events,
      settings,
    });
    const backfill = new Backfill(this, 'Backfill', { ...lakeFunctionProps, queue, crawler });
    const compaction =
      settings.compaction === ''
        ? undefined
        : new Compaction(this, 'Compaction', { settings, target: target.bucket, catalog });
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
      ...{ settings, backfill, compaction },
      ...{ queue, retries, deadLetters, undelivered },
      extractor: extractor.function,
      crawlerEvents: target.events,
    });
    if (settings.rules.length > 0) Annotations.of(this).addInfoV2('fits-datalake:rules', AFTER_CHANGED_RULES);
    this.addOutputs({
      SourceBucket: isList ? '' : (sources[0]?.bucket ?? ''),
      SourcePrefix: encodePrefix(settings.sourcePrefix),
      Sources: encodeSources(sources),
      TargetBucket: target.bucket.bucketName,
      Database: catalog.database,
      Workgroup: workgroup.name,
      Crawler: crawler.name,
      Queue: queue.queueUrl,
      RetryQueue: retries.queueUrl,
      DeadLetterQueue: deadLetters.queueUrl,
      EventDeadLetterQueue: undelivered.queueUrl,
      CrawlerQueue: target.events.queueUrl,
      ExtractorFunction: extractor.function.functionName,
      ExtractorLogs: extractor.function.logGroup.logGroupName,
      Backfill: backfill.machine.stateMachineArn,
      BackfillConcurrency: String(settings.backfillConcurrency),
      BackfillFunction: backfill.function.functionName,
      BackfillLogs: backfill.function.logGroup.logGroupName,
      Suffixes: settings.suffixes.join(','),
      CollectionDepth: String(settings.collectionDepth),
      Compaction: settings.compaction || OFF,
      RulesDigest: encodeDigest(digestOf(settings)),
    });
  }

  private addOutputs(values: Readonly<Record<OutputName, string>>): void {
    for (const name of OUTPUT_NAMES) {
      // CloudFormation may refuse an empty output
      if (values[name] === '') continue;
      // the id of the construct has a prefix, since another construct may already have the output's name
      const output = new CfnOutput(this, `Output${name}`, {
        value: values[name],
        description: OUTPUTS[name],
      });
      output.overrideLogicalId(name);
    }
  }
}
