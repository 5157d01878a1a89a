// The exit codes, and the errors that end a run with one of them.

/** The command line is wrong: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The run failed: exit code 1. */
export class RunFailed extends Error {
  override readonly name = 'RunFailed';
}

/** The exit codes, which programs may rely on. The last three are those that shells use for SIGHUP, SIGINT and SIGTERM. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  faulty: 3,
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const;

/** One of the exit codes. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Receives the exit code of a verb. */
export type OnExit = (code: ExitCode) => void;
