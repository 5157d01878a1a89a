import { expect } from 'vitest';
import type { CliRun } from '../helpers/run-cli.ts';
import { runCliBeside } from '../helpers/run-cli-beside.ts';

/** The stack whose backfills are tested. */
export const STACK = 'backfilled-datalake';

/** The report of a backfill, with the fields that the tests read. */
export interface Report {
  readonly files: number;
  readonly changed: number;
  readonly removed: number;
  readonly requests: number;
  readonly bytesRead: number;
  readonly keys: Readonly<Record<'new' | 'changed' | 'removed' | 'expired', readonly string[]>>;
  readonly faults: readonly { readonly key: string }[];
}

/** Runs `backfill` asynchronously: vitest does not tolerate a worker that is blocked for a minute. */
export const backfill = (...args: string[]): Promise<CliRun> =>
  runCliBeside(['backfill', '--stack', STACK, '--json', ...args]);

/** Runs a backfill that finds faulty files, and returns its report. */
export async function backfillReport(...args: string[]): Promise<Report> {
  const { status, stdout, stderr } = await backfill(...args);
  expect(stderr).toBe('');
  expect(status).toBe(3);
  return JSON.parse(stdout);
}

/** Starts a backfill of the keys with a prefix without waiting for it, and returns its ARN. */
export async function startBackfill(prefix: string): Promise<string> {
  const { stdout, stderr, status } = await backfill('--prefix', prefix, '--no-wait');
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout).run;
}
