import type { Command } from 'commander';
import { UsageError } from '../errors.ts';
import { type AwsOptions, withAwsOptions } from './aws.ts';

/** The options of verbs that know both a lake of this machine and a deployed stack. */
export const withStackOptions = (command: Command, about: string): Command =>
  withAwsOptions(command.option('--stack <name>', about, stackName));

/** Rather than what AWS makes of no name: all stacks of the account. Throws {@link UsageError}. */
export function stackName(given: string): string {
  if (given.trim() === '') throw new UsageError('--stack: the name of a stack is needed, and it is empty');
  return given;
}

/**
 * Options that do not go with `--stack` are refused, with the reason. Throws {@link UsageError}.
 *
 * @param reasons by the options' names
 */
export function refuseWithStack<Options extends object>(
  options: Options,
  reasons: { readonly [name in keyof Options & string]?: string },
): void {
  for (const [name, reason] of Object.entries(reasons))
    if (options[name as keyof Options] !== undefined)
      throw new UsageError(`--${optionOf(name)} does not go with --stack: ${reason}`);
}

/** `tempSpace`: `temp-space` */
const optionOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Options that say where AWS is asked mean nothing of a lake of this machine. Throws {@link UsageError}. */
export function refuseWithoutStack({ region, endpointUrl }: AwsOptions): void {
  if (region !== undefined) throw new UsageError('--region goes with --stack NAME');
  if (endpointUrl !== undefined) throw new UsageError('--endpoint-url goes with --stack NAME');
}
