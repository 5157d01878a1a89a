import type { KeywordColumn } from '../../sql/everyday.ts';
import { KeywordsRefused, keywordColumns } from '../../sql/keywords.ts';
import { eventPattern, MAX_PATTERN } from '../event-pattern.ts';
import { bucketNameProblem } from './bucket-name.ts';
import { crawlProblem, ruleProblem } from './schedule.ts';

/** Says why a value is no good, to go behind it in a sentence. */
export type Refuse = (why: string) => never;

/** Makes a setting of what was typed for it, without blanks around. */
export type Reader<T> = (text: string, refuse: Refuse) => T;

/** A setting that need not be given. */
export function optional<T>(read: Reader<T>): Reader<T | undefined> {
  return (text, refuse) => (text === '' ? undefined : read(text, refuse));
}

export const sourceBucket: Reader<string> = (text, refuse) =>
  /^<.*>$/.test(text)
    ? refuse('still stands there: give the bucket with your FITS files')
    : bucketName(text, refuse);

/** A bucket that CloudFormation creates. */
export const newBucket: Reader<string> = (text, refuse) =>
  text.endsWith('-an')
    ? refuse('ends with -an, which S3 keeps for buckets that are made in another way')
    : bucketName(text, refuse);

const bucketName: Reader<string> = (text, refuse) => {
  const problem = bucketNameProblem(text);
  return problem === undefined ? text : refuse(problem);
};

/** The beginning of keys; it may have blanks around. */
export const prefix: Reader<string> = (text, refuse) => {
  if (/^s3:\/\//i.test(text)) return refuse('is a URL: give what follows the bucket, such as raw/2025/');
  if (text.endsWith('*')) return refuse('is no pattern: give how keys begin, without the *');
  const bytes = Buffer.byteLength(text);
  if (bytes > 1024) return refuse(`has ${bytes} bytes, and a key of S3 has 1,024 at most`);
  return text.isWellFormed() && !/\p{Cc}/u.test(text) ? text : refuse('has a control character');
};

const KEY_ARN =
  /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/;

export const keyArn: Reader<string> = (text, refuse) => {
  if (KEY_ARN.test(text)) return text;
  return /(?:^|:)alias\//.test(text)
    ? refuse('is an alias: give the ARN of the key itself, as aws kms describe-key prints it')
    : refuse('is no ARN of a KMS key, such as arn:aws:kms:eu-west-1:111122223333:key/UUID');
};

/** CDK's own stack, and Athena's own workgroup: the stack's name is its workgroup's too. */
const TAKEN = ['cdktoolkit', 'primary'];

/** Source: AWS CloudFormation API Reference, CreateStack. */
export const stackName: Reader<string> = (text, refuse) => {
  if (TAKEN.includes(text.toLowerCase())) return refuse("is the name of something of AWS's own");
  return /^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(text)
    ? text
    : refuse('cannot name a stack: a letter first, then letters, digits and hyphens, 128 at most');
};

/**
 * A name that SQL takes without quotes.
 * Source: Amazon Athena User Guide, "Name databases, tables, and columns".
 */
export const databaseName: Reader<string> = (text, refuse) => {
  if (text === 'default' || text === 'information_schema') return refuse('is in every catalog already');
  return /^[a-z][a-z0-9_]{0,254}$/.test(text)
    ? text
    : refuse(
        'cannot name a database: a letter first, then letters, digits and _, all lower case, 255 at most',
      );
};

/** When Glue crawls. */
export const crawlSchedule: Reader<string> = (text, refuse) => {
  const problem = crawlProblem(text);
  return problem === undefined ? text : refuse(problem);
};

/** When a rule of EventBridge starts something; '' for never. */
export const ruleSchedule: Reader<string> = (text, refuse) => {
  const problem = text === '' ? undefined : ruleProblem(text);
  return problem === undefined ? text : refuse(problem);
};

export function integer(low: number, high: number): Reader<number> {
  return (text, refuse) => {
    const number = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
    return number >= low && number <= high ? number : refuse(`is no whole number from ${low} to ${high}`);
  };
}

export const yesOrNo: Reader<boolean> = (text, refuse) => {
  const word = text.toLowerCase();
  return word === 'true' || word === 'false' ? word === 'true' : refuse('is neither true nor false');
};

export const suffixList: Reader<readonly string[]> = (text, refuse) => {
  const suffixes = text.split(',').map((suffix) => suffix.trim());
  const wrong = suffixes.find((suffix) => !/^\.[A-Za-z0-9._+-]{1,31}$/.test(suffix));
  if (wrong !== undefined) {
    const shown = JSON.stringify(wrong.slice(0, 40));
    return refuse(`has ${shown}: a suffix is a dot, then letters, digits, or . _ + -, 32 characters at most`);
  }
  // a bucket's name has 63 characters at most
  const size = JSON.stringify(eventPattern('b'.repeat(63), suffixes)).length;
  return size > MAX_PATTERN
    ? refuse(`is too long: an event pattern of ${size} characters, and EventBridge takes ${MAX_PATTERN}`)
    : [...new Set(suffixes)];
};

export const keywordList: Reader<readonly KeywordColumn[]> = (text, refuse) => {
  try {
    return keywordColumns(text);
  } catch (error) {
    if (!(error instanceof KeywordsRefused)) throw error;
    return refuse(`cannot be had as columns: ${error.message.replace(/^keywords: /, '')}`);
  }
};

export const mailAddress: Reader<string> = (text, refuse) =>
  text.length <= 254 &&
  /^[^\s@"<>,;:()]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/.test(text) &&
  /^[!-~]+$/.test(text)
    ? text
    : refuse('is no mail address');
