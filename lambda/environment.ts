/** What the stack tells the function, by environment variables. */
export interface Environment {
  readonly sourceBucket: string;
  /** Keys that do not begin so are none of ours; `''`: all are. */
  readonly sourcePrefix: string;
  /** How keys of FITS files end, in any case. */
  readonly suffixes: readonly string[];
  readonly targetBucket: string;
  /** The account that owns both buckets. */
  readonly owner: string;
  readonly database: string;
  readonly table: string;
  readonly collectionDepth: number;
}

/** A variable that the function needs is not set, or makes no sense. */
export class EnvironmentRefused extends Error {
  override readonly name = 'EnvironmentRefused';
  readonly variable: string;
  constructor(variable: string, why: string) {
    super(`${variable} ${why}`);
    this.variable = variable;
  }
}

type Variables = Readonly<Record<string, string | undefined>>;

/** @throws EnvironmentRefused if it is not set */
export function readVariable(variables: Variables, name: string): string {
  const value = variables[name];
  if (value === undefined || value === '') throw new EnvironmentRefused(name, 'is not set');
  return value;
}

/** @throws EnvironmentRefused */
export function readEnvironment(variables: Variables): Environment {
  const text = (name: string): string => readVariable(variables, name);
  const number = (name: string): number => {
    const value = text(name);
    if (!/^\d{1,3}$/.test(value)) throw new EnvironmentRefused(name, `is no number: ${value}`);
    return Number(value);
  };
  const [sourceBucket, targetBucket] = [text('SOURCE_BUCKET'), text('TARGET_BUCKET')];
  if (sourceBucket === targetBucket)
    throw new EnvironmentRefused(
      'SOURCE_BUCKET',
      `is the bucket of this stack's own lake, ${sourceBucket}: each lake object would create another one. ` +
        'Deploy again with the bucket of your FITS files as sourceBucket',
    );
  return {
    sourceBucket,
    sourcePrefix: variables['SOURCE_PREFIX'] ?? '',
    suffixes: text('SUFFIXES').split(','),
    targetBucket,
    owner: text('BUCKET_OWNER'),
    database: text('GLUE_DATABASE'),
    table: text('GLUE_TABLE'),
    collectionDepth: number('COLLECTION_DEPTH'),
  };
}
