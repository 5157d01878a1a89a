import { SUFFIXES } from '../../lake/suffixes.ts';
import type { KeywordColumn } from '../../sql/everyday.ts';
import {
  crawlSchedule,
  databaseName,
  integer,
  keyArn,
  keywordList,
  mailAddress,
  newBucket,
  optional,
  prefix,
  type Reader,
  type Refuse,
  ruleSchedule,
  sourceBucket,
  stackName,
  suffixList,
  yesOrNo,
} from './readers.ts';
import { SettingRefused } from './refused.ts';

/** What a stack is built from. */
export interface Settings {
  readonly sourceBucket: string;
  /** '' for the whole bucket. */
  readonly sourcePrefix: string;
  readonly sourceKmsKeyArn: string | undefined;
  /** The name of the bucket that the stack creates; CloudFormation names it where it is not given. */
  readonly targetBucket: string | undefined;
  readonly stackId: string;
  readonly glueDatabase: string;
  readonly crawlerSchedule: string;
  readonly collectionDepth: number;
  readonly suffixes: readonly string[];
  readonly keywords: readonly KeywordColumn[];
  readonly maxConcurrency: number;
  readonly backfillConcurrency: number;
  /** When the whole bucket is looked at again, as EventBridge writes it; '' for never. */
  readonly reconcileSchedule: string;
  readonly alarmEmail: string | undefined;
  readonly lakeFormation: boolean;
  readonly retainLake: boolean;
}

interface Setting<T> {
  /** As it would be typed; '' for none. */
  readonly default: string;
  /** One sentence for users, in Markdown. */
  readonly about: string;
  readonly read: Reader<T>;
}

/** All settings, in the order in which they are documented. */
export const SETTINGS: { readonly [K in keyof Settings]: Setting<Settings[K]> } = {
  sourceBucket: {
    default: '',
    about: 'the bucket with your FITS files, in the same account and region. It must be given',
    read: sourceBucket,
  },
  sourcePrefix: {
    default: '',
    about:
      'only keys that begin so, such as `raw/2025/`, as they are: few begin with a `/`; without it the whole bucket',
    read: prefix,
  },
  sourceKmsKeyArn: {
    default: '',
    about: 'the ARN of the KMS key of the source bucket, where it has a customer-managed one',
    read: optional(keyArn),
  },
  targetBucket: {
    default: '',
    about: "a name for the lake's bucket, which the stack creates; without it CloudFormation makes one up",
    read: optional(newBucket),
  },
  stackId: {
    default: 'my-fits-datalake',
    about: "the stack's name; another one makes a second lake beside the first",
    read: stackName,
  },
  glueDatabase: {
    default: 'fits_datalake',
    about: 'the database for Athena, which the stack creates; a second lake needs another one',
    read: databaseName,
  },
  crawlerSchedule: {
    default: 'cron(0 3 ? * SUN *)',
    about:
      "when the crawler runs, in UTC, in Glue's syntax. The default is weekly, because new files do not wait for it. A crawl that finds changes is billed for at least ten minutes",
    read: crawlSchedule,
  },
  collectionDepth: {
    default: '1',
    about: 'how many leading folders of a key name its collection, by which the lake is partitioned: 0 to 10',
    read: integer(0, 10),
  },
  suffixes: {
    default: SUFFIXES.join(','),
    about: 'how the names of FITS files end, in any case; the list replaces the default',
    read: suffixList,
  },
  keywords: {
    default: '',
    about:
      'more columns for `files` and `hdus`, such as `GAIN:double,ESO DPR CATG`; of type varchar, double, bigint, boolean or timestamp',
    read: keywordList,
  },
  maxConcurrency: {
    default: '20',
    about: 'how many copies of the header extractor may run at once for each of its two queues: 2 to 1000',
    read: integer(2, 1000),
  },
  backfillConcurrency: {
    default: '20',
    about: 'how many batches of a backfill run at once at most: 1 to 1000',
    read: integer(1, 1000),
  },
  reconcileSchedule: {
    default: '',
    about:
      'when the whole bucket is compared with the lake, such as `cron(0 5 ? * SUN *)` (UTC) or `rate(7 days)`; without it never. Each run takes three requests a file',
    read: ruleSchedule,
  },
  alarmEmail: {
    default: '',
    about: 'who is told when something is wrong; the address is asked once whether it agrees',
    read: optional(mailAddress),
  },
  lakeFormation: {
    default: 'false',
    about:
      "for accounts that use Lake Formation: registers the lake there and grants the stack's roles their permissions. CloudFormation's execution role has to be a Lake Formation administrator first",
    read: yesOrNo,
  },
  retainLake: {
    default: 'true',
    about: "keep the lake's bucket when the stack is destroyed; `false` deletes it and all that is in it",
    read: yesOrNo,
  },
};

/**
 * The settings, checked. What is not given, or blank, has its default.
 *
 * @param lookup what was given for a name: text, as `-c` gives it, or whatever cdk.json holds
 * @throws SettingRefused for the first setting that is wrong
 */
export function readSettings(lookup: (name: string) => unknown): Settings {
  const read = <K extends keyof Settings>(name: K): Settings[K] => {
    const value = lookup(name);
    const refuse: Refuse = (why) => {
      throw new SettingRefused(name, value, why);
    };
    const text = given(value, refuse);
    if (text.trim() === '') return SETTINGS[name].read(SETTINGS[name].default, refuse);
    // a key may begin with blanks
    return SETTINGS[name].read(name === 'sourcePrefix' ? text : text.trim(), refuse);
  };
  const source = lookup('sourceBucket') ?? '';
  if (typeof source === 'string' && source.trim() === '') {
    throw new SettingRefused(
      'sourceBucket',
      undefined,
      'is not given: set it in cdk.json, or say cdk deploy -c sourceBucket=NAME',
    );
  }
  const settings: Settings = {
    sourceBucket: read('sourceBucket'),
    sourcePrefix: read('sourcePrefix'),
    sourceKmsKeyArn: read('sourceKmsKeyArn'),
    targetBucket: read('targetBucket'),
    stackId: read('stackId'),
    glueDatabase: read('glueDatabase'),
    crawlerSchedule: read('crawlerSchedule'),
    collectionDepth: read('collectionDepth'),
    suffixes: read('suffixes'),
    keywords: read('keywords'),
    maxConcurrency: read('maxConcurrency'),
    backfillConcurrency: read('backfillConcurrency'),
    reconcileSchedule: read('reconcileSchedule'),
    alarmEmail: read('alarmEmail'),
    lakeFormation: read('lakeFormation'),
    retainLake: read('retainLake'),
  };
  if (settings.targetBucket === settings.sourceBucket) {
    const why = "is the source too: the lake's bucket is another one, which the stack creates";
    throw new SettingRefused('targetBucket', settings.targetBucket, why);
  }
  if (settings.targetBucket === undefined && isGenerated(settings.sourceBucket, settings.stackId)) {
    const why =
      "is the bucket of this stack's own lake, which would then read itself: give the bucket with your FITS files";
    throw new SettingRefused('sourceBucket', settings.sourceBucket, why);
  }
  return settings;
}

/**
 * Whether CloudFormation could generate this name for the lake's bucket: from the stack, the construct `Target/Bucket`
 * and random characters. It may shorten a long stack name; then the deployment finds out.
 */
const isGenerated = (bucket: string, stackId: string): boolean =>
  bucket.startsWith(`${stackId.toLowerCase()}-targetbucket`);

/** What was given, as text: cdk.json may hold numbers, booleans and lists of texts. */
function given(value: unknown, refuse: Refuse): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
    return refuse('is no text, number, boolean or list of texts');
  }
  return value.length === 0 ? refuse('is an empty list: leave it out for the default') : value.join(',');
}
