// --stack, and the options that cannot be combined with it.

import { type Command, Option } from 'commander';
import { UsageError } from '../errors.ts';
import { AWS_GROUP, type AwsOptions, withAwsOptions } from './aws.ts';

/** Adds the options of verbs that work on either a local lake or a deployed stack. */
export const withStackOptions = (command: Command, description: string): Command =>
  withAwsOptions(
    command.addOption(new Option('--stack <name>', description).argParser(stackName).helpGroup(AWS_GROUP)),
  );

/** The value of `--stack`. An empty name is refused, because AWS would list all stacks. Throws {@link UsageError}. */
export function stackName(name: string): string {
  if (name.trim() === '') throw new UsageError('--stack: the name of the stack is empty');
  return name;
}

/**
 * Refuses options that cannot be used with `--stack`. Throws {@link UsageError}.
 *
 * @param reasons why each option cannot be used
 */
export function refuseWithStack<Options extends object>(
  options: Options,
  reasons: { readonly [name in keyof Options & string]?: string },
): void {
  for (const [name, reason] of Object.entries(reasons))
    if (options[name as keyof Options] !== undefined)
      throw new UsageError(`--${flagOf(name)} cannot be used with --stack: ${reason}`);
}

/** The flag of an option that commander names in camel case: `tempSpace` is `temp-space`. */
const flagOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Refuses the AWS options for a local lake. Throws {@link UsageError}. */
export function refuseWithoutStack({ region, endpointUrl }: AwsOptions): void {
  if (region !== undefined) throw new UsageError('--region needs --stack NAME');
  if (endpointUrl !== undefined) throw new UsageError('--endpoint-url needs --stack NAME');
}
