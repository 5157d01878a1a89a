import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Extract } from '../../lib/lake/extraction.ts';
import { bucketOfRoot, type Scope } from '../../lib/lake/roots.ts';
import { extractor } from '../../lib/lake/rows/extract.ts';
import { readLakeIndex } from '../../lib/lake/sweep/lake-index.ts';
import type { SweepContext, SweepResult } from '../../lib/lake/sweep/sweep-file.ts';
import { type InParallel, type PlanOptions, planSweep, sweepRoot } from '../../lib/lake/sweep/sweep-root.ts';
import { folderStore } from '../../lib/stores/folder.ts';
import type { Store } from '../../lib/stores/store.ts';
import { tempFolder } from './temp-folder.ts';

// Sweeps of a local root, for tests.

interface RunOptions extends PlanOptions, Pick<SweepContext, 'force' | 'sniff'> {
  readonly extract?: Extract;
  readonly parallel?: InParallel;
}

/** A local root that tests sweep. */
export type SweptRoot = ReturnType<typeof sweptRoot>;

/** A local root and a lake in folders, and sweeps of the root. */
export function sweptRoot() {
  const root = tempFolder();
  const lakeRoot = tempFolder();
  const bucket = bucketOfRoot(root);
  const whole: Scope = { root, folders: [''], files: [] };
  const readIndex = async () => (await readLakeIndex(folderStore(lakeRoot))).buckets.get(bucket) ?? new Map();

  async function run(scope = whole, source: Store = folderStore(root), options: RunOptions = {}) {
    const lake = folderStore(lakeRoot);
    const index = await readIndex();
    const { extract = extractor(), force = false, sniff, parallel, ...planOptions } = options;
    const plan = await planSweep(scope, source, index, planOptions);
    const results: SweepResult[] = [];
    const context = { bucket, source, lake, extract, index, force, sniff };
    for await (const result of sweepRoot(plan, context, { parallel })) results.push(result);
    const outcomes = Object.fromEntries(results.map(({ key, outcome }) => [key, outcome]));
    return { plan, outcomes, results };
  }

  return {
    root,
    lakeRoot,
    /** The scope of the whole root. */
    whole,
    readIndex,
    run,
    put: (key: string, bytes: Uint8Array | string): void => {
      mkdirSync(dirname(join(root, key)), { recursive: true });
      writeFileSync(join(root, key), bytes);
    },
  };
}

/** A store that records the keys of its reads. */
export function recordingReads(store: Store): Store & { readonly keys: string[] } {
  const keys: string[] = [];
  return {
    ...store,
    keys,
    read: (key, ...rest) => {
      keys.push(key);
      return store.read(key, ...rest);
    },
  };
}
