import { lakePrefixOfAll } from '../../lake/former-naming.ts';
import { HEADERS } from '../../lake/naming.ts';
import type { DeployedStack } from '../aws/deployed.ts';
import { RunFailed, UsageError } from '../errors.ts';

/** What a run is about: the input of the state machine. */
export interface Scope {
  /** How keys of the source begin. */
  readonly sourcePrefix: string;
  /** How keys of the lake begin that may be of those. */
  readonly lakePrefix: string;
  /** Read everything again. */
  readonly force: boolean;
}

/** The order of the fields, so that the same run has the same input. */
export const inputOf = ({ sourcePrefix, lakePrefix, force }: Scope): string =>
  JSON.stringify({ sourcePrefix, lakePrefix, force });

/** What a run is about, for people. */
export const scopeText = (bucket: string, { sourcePrefix, force }: Scope): string =>
  `s3://${bucket}/${sourcePrefix}${force ? ' with --force' : ''}`;

/**
 * What was asked for, within what the stack is about.
 *
 * @throws UsageError where `prefix` lies outside of it
 */
export function scopeOf(
  stack: Pick<DeployedStack, 'name' | 'sourcePrefix' | 'outputs'>,
  prefix: string | undefined,
  force: boolean,
): Scope {
  const { sourcePrefix, outputs } = stack;
  if (prefix === undefined) return { sourcePrefix, lakePrefix: HEADERS, force };
  if (!prefix.startsWith(sourcePrefix))
    throw new UsageError(
      `--prefix ${prefix}: the stack ${stack.name} is about keys that begin with ${sourcePrefix} (its sourcePrefix)`,
    );
  return {
    sourcePrefix: prefix,
    lakePrefix: lakePrefixOfAll(prefix, Number(outputs.CollectionDepth)),
    force,
  };
}

/** The input of a run that is there. Throws {@link RunFailed}. */
export function scopeOfInput(input: string | undefined): Scope {
  try {
    const { sourcePrefix, lakePrefix, force } = JSON.parse(input ?? '') as Partial<Scope>;
    if (typeof sourcePrefix === 'string' && typeof lakePrefix === 'string')
      return { sourcePrefix, lakePrefix, force: force === true };
  } catch {
    // told below
  }
  throw new RunFailed(`the run has an input that is none of a backfill's: ${input}`);
}

/** Rather than what S3 makes of it. Throws {@link UsageError}. */
export function prefixOf(typed: string): string {
  if (/^s3:\/\//i.test(typed))
    throw new UsageError(`--prefix ${typed}: it is how keys begin, such as raw/2025/, without the bucket`);
  if (typed.endsWith('*')) throw new UsageError(`--prefix ${typed}: give how keys begin, without the *`);
  if (Buffer.byteLength(typed) > 1024)
    throw new UsageError('--prefix: a key of S3 has 1,024 bytes at most, and it is longer');
  return typed;
}
