import type { CliOptions, CliRun } from './run-cli.ts';
import { runMain } from './run-main.ts';

/** {@link runMain}, with signals: `kill` gets a function that sends one to the run. */
export const runCliBeside = (
  args: readonly string[],
  options: CliOptions = {},
  kill?: (kill: (signal: NodeJS.Signals) => void) => unknown,
): Promise<CliRun> => {
  kill?.((signal) => void process.emit(signal, signal));
  return runMain(args, options);
};
