import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Reader, type Refuse, suffixList } from '../../settings/readers.ts';
import { RulesRefused } from '../../settings/rules/refused.ts';
import { readRulesFile } from '../../settings/rules/rules-file.ts';
import { SHARED_SETTINGS } from '../../settings/shared.ts';
import type { InstrumentRule } from '../../sky/rules.ts';
import { eventPattern, MAX_PATTERN } from '../event-pattern.ts';
import { bucketNameProblem } from './bucket-name.ts';
import { compactionProblem, crawlProblem, ruleProblem } from './schedule.ts';

// How the text of each setting that only stacks have is checked and converted: one reader per kind of value.

/**
 * Reads the name of a bucket with FITS files. cdk.json contains `<changeme>` as long as it is not set.
 *
 * @param prefixName where the prefix of a URL belongs
 */
export const sourceBucketReader =
  (prefixName: string): Reader<string> =>
  (text, refuse) =>
    /^<.*>$/.test(text)
      ? refuse('is a placeholder: replace it with the name of the bucket that contains your FITS files')
      : bucketName(text, refuse, prefixName);

/** A single bucket with FITS files. */
export const sourceBucket = sourceBucketReader('sourcePrefix');

/** A bucket that CloudFormation creates. */
export const newBucket: Reader<string> = (text, refuse) =>
  text.endsWith('-an')
    ? refuse('ends with -an, which S3 reserves for buckets in the namespace of one account')
    : bucketName(text, refuse);

function bucketName(text: string, refuse: Refuse, prefixName = 'sourcePrefix'): string {
  const problem = bucketNameProblem(text, prefixName);
  return problem === undefined ? text : refuse(problem);
}

/** The most bytes that an S3 key can have. */
const MAX_KEY = 1024;

/** A prefix of keys. Unlike other settings it may have blanks around it. */
export const prefix: Reader<string> = (text, refuse) => {
  if (/^s3:\/\//i.test(text)) return refuse('is a URL: use the part after the bucket, such as raw/2025/');
  if (text.endsWith('*')) return refuse('is a pattern: use the beginning of the keys, without the *');
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_KEY) return refuse(`has ${bytes} bytes, and an S3 key has at most ${MAX_KEY}`);
  return text.isWellFormed() && !/\p{Cc}/u.test(text) ? text : refuse('contains a control character');
};

const KEY_ARN =
  /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/;

/** The ARN of a KMS key; not of an alias: a policy that names an alias does not apply to its key. */
export const keyArn: Reader<string> = (text, refuse) => {
  if (KEY_ARN.test(text)) return text;
  return /(?:^|:)alias\//.test(text)
    ? refuse('is an alias: use the ARN of the key, as aws kms describe-key prints it')
    : refuse('is not the ARN of a KMS key, such as arn:aws:kms:eu-west-1:111122223333:key/UUID');
};

/** The names of CDK's own stack and of Athena's own workgroup. The name of the stack is also that of its workgroup. */
const RESERVED_STACKS = ['cdktoolkit', 'primary'];

/** Source: AWS CloudFormation API Reference, CreateStack. */
export const stackName: Reader<string> = (text, refuse) => {
  if (RESERVED_STACKS.includes(text.toLowerCase())) return refuse('is a name that AWS itself uses');
  return /^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(text)
    ? text
    : refuse(
        'is not a stack name: use a letter, then letters, digits and hyphens, at most 128 characters in all',
      );
};

/**
 * A name that SQL accepts without quotes.
 *
 * Source: Amazon Athena User Guide, "Name databases, tables, and columns".
 */
export const databaseName: Reader<string> = (text, refuse) => {
  if (text === 'default' || text === 'information_schema') return refuse('already exists in every catalog');
  return /^[a-z][a-z0-9_]{0,254}$/.test(text)
    ? text
    : refuse(
        'is not a database name: use a letter, then letters, digits and _, all in lower case, at most 255 characters in all',
      );
};

/** When Glue starts a crawl. */
export const crawlSchedule: Reader<string> = (text, refuse) => {
  const problem = crawlProblem(text);
  return problem === undefined ? text : refuse(problem);
};

/** When an EventBridge rule starts a backfill; `''` for never. */
export const ruleSchedule: Reader<string> = (text, refuse) => {
  const problem = text === '' ? undefined : ruleProblem(text);
  return problem === undefined ? text : refuse(problem);
};

/** When an EventBridge rule starts a compaction; `''` for never, which can be written as `off`. */
export const compactionSchedule: Reader<string> = (text, refuse) => {
  if (text === '' || text.toLowerCase() === 'off') return '';
  const problem = compactionProblem(text);
  return problem === undefined ? text : refuse(problem);
};

/** `true` or `false`, in any case. */
export const booleanValue: Reader<boolean> = (text, refuse) => {
  const word = text.toLowerCase();
  return word === 'true' || word === 'false' ? word === 'true' : refuse('is neither true nor false');
};

/** Suffixes that fit into an event pattern. */
export const eventSuffixes: Reader<readonly string[]> = (text, refuse) => {
  const suffixes = suffixList(text, refuse);
  // the name of a bucket has at most 63 characters
  const size = JSON.stringify(eventPattern('b'.repeat(63), suffixes)).length;
  return size > MAX_PATTERN
    ? refuse(`is too long: its event pattern has ${size} characters, and EventBridge allows ${MAX_PATTERN}`)
    : suffixes;
};

/** The custom rules in a file of the checkout; none for `''`. */
export const rulesOfCheckout: Reader<readonly InstrumentRule[]> = (text, refuse) => {
  const path = SHARED_SETTINGS.rules.read(text, refuse);
  if (path === undefined) return [];
  try {
    return readRulesFile(resolve(CHECKOUT, path)).rules;
  } catch (error) {
    if (!(error instanceof RulesRefused)) throw error;
    return refuse(`cannot be used: ${error.message}`);
  }
};

const CHECKOUT = fileURLToPath(new URL('../../../', import.meta.url));

/** An email address in ASCII, without a display name. */
export const emailAddress: Reader<string> = (text, refuse) =>
  text.length <= 254 &&
  /^[^\s@"<>,;:()]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/.test(text) &&
  /^[!-~]+$/.test(text)
    ? text
    : refuse('is not an email address');
