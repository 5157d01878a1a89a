// The scope of a run: from --prefix and --force, to and from the input of the state machine.

import { isCompacting } from '../../deployment/outputs.ts';
import { lakePrefixOfAll } from '../../lake/former-naming.ts';
import { HEADERS } from '../../lake/naming.ts';
import type { DeployedStack } from '../aws/deployed.ts';
import { RunFailed, UsageError } from '../errors.ts';

/** What a run covers. It is the input of the state machine. */
export interface Scope {
  /** What the source keys begin with. */
  readonly sourcePrefix: string;
  /** What the keys of their lake objects begin with. */
  readonly lakePrefix: string;
  /** Whether to read unchanged files again. */
  readonly force: boolean;
  /** Whether it only goes through the changes. */
  readonly changes?: true;
}

/** The input of the state machine. The fields have a fixed order, so that equal scopes have equal inputs. */
export const inputOf = ({ sourcePrefix, lakePrefix, force, changes }: Scope): string =>
  JSON.stringify({ sourcePrefix, lakePrefix, force, ...(changes && { changes }) });

/** What a run covers, as text: `s3://archive/raw/ with --force`. */
export const scopeText = (bucket: string, { sourcePrefix, force, changes }: Scope): string => {
  const flags = [...(changes ? ['--changes'] : []), ...(force ? ['--force'] : [])];
  return `s3://${bucket}/${sourcePrefix}${flags.length > 0 ? ` with ${flags.join(' ')}` : ''}`;
};

/**
 * The scope that the user chose.
 *
 * @throws UsageError if the prefix does not begin with the prefix of the stack, or the stack records no changes
 */
export function scopeOf(
  { name, sourcePrefix, outputs }: Pick<DeployedStack, 'name' | 'sourcePrefix' | 'outputs'>,
  { prefix, force, changes }: ScopeOptions,
): Scope {
  if (changes && !isCompacting(outputs.Compaction))
    throw new UsageError(
      `--changes: the stack ${name} records no changes, because its setting compaction is off; set it and deploy again`,
    );
  const flags = { force, ...(changes && { changes }) };
  if (prefix === undefined) return { sourcePrefix, lakePrefix: HEADERS, ...flags };
  if (!prefix.startsWith(sourcePrefix))
    throw new UsageError(
      `--prefix ${prefix}: the stack ${name} covers only keys that begin with ${sourcePrefix} (its setting sourcePrefix)`,
    );
  const lakePrefix = lakePrefixOfAll(prefix, Number(outputs.CollectionDepth));
  return { sourcePrefix: prefix, lakePrefix, ...flags };
}

/** The options that decide what a run covers. */
export interface ScopeOptions {
  /** The value of --prefix; undefined for everything that belongs to the stack. */
  readonly prefix: string | undefined;
  readonly force: boolean;
  readonly changes: boolean;
}

/** The scope of an earlier run. Throws {@link RunFailed} if the run was not started by fits-datalake. */
export function scopeFromInput(input: string | undefined): Scope {
  try {
    const { sourcePrefix, lakePrefix, force, changes } = JSON.parse(input ?? '') as Partial<Scope>;
    if (typeof sourcePrefix === 'string' && typeof lakePrefix === 'string')
      return { sourcePrefix, lakePrefix, force: force === true, ...(changes === true && { changes }) };
  } catch {
    // handled below, like other unknown inputs
  }
  throw new RunFailed(`the run was not started by fits-datalake: its input is ${input}`);
}

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
