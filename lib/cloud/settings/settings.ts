import { DEFAULT_CONCURRENCY } from '../../deployment/limits.ts';
import { DEFAULT_STACK } from '../../deployment/stack-name.ts';
import { KNOWN_FILE, LEAST_CRAWL_MINUTES } from '../../deployment/usage.ts';
import { DEFAULT_DATABASE } from '../../lake/table.ts';
import { optional } from '../../settings/readers.ts';
import { integerSetting, SHARED_SETTINGS, setting } from '../../settings/shared.ts';
import {
  booleanValue,
  compactionSchedule,
  crawlSchedule,
  databaseName,
  emailAddress,
  eventSuffixes,
  keyArn,
  newBucket,
  prefix,
  ruleSchedule,
  rulesOfCheckout,
  sourceBucket,
  stackName,
} from './readers.ts';
import type { EncryptedSource } from './source-list.ts';

/**
 * All settings, in the order in which they are documented. This is the one list of them: the type {@link Settings} and
 * the table of the documentation are derived from it. To add a setting, add it here and use it where the stack needs
 * it, as `settings.NAME`.
 */
export const SETTINGS = {
  sourceBucket: setting<string | readonly EncryptedSource[]>({
    default: '',
    about:
      'the bucket with your FITS files, in the same account and region; or [a list of several](../guides/several-buckets.md). Required',
    // readSources() reads a list
    read: sourceBucket,
  }),
  sourcePrefix: setting({
    default: '',
    about:
      'only keys with this prefix, such as `raw/2025/`, exactly as it is: few keys begin with a `/`. Default: the whole bucket. Not with a list of buckets',
    read: prefix,
  }),
  sourceKmsKeyArn: setting({
    default: '',
    about:
      'the ARN of the KMS key of the source bucket, if it is encrypted with a customer-managed key. Not with a list of buckets',
    read: optional(keyArn),
  }),
  targetBucket: setting({
    default: '',
    about: "a name for the lake's bucket, which the stack creates. Default: CloudFormation chooses a name",
    read: optional(newBucket),
  }),
  stackId: setting({
    default: DEFAULT_STACK,
    about: "the stack's name. With another name, you deploy a second lake next to the first",
    read: stackName,
  }),
  glueDatabase: setting({
    default: DEFAULT_DATABASE,
    about: 'the database for Athena, which the stack creates. A second lake needs another database',
    read: databaseName,
  }),
  crawlerSchedule: setting({
    default: 'cron(0 3 ? * SUN *)',
    about: `when the crawler runs, in UTC, in Glue's syntax. The default is weekly, because new files do not wait for it. A crawl that finds changes is billed for at least ${LEAST_CRAWL_MINUTES} minutes`,
    read: crawlSchedule,
  }),
  collectionDepth: SHARED_SETTINGS.collectionDepth,
  suffixes: setting({ ...SHARED_SETTINGS.suffixes, read: eventSuffixes }),
  keywords: SHARED_SETTINGS.keywords,
  rules: setting({
    default: SHARED_SETTINGS.rules.default,
    about: `${SHARED_SETTINGS.rules.about}, relative to the checkout; \`cdk deploy\` bundles it with the functions. After changing it, run \`backfill\``,
    read: rulesOfCheckout,
  }),
  authority: SHARED_SETTINGS.authority,
  maxConcurrency: integerSetting(2, 1000, {
    default: String(DEFAULT_CONCURRENCY),
    about: 'how many copies of the header extractor may run at the same time for each of its two queues',
  }),
  backfillConcurrency: integerSetting(1, 1000, {
    default: String(DEFAULT_CONCURRENCY),
    about: 'how many batches of a backfill may run at the same time',
  }),
  reconcileSchedule: setting({
    default: '',
    about: `when a backfill compares the whole bucket with the lake, such as \`cron(0 5 ? * SUN *)\` (UTC) or \`rate(7 days)\`. Default: never. Each run makes ${KNOWN_FILE.gets} requests per file`,
    read: ruleSchedule,
  }),
  compaction: setting({
    default: 'off',
    about: `when the rows of new and changed files are merged into compacted tables, which answer queries of large lakes in seconds, such as \`rate(1 hour)\` or \`cron(0 * * * ? *)\` (UTC). Unless it is \`off\`, the functions also record every change: see [compaction](../guides/compaction.md)`,
    read: compactionSchedule,
  }),
  alarmEmail: setting({
    default: '',
    about: 'the address that alarms are sent to. It has to confirm the subscription once',
    read: optional(emailAddress),
  }),
  lakeFormation: setting({
    default: 'false',
    about:
      "for accounts that use Lake Formation: registers the lake there and grants the stack's roles their permissions. CloudFormation's execution role has to be a Lake Formation administrator first",
    read: booleanValue,
  }),
  retainLake: setting({
    default: 'true',
    about:
      "keep the lake's bucket when the stack is destroyed. With `false`, the bucket and everything in it are deleted",
    read: booleanValue,
  }),
} as const;

/** The name of a setting, as in `cdk.json`. */
export type SettingName = keyof typeof SETTINGS;

/** The names of all settings, in the order of {@link SETTINGS}. */
export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];

/**
 * What a stack is built from. `sourcePrefix` is `''` for the whole bucket, `reconcileSchedule` is `''` for never,
 * `compaction` is `''` if it is off, and other settings without a value are undefined.
 */
export type Settings = { readonly [Name in SettingName]: ReturnType<(typeof SETTINGS)[Name]['read']> };

/** The settings that name the sources of a stack. */
export type SourceSettings = Pick<Settings, 'sourceBucket' | 'sourcePrefix' | 'sourceKmsKeyArn'>;

/** The sources of a stack. */
export interface Sources {
  /** Whether `sourceBucket` is a list. What belongs to one bucket then has an id with the name of the bucket. */
  readonly isList: boolean;
  /** In a fixed order, whatever their order in the list. */
  readonly all: readonly EncryptedSource[];
}

/** The sources that the settings name: those of a list, or one. */
export function sourcesOf({ sourceBucket, sourcePrefix, sourceKmsKeyArn }: SourceSettings): Sources {
  if (typeof sourceBucket !== 'string') return { isList: true, all: sourceBucket };
  const source = { bucket: sourceBucket, prefix: sourcePrefix, kmsKeyArn: sourceKmsKeyArn };
  return { isList: false, all: [source] };
}
