/** The outputs of the stack, by name, and what each of them is. To add one, add it here and in `lib/cloud/stack.ts`. */
export const OUTPUTS = {
  SourceBucket: 'The bucket with the FITS files, if there is only one',
  SourcePrefix: 'Only keys with this prefix are in the lake; percent-encoded',
  Sources: 'The buckets with the FITS files, each with the prefix of its files; percent-encoded',
  TargetBucket: 'The bucket of the lake',
  Database: 'The Glue database with the views',
  Workgroup: 'The Athena workgroup to run queries in',
  Crawler: 'The Glue crawler that keeps the partitions correct',
  Queue: 'The queue of S3 events',
  RetryQueue: 'The queue of events that are tried one at a time',
  DeadLetterQueue: 'The queue of events that failed every time',
  EventDeadLetterQueue: 'The queue of events that EventBridge could not deliver',
  CrawlerQueue: 'The queue of changes to the lake, for the next crawl',
  ExtractorFunction: 'The Lambda function that reads the files that events name',
  ExtractorLogs: 'The log group of that function',
  Backfill: 'The state machine that compares the whole source bucket with the lake',
  BackfillConcurrency: 'How many batches of a backfill run at the same time',
  BackfillFunction: 'The Lambda function that works on those batches',
  BackfillLogs: 'The log group of that function',
  Suffixes: 'The suffixes of FITS files, separated by commas',
  CollectionDepth: 'How many leading folders of a key name its collection',
  Compaction: 'When changes go into the compacted tables; off if never',
  RulesDigest:
    'The digest of the custom rules and the authority that values are derived with; default without either',
} as const;

/** The name of an output, which is also its logical id. */
export type OutputName = keyof typeof OUTPUTS;

/** The names of all outputs, in the order of {@link OUTPUTS}. */
export const OUTPUT_NAMES = Object.keys(OUTPUTS) as readonly OutputName[];

/**
 * The outputs that a stack may not have. One without a `sourcePrefix` does not have that, because CloudFormation may refuse an
 * empty output; one with a list of buckets has only `Sources`; and one of an older release does not have `Sources`.
 */
const OPTIONAL_OUTPUTS = ['SourceBucket', 'SourcePrefix', 'Sources'] as const satisfies readonly OutputName[];

/** The name of an output that every stack has. */
export type RequiredOutput = Exclude<OutputName, (typeof OPTIONAL_OUTPUTS)[number]>;

/** The names of the outputs that every stack has. */
export const REQUIRED_OUTPUTS: readonly RequiredOutput[] = OUTPUT_NAMES.filter(
  (name): name is RequiredOutput => !(OPTIONAL_OUTPUTS as readonly OutputName[]).includes(name),
);

/** The value of `RulesDigest` for this digest: an output cannot be empty. */
export const encodeDigest = (digest: string): string => digest || DEFAULT_DIGEST;

/** The digest that {@link encodeDigest} encoded; `''` if an older stack has no such output. */
export const decodeDigest = (output: string): string => (output === DEFAULT_DIGEST ? '' : output);

const DEFAULT_DIGEST = 'default';

/** The value of `Compaction` for a stack without compaction: an output cannot be empty. */
export const OFF = 'off';

/** Whether a stack records changes. An older stack has no such output. */
export const isCompacting = (output: string): boolean => output !== '' && output !== OFF;

/** A prefix as the value of an output. CloudFormation shows `?` in place of characters outside ASCII. */
export const encodePrefix = (prefix: string): string => encodeURI(prefix);

/** The prefix that {@link encodePrefix} encoded; `''` if there is no such output. */
export const decodePrefix = (output = ''): string => decodeURIComponent(output);
