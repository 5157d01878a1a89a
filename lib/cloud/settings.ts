import { SUFFIXES } from '../lake/suffixes.ts';
import type { KeywordColumn } from '../sql/everyday.ts';
import { KeywordsRefused, keywordColumns } from '../sql/keywords.ts';
import { bucketNameProblem } from './bucket-name.ts';
import { eventPattern, MAX_PATTERN } from './event-pattern.ts';
import { scheduleProblem } from './glue-schedule.ts';
import { SettingRefused } from './setting-refused.ts';

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
  readonly alarmEmail: string | undefined;
  readonly lakeFormation: boolean;
  readonly retainLake: boolean;
}

type Refuse = (why: string) => never;

interface Setting<T> {
  /** As it would be typed; '' for none. */
  readonly default: string;
  /** One sentence for users, in Markdown. */
  readonly about: string;
  read(text: string, refuse: Refuse): T;
}

/** All settings, in the order in which they are documented and checked. */
export const SETTINGS: { readonly [K in keyof Settings]: Setting<Settings[K]> } = {
  sourceBucket: {
    default: '',
    about:
      'the bucket with your FITS files; it exists already, in the same account and region. Must be given',
    read: (text, refuse) => {
      if (/^<.*>$/.test(text)) return refuse('still stands there: give the bucket with your FITS files');
      return bucketName(text, refuse);
    },
  },
  sourcePrefix: {
    default: '',
    about: 'only keys that begin so, such as `raw/2025/`; without it the whole bucket',
    read: (text, refuse) => {
      if (/^s3:\/\//i.test(text))
        return refuse('is a URL: give the part after the bucket, such as raw/2025/');
      const bytes = Buffer.byteLength(text);
      if (bytes > 1024) return refuse(`has ${bytes} bytes, and a key of S3 has 1,024 at most`);
      if (!text.isWellFormed() || /\p{Cc}/u.test(text)) return refuse('has a control character');
      return text;
    },
  },
  sourceKmsKeyArn: {
    default: '',
    about: 'the key that the source bucket is encrypted with, where it is a customer-managed key of KMS',
    read: optional((text, refuse) => {
      if (/:alias\//.test(text))
        return refuse('is an alias: give the ARN of the key itself (aws kms describe-key)');
      return KEY_ARN.test(text)
        ? text
        : refuse('is no ARN of a KMS key, such as arn:aws:kms:eu-west-1:111122223333:key/UUID');
    }),
  },
  targetBucket: {
    default: '',
    about:
      'the name of the bucket that the stack creates for the lake; without it CloudFormation makes one up',
    read: optional((text, refuse) => {
      const name = bucketName(text, refuse);
      return name.endsWith('-an')
        ? refuse('ends with -an, which S3 keeps for buckets made in another way')
        : name;
    }),
  },
  stackId: {
    default: 'my-fits-datalake',
    about: "the stack's name; take another one for a second lake in the same account and region",
    read: (text, refuse) =>
      /^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(text)
        ? text
        : refuse('cannot name a stack: a letter first, then letters, digits and hyphens, 128 at most'),
  },
  glueDatabase: {
    default: 'fits_datalake',
    about: 'the database in Athena and Glue that the stack creates',
    read: (text, refuse) => {
      if (TAKEN_DATABASES.includes(text))
        return refuse('is there already in every catalog: take another name');
      return /^[a-z][a-z0-9_]{0,254}$/.test(text)
        ? text
        : refuse(
            'cannot name a database: a lower case letter first, then lower case letters, digits and _, 255 at most',
          );
    },
  },
  crawlerSchedule: {
    default: 'cron(0 3 * * ? *)',
    about:
      'when the crawler runs, in UTC and as Glue writes it. A crawl with something to do is billed ten minutes',
    read: (text, refuse) => {
      const problem = scheduleProblem(text);
      return problem === undefined ? text : refuse(problem);
    },
  },
  collectionDepth: {
    default: '1',
    about: 'how many leading folders of a key name its collection, by which the lake is partitioned: 0 to 10',
    read: integer(0, 10),
  },
  suffixes: {
    default: SUFFIXES.join(','),
    about: 'how the names of FITS files end, in any case',
    read: readSuffixes,
  },
  keywords: {
    default: '',
    about: 'more columns for `files` and `hdus`, such as `GAIN:double, ESO DPR CATG`',
    read: (text, refuse) => {
      try {
        return keywordColumns(text);
      } catch (error) {
        if (!(error instanceof KeywordsRefused)) throw error;
        return refuse(`asks for what cannot be a column: ${error.message.replace(/^keywords: /, '')}`);
      }
    },
  },
  maxConcurrency: {
    default: '20',
    about: 'how many copies of the extractor run at once at most: 2 to 1000',
    read: integer(2, 1000),
  },
  alarmEmail: {
    default: '',
    about: 'who is told when something is wrong; the address has to be confirmed once',
    read: optional((text, refuse) =>
      text.length <= 254 &&
      /^[!-~]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/.test(text) &&
      text.split('@').length === 2
        ? text
        : refuse('is no address of electronic mail'),
    ),
  },
  lakeFormation: {
    default: 'false',
    about: 'grant the extractor and the crawler their rights in Lake Formation too, where an account uses it',
    read: yesOrNo,
  },
  retainLake: {
    default: 'true',
    about: 'keep the lake when the stack is destroyed; `false` deletes the bucket and all that is in it',
    read: yesOrNo,
  },
};

const KEY_ARN =
  /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/;

const TAKEN_DATABASES = ['default', 'information_schema'];

/**
 * The settings, checked: what is not given, or blank, has its default.
 *
 * @param lookup what was given for a name: text as `-c` gives it, or the values that cdk.json may hold
 * Throws {@link SettingRefused}, for the first setting that is wrong.
 */
export function readSettings(lookup: (name: string) => unknown): Settings {
  const read = <K extends keyof Settings>(name: K): Settings[K] => {
    const setting = SETTINGS[name];
    const value = lookup(name);
    const refuse: Refuse = (why) => {
      throw new SettingRefused(name, value, why);
    };
    const text = given(value, refuse);
    if (text.trim() === '' && name === 'sourceBucket') {
      throw new SettingRefused(
        name,
        undefined,
        'is not given: cdk deploy -c sourceBucket=NAME, or set it in cdk.json',
      );
    }
    // a key may begin or end with blanks; nothing else does
    return setting.read(
      text.trim() === '' ? setting.default : name === 'sourcePrefix' ? text : text.trim(),
      refuse,
    );
  };
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
    alarmEmail: read('alarmEmail'),
    lakeFormation: read('lakeFormation'),
    retainLake: read('retainLake'),
  };
  if (settings.targetBucket === settings.sourceBucket) {
    throw new SettingRefused(
      'targetBucket',
      settings.targetBucket,
      'is the source bucket too: the lake gets a bucket of its own, which the stack creates',
    );
  }
  return settings;
}

/** What was given, as text: `-c` gives text, cdk.json may hold numbers, booleans and lists of text. */
function given(value: unknown, refuse: Refuse): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) {
    return value.length === 0 ? refuse('is an empty list: leave it out for the default') : value.join(',');
  }
  return refuse('is no text, number, boolean or list of texts');
}

function optional<T>(
  read: (text: string, refuse: Refuse) => T,
): (text: string, refuse: Refuse) => T | undefined {
  return (text, refuse) => (text === '' ? undefined : read(text, refuse));
}

function bucketName(text: string, refuse: Refuse): string {
  const problem = bucketNameProblem(text);
  return problem === undefined ? text : refuse(problem);
}

function integer(low: number, high: number): (text: string, refuse: Refuse) => number {
  return (text, refuse) => {
    const number = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
    return number >= low && number <= high ? number : refuse(`is no whole number from ${low} to ${high}`);
  };
}

function yesOrNo(text: string, refuse: Refuse): boolean {
  const word = text.toLowerCase();
  return word === 'true' || word === 'false' ? word === 'true' : refuse('is neither true nor false');
}

function readSuffixes(text: string, refuse: Refuse): string[] {
  const suffixes = text
    .split(',')
    .map((suffix) => suffix.trim())
    .filter((suffix) => suffix !== '');
  const wrong = suffixes.find((suffix) => !/^\.[A-Za-z0-9._+-]{1,31}$/.test(suffix));
  if (wrong !== undefined) {
    return refuse(
      `has ${JSON.stringify(wrong.slice(0, 40))}: a suffix is a dot and then letters, digits, or . _ + -, 32 at most`,
    );
  }
  if (suffixes.length === 0) return refuse('names no suffix');
  // the name of the bucket has 63 characters at most
  const size = JSON.stringify(eventPattern('b'.repeat(63), suffixes)).length;
  return size > MAX_PATTERN
    ? refuse(
        `is too long: it makes an event pattern of ${size} characters, and EventBridge takes ${MAX_PATTERN}`,
      )
    : [...new Set(suffixes)];
}
