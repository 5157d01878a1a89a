import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { onTestFinished } from 'vitest';

/** Counts how often files are opened whose paths end with `suffix`, until the test is over. Returns the count so far. */
export function countOpens(suffix: string): () => number {
  const { openSync } = fs;
  let count = 0;
  fs.openSync = (path, ...rest) => {
    if (String(path).endsWith(suffix)) count++;
    return openSync(path, ...rest);
  };
  syncBuiltinESMExports();
  onTestFinished(() => {
    fs.openSync = openSync;
    syncBuiltinESMExports();
  });
  return () => count;
}
