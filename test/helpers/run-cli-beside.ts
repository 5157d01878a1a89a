import type { CliOptions, CliRun } from './run-cli.ts';
import { runMain, sendSignal } from './run-main.ts';

/** {@link runMain}; `kill` gets a function that sends a signal to the run. */
export const runCliBeside = (
  args: readonly string[],
  options: CliOptions = {},
  kill?: (kill: typeof sendSignal) => unknown,
): Promise<CliRun> => {
  kill?.(sendSignal);
  return runMain(args, options);
};
