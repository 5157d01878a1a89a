import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { primary } from './fits.ts';
import type { CliRun } from './run-cli.ts';
import { runMain } from './run-main.ts';
import { tempFolder } from './temp-folder.ts';

/** A new folder, and functions that put files into it, ingest them and query the lake, which is `fits-lake` in the folder. */
export function ingestRuns(env: Readonly<Record<string, string>> = {}) {
  const folder = tempFolder();
  const run = (...args: readonly string[]): Promise<CliRun> => runMain(args, { cwd: folder, env });
  return {
    folder,
    /** Writes a file; by default one with an empty primary HDU. */
    put: (path: string, bytes: Uint8Array | string = primary()): void => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    },
    run,
    /** Runs `ingest --json`. The report is undefined if none was printed. */
    ingest: async (...args: readonly string[]) => {
      const { stdout, stderr, status } = await run('ingest', '--json', ...args);
      return { status, stderr, report: stdout === '' ? undefined : JSON.parse(stdout) };
    },
    /** The rows of a query, which must not print anything on standard error. */
    rows: async (sql: string): Promise<unknown[][]> => {
      const { stdout, stderr } = await run('query', '--format', 'json', sql);
      expect(stderr).toBe('');
      return (JSON.parse(stdout) as Record<string, unknown>[]).map((row) => Object.values(row));
    },
  };
}
