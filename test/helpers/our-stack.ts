import type { OutputName } from '../../lib/deployment/outputs.ts';
import { encodeSources, type Source } from '../../lib/deployment/sources.ts';

/** The outputs of a deployed stack. */
export const OUTPUTS = {
  SourceBucket: 'archive',
  SourcePrefix: 'raw/',
  Sources: 's3://archive/raw/',
  TargetBucket: 'lake',
  Database: 'fits_datalake',
  Workgroup: 'my-fits-datalake',
  Crawler: 'my-fits-datalake',
  Queue: 'https://sqs.eu-central-1.amazonaws.com/111122223333/queue',
  RetryQueue: 'https://sqs.eu-central-1.amazonaws.com/111122223333/retries',
  DeadLetterQueue: 'https://sqs.eu-central-1.amazonaws.com/111122223333/dead',
  EventDeadLetterQueue: 'https://sqs.eu-central-1.amazonaws.com/111122223333/undelivered',
  ExtractorFunction: 'my-fits-datalake-extractor',
  ExtractorLogs: 'my-fits-datalake-logs',
  Backfill: 'arn:aws:states:eu-central-1:111122223333:stateMachine:my-fits-datalake-backfill',
  BackfillConcurrency: '20',
  BackfillFunction: 'my-fits-datalake-backfill',
  BackfillLogs: 'my-fits-datalake-backfill-logs',
  Suffixes: '.fits,.fits.gz',
  CollectionDepth: '1',
  Compaction: 'off',
  RulesDigest: 'default',
  CrawlerQueue: 'https://sqs.eu-central-1.amazonaws.com/111122223333/crawler',
} as const satisfies Readonly<Record<OutputName, string>>;

/** What a stack with these outputs covers. */
export const ONE_SOURCE = { sources: [{ bucket: 'archive', prefix: 'raw/' }], hasList: false };

/** The outputs of a stack whose `sourceBucket` is a list. */
export function listOutputs(sources: readonly Source[]): Readonly<Record<string, string>> {
  const { SourceBucket: _, SourcePrefix: __, ...outputs } = OUTPUTS;
  return { ...outputs, Sources: encodeSources(sources) };
}

/** A prefix with every kind of character that needs care. */
export const ODD_PREFIX = 'raw 100%/%2F+#?&/été/天文/';

/** A stack, as CloudFormation describes it. */
export const stackWith = (
  outputs: Readonly<Record<string, string>> = OUTPUTS,
  status:
    | 'CREATE_COMPLETE'
    | 'UPDATE_COMPLETE'
    | 'CREATE_IN_PROGRESS'
    | 'ROLLBACK_COMPLETE' = 'CREATE_COMPLETE',
) => ({
  StackName: 'my-fits-datalake',
  CreationTime: new Date('2026-11-25T01:02:03Z'),
  StackStatus: status,
  Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
});
