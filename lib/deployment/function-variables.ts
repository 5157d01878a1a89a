import { type Source, sourcesFromText, sourcesToText } from './sources.ts';

/** Refuses a variable: `why` continues a sentence that begins with its name. */
export type Refuse = (why: string) => never;

/** An environment variable that the stack sets and the functions read. */
interface Variable<T> {
  readonly name: string;
  readonly write: (value: T) => string;
  /** @param text is never empty, unless the variable is optional */
  readonly read: (text: string, refuse: Refuse) => T;
  /** Whether an empty text counts as a value. It is not written then: Lambda has no empty variables. */
  readonly optional?: true;
}

const text = (name: string): Variable<string> => ({ name, write: (value) => value, read: (value) => value });

const list = (name: string): Variable<readonly string[]> => ({
  name,
  write: (values) => values.join(','),
  read: (value) => value.split(','),
});

const flag = (name: string): Variable<boolean> => ({
  name,
  write: (value) => (value ? 'on' : ''),
  read: (value, refuse) =>
    value === 'on' || (value === '' ? false : refuse(`is neither on nor empty: ${value}`)),
});

const sourceList = (name: string): Variable<readonly Source[]> => ({
  name,
  write: (sources) => (sources.length === 0 ? '' : sourcesToText(sources)),
  read: (value, refuse) =>
    value === '' ? [] : (sourcesFromText(value) ?? refuse(`is not a list of sources: ${value}`)),
});

const smallNumber = (name: string): Variable<number> => ({
  name,
  write: String,
  read: (value, refuse) =>
    /^\d{1,3}$/.test(value) ? Number(value) : refuse(`is not a number from 0 to 999: ${value}`),
});

/**
 * The environment variables of the functions that sync files. To add one, add it here and, with its value, in
 * `lib/cloud/lake-function.ts`.
 */
export const FUNCTION_VARIABLES = {
  /** The source bucket; `''` if there is a list of sources. */
  sourceBucket: { ...text('SOURCE_BUCKET'), optional: true },
  /** The functions ignore keys without this prefix; `''` if they work on the whole bucket. */
  sourcePrefix: { ...text('SOURCE_PREFIX'), optional: true },
  /** The sources, if there is a list. */
  sources: { ...sourceList('SOURCES'), optional: true },
  /** The suffixes of FITS files, in any case. */
  suffixes: list('SUFFIXES'),
  targetBucket: text('TARGET_BUCKET'),
  /** The account that owns both buckets. */
  owner: text('BUCKET_OWNER'),
  database: text('GLUE_DATABASE'),
  table: text('GLUE_TABLE'),
  collectionDepth: smallNumber('COLLECTION_DEPTH'),
  /** The first part of `obs_publisher_did`. */
  authority: text('AUTHORITY'),
  /** The name of the file with custom rules, beside the code; `''` if there are none. */
  rulesFile: { ...text('RULES_FILE'), optional: true },
  /** Whether changes are recorded for compaction. */
  compaction: { ...flag('COMPACTION'), optional: true },
} as const;

/** The file with custom rules that is bundled with the code of a function: a JSON array. */
export const BUNDLED_RULES = 'custom-rules.json';

type Variables = typeof FUNCTION_VARIABLES;

/** The variables' values. */
export type Environment = { readonly [K in keyof Variables]: ReturnType<Variables[K]['read']> };

/** The sources that the variables name: those of the list, or one. */
export const sourcesIn = ({
  sourceBucket,
  sourcePrefix,
  sources,
}: Pick<Environment, 'sourceBucket' | 'sourcePrefix' | 'sources'>): readonly Source[] =>
  sources.length > 0 ? sources : [{ bucket: sourceBucket, prefix: sourcePrefix }];

/** The URL of the queue for files that a batch of a backfill had no time for. Only the backfill function has it. */
export const QUEUE_VARIABLE = 'QUEUE_URL';

/** The environment variables that carry these values. */
export function writeVariables(environment: Environment): Record<string, string> {
  const entries = Object.entries(FUNCTION_VARIABLES) as [keyof Environment, Variable<unknown>][];
  return Object.fromEntries(
    entries
      .map(([key, { name, write }]) => [name, write(environment[key])] as const)
      .filter(([, value]) => value !== ''),
  );
}
