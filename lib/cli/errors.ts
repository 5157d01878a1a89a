/** The command line is wrong: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The run failed: exit code 1. */
export class RunFailed extends Error {
  override readonly name = 'RunFailed';
}

/** Exit codes: what programs may rely on. The last two are what shells say of SIGINT (Ctrl-C) and SIGTERM. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  faulty: 3,
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const;
