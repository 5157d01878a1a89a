// The scope of a run: from the options, to and from the input of the state machine.

import { isCompacting } from '../../deployment/outputs.ts';
import { bucketsOf, type Source, sourceUrl } from '../../deployment/sources.ts';
import { lakePrefixOfAll } from '../../lake/former-naming.ts';
import { HEADERS } from '../../lake/naming.ts';
import type { DeployedStack } from '../aws/deployed.ts';
import { RunFailed, UsageError } from '../errors.ts';

/** What a run covers. It is the input of the state machine. */
export interface Scope {
  /** What the source keys begin with, if the stack has one source. */
  readonly sourcePrefix?: string;
  /** What the run covers, if the stack has a list of sources. */
  readonly sources?: readonly Source[];
  /** What the keys of their lake objects begin with. */
  readonly lakePrefix: string;
  /** Whether to read unchanged files again. */
  readonly force: boolean;
  /** Whether it only goes through the changes. */
  readonly changes?: true;
  /** The bucket whose rows it deletes; it then does nothing else. */
  readonly forget?: string;
}

/** The stack that a run belongs to. */
type ScopedStack = Pick<DeployedStack, 'name' | 'sources' | 'hasList' | 'outputs'>;

/** The input of the state machine. The fields have a fixed order, so that equal scopes have equal inputs. */
export const inputOf = ({ sourcePrefix, sources, lakePrefix, force, changes, forget }: Scope): string =>
  JSON.stringify({
    sourcePrefix,
    sources: sources?.map(({ bucket, prefix }) => ({ bucket, prefix })),
    ...{ lakePrefix, force, changes, forget },
  });

/** Stands for the bucket of a run that began before the stack had a list of sources. */
const UNKNOWN = '(unknown)';

/** The sources that a run covers; none if it only forgets. */
export function sourcesOfScope(
  { sources, sourcePrefix }: Scope,
  stack: Pick<DeployedStack, 'sources' | 'hasList'>,
): readonly Source[] {
  if (sources !== undefined) return sources;
  if (sourcePrefix === undefined) return [];
  const bucket = stack.hasList ? UNKNOWN : (stack.sources[0]?.bucket ?? UNKNOWN);
  return [{ bucket, prefix: sourcePrefix }];
}

/** What a run covers, as text: `s3://archive/raw/ with --force`. */
export function scopeText(stack: Pick<DeployedStack, 'sources' | 'hasList'>, scope: Scope): string {
  const { force, changes, forget } = scope;
  if (forget !== undefined) return `the lake with --forget ${forget}`;
  const flags = [...(changes ? ['--changes'] : []), ...(force ? ['--force'] : [])];
  const sources = sourcesOfScope(scope, stack).map(sourceUrl).join(', ');
  return `${sources}${flags.length > 0 ? ` with ${flags.join(' ')}` : ''}`;
}

/**
 * The scope that the user chose.
 *
 * @throws UsageError if the stack has no such files, records no changes, or still covers the bucket to forget
 */
export function scopeOf(stack: ScopedStack, options: ScopeOptions): Scope {
  const { prefix, force, changes, forget } = options;
  if (forget !== undefined) return forgettingScope(stack, forget);
  if (changes && !isCompacting(stack.outputs.Compaction))
    throw new UsageError(
      `--changes: the stack ${stack.name} records no changes, because its setting compaction is off; set it and deploy again`,
    );
  const chosen = chosenSources(stack, options);
  const lakePrefix =
    prefix === undefined ? HEADERS : lakePrefixOfAll(prefix, Number(stack.outputs.CollectionDepth));
  return {
    ...(stack.hasList ? { sources: chosen } : { sourcePrefix: chosen[0]?.prefix ?? '' }),
    ...{ lakePrefix, force },
    ...(changes && { changes }),
  };
}

/** The sources of the stack that --bucket and --prefix select. */
function chosenSources(
  { name, sources, hasList }: ScopedStack,
  { bucket, prefix }: Pick<ScopeOptions, 'bucket' | 'prefix'>,
): readonly Source[] {
  const ofBucket = bucket === undefined ? sources : sources.filter((source) => source.bucket === bucket);
  if (ofBucket.length === 0)
    throw new UsageError(
      `--bucket ${bucket}: the stack ${name} covers only ${bucketsOf(sources).join(', ')} (its setting sourceBucket)`,
    );
  if (prefix === undefined) return ofBucket;
  const within = ofBucket.filter((source) => prefix.startsWith(source.prefix));
  if (within.length === 0)
    throw new UsageError(
      `--prefix ${prefix}: the stack ${name} covers only keys that begin with ` +
        `${ofBucket.map(hasList ? sourceUrl : (source) => source.prefix).join(', ')} (its setting ${hasList ? 'sourceBucket' : 'sourcePrefix'})`,
    );
  return within.map((source) => ({ bucket: source.bucket, prefix }));
}

function forgettingScope({ name, sources }: ScopedStack, forget: string): Scope {
  if (bucketsOf(sources).includes(forget))
    throw new UsageError(
      `--forget ${forget}: the stack ${name} covers this bucket; take it out of the setting sourceBucket and deploy first`,
    );
  return { lakePrefix: HEADERS, force: false, forget };
}

/** The options that decide what a run covers. */
export interface ScopeOptions {
  /** The value of --bucket; undefined for all buckets of the stack. */
  readonly bucket?: string | undefined;
  /** The value of --prefix; undefined for everything that belongs to the stack. */
  readonly prefix: string | undefined;
  readonly force: boolean;
  readonly changes: boolean;
  /** The value of --forget. */
  readonly forget?: string | undefined;
}

/** The scope of an earlier run. Throws {@link RunFailed} if the run was not started by fits-datalake. */
export function scopeFromInput(input: string | undefined): Scope {
  try {
    const { sourcePrefix, sources, lakePrefix, force, changes, forget } = JSON.parse(
      input ?? '',
    ) as Partial<Scope>;
    const what = {
      ...(typeof sourcePrefix === 'string' && { sourcePrefix }),
      ...(isSources(sources) && { sources }),
      ...(typeof forget === 'string' && { forget }),
    };
    if (Object.keys(what).length === 1 && typeof lakePrefix === 'string')
      return { ...what, lakePrefix, force: force === true, ...(changes === true && { changes }) };
  } catch {
    // handled below, like other unknown inputs
  }
  throw new RunFailed(`the run was not started by fits-datalake: its input is ${input}`);
}

const isSources = (value: unknown): value is readonly Source[] =>
  Array.isArray(value) &&
  value.every(
    (item: Partial<Source> | null) => typeof item?.bucket === 'string' && typeof item.prefix === 'string',
  );

/** Bytes in the longest key that S3 allows. */
const LONGEST_KEY = 1024;

/** Checks the value of --prefix, because S3 would accept anything. Throws {@link UsageError}. */
export function prefixOption(value: string): string {
  if (/^s3:\/\//i.test(value))
    throw new UsageError(
      `--prefix ${value}: leave out the bucket; write only what the keys begin with, such as raw/2025/`,
    );
  if (value.endsWith('*'))
    throw new UsageError(`--prefix ${value}: leave out the *; write only what the keys begin with`);
  if (Buffer.byteLength(value) > LONGEST_KEY)
    throw new UsageError(
      `--prefix: the prefix is longer than ${LONGEST_KEY} bytes, the longest key that S3 allows`,
    );
  return value;
}

/** Checks the value of --bucket and --forget. Throws {@link UsageError}. */
export function bucketOption(value: string): string {
  if (value.includes('/')) throw new UsageError(`${value}: write only the name of the bucket`);
  return value;
}
