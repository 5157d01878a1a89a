import { expect } from 'vitest';
import { runCli } from '../../helpers/run-cli.ts';

// Lakes from FITS files.

const DONE = 0;
const WITH_FAULTS = 3;

/** Ingests folders with FITS files into a lake, with the command that users run. */
export function ingest(lake: string, ...folders: readonly string[]): void {
  const { status, stderr } = runCli(['ingest', '--lake', lake, ...folders]);
  expect([DONE, WITH_FAULTS], stderr).toContain(status);
}
