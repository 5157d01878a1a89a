// Part of `npm run bench`: the header extractor. A batch of 100 small files, with 20 ms per request; the size of the
// bundle that the stack makes, and how long it takes to load.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { build } from 'esbuild';
import { syncMessages } from '../lambda/message-batch.ts';
import { BUNDLING } from '../lib/cloud/bundling.ts';
import { QUEUE_VARIABLE, writeVariables } from '../lib/deployment/function-variables.ts';
import { hasFitsSuffix } from '../lib/lake/suffixes.ts';
import { TABLE } from '../lib/lake/table.ts';
import { memoryStore } from '../lib/stores/memory.ts';
import { farAway, farCatalog } from './bench/latency.ts';
import { median } from './bench/measure.ts';
import { fitsFile } from './bench/set.ts';

/** What a batch cost. */
interface BatchCost {
  /** Wall-clock seconds: the median of several batches, after one that warms up. */
  readonly wall: number;
  /** Requests and bytes per file. */
  readonly getsOfSource: number;
  readonly requestsToLake: number;
  readonly bytesRead: number;
  /** The most memory that the process used, in MB. */
  readonly memory: number;
}

/** Runs batches of `files` small files, with `latency` milliseconds per request. */
async function benchBatch(files = 100, latency = 20, runs = 5): Promise<BatchCost> {
  const bucket = 'archive';
  const inner = memoryStore();
  const keys = Array.from({ length: files }, (_, i) => `night-${i % 4}/f${i}.fits`);
  for (const [i, key] of keys.entries()) await inner.write(key, fitsFile(i, 3), { ifMatch: null });
  const messages = keys.map((key) => ({ messageId: key, body: JSON.stringify({ bucket, key }) }));
  const walls: number[] = [];
  let perFile = { getsOfSource: 0, requestsToLake: 0, bytesRead: 0 };
  for (let run = 0; run <= runs; run++) {
    const source = farAway(inner, latency);
    const lake = farAway(memoryStore(), latency);
    const addPartition = farCatalog(latency);
    const context = {
      ...{ bucket, wants: hasFitsSuffix, source: source.store, lake: lake.store },
      ...{ collectionDepth: 1, addPartition },
    };
    const began = performance.now();
    const { batchItemFailures } = await syncMessages(messages, context, new AbortController().signal, {
      fileProcessed: () => {},
      messageRefused: () => {},
    });
    if (run > 0) walls.push((performance.now() - began) / 1000);
    if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} messages failed`);
    perFile = {
      getsOfSource: source.count.requests / files,
      requestsToLake: lake.count.requests / files,
      bytesRead: source.count.bytes / files,
    };
  }
  return { wall: median(walls), ...perFile, memory: process.resourceUsage().maxRSS / 1000 };
}

/** The bundle of a handler. */
interface BundleCost {
  /** Size in kB, plain and zipped. */
  readonly plain: number;
  readonly zipped: number;
  /** Milliseconds to load it in a new process: the median. */
  readonly load: number;
}

/** Bundles the header extractor as the stack does, and loads it `runs` times. */
export async function benchBundle(runs = 11): Promise<BundleCost> {
  const { externalModules: external, ...options } = BUNDLING;
  const folder = mkdtempSync(join(tmpdir(), 'bench-lambda-'));
  try {
    const outfile = join(folder, 'index.js');
    const entryPoints = [resolve('lambda/header-extractor.ts')];
    await build({ ...options, external, entryPoints, outfile, bundle: true, platform: 'node' });
    const code = readFileSync(outfile);
    return {
      plain: code.length / 1000,
      zipped: deflateRawSync(code, { level: 9 }).length / 1000,
      load: median(Array.from({ length: runs }, () => loadTime(outfile))),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const ENVIRONMENT = {
  AWS_REGION: 'eu-central-1',
  [QUEUE_VARIABLE]: 'https://sqs.eu-central-1.amazonaws.com/111122223333/queue',
  ...writeVariables({
    ...{ sourceBucket: 'archive', sourcePrefix: '', suffixes: ['.fits'], targetBucket: 'lake' },
    ...{ owner: '111122223333', database: 'fits_datalake', table: TABLE, collectionDepth: 1 },
    ...{ authority: 'unregistered', rulesFile: '' },
  }),
};

function loadTime(file: string): number {
  const script = `const began = performance.now(); require(${JSON.stringify(file)}); console.log(performance.now() - began)`;
  const run = spawnSync(process.execPath, ['-e', script], {
    encoding: 'utf8',
    env: { ...process.env, ...ENVIRONMENT },
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return Number(run.stdout);
}

/** Runs the benchmarks and prints the results. */
export async function reportLambda(): Promise<void> {
  const { wall, getsOfSource, requestsToLake, bytesRead, memory } = await benchBatch();
  console.log(
    `100 small files, 20 ms per request   ${wall.toFixed(2)} s (at most 0.40)   ${memory.toFixed(0)} MB`,
  );
  console.log(
    `per file   ${getsOfSource} GET of ${(bytesRead / 1000).toFixed(1)} kB, ${requestsToLake} requests to the lake (HEAD, PUT)`,
  );
  const { plain, zipped, load } = await benchBundle();
  console.log(
    `bundle   ${zipped.toFixed(0)} kB zipped (at most 1000), ${plain.toFixed(0)} kB   ${load.toFixed(0)} ms to load`,
  );
}

if (import.meta.main) await reportLambda();
