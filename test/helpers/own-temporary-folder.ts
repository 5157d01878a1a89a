// A global setup file: what a run of the tests writes into the temporary folder is in one folder, which is removed at the
// end. CDK leaves a cdk.out behind for each app, for instance, and a test that is killed whatever it has.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes the folder, and returns what removes it. */
export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'fits-tests-'));
  // some tests run a process as another user
  chmodSync(folder, 0o711);
  // Windows has the other two
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) process.env[name] = folder;
  // a process that a test started may still be ending
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 8, retryDelay: 100 });
}
