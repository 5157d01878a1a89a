import { expect } from 'vitest';
import { runCli } from '../../helpers/run-cli.ts';

const DONE = 0;
const WITH_FAULTS = 3;

/** Makes a lake of folders with FITS files, as a user would. */
export function ingest(lake: string, ...folders: readonly string[]): void {
  const { status, stderr } = runCli(['ingest', '--lake', lake, ...folders]);
  expect([DONE, WITH_FAULTS], stderr).toContain(status);
}
