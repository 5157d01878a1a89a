// A part of npm run bench: a backfill of 5,000 small files against stores with 20 ms a request, in batches of 300 of
// which 20 are in work at once, as the stack has it, but all in this one process; then a second run, in which nothing
// has changed.

import { addBatchResult, type BackfillReport, newBackfillReport } from '../lib/cli/backfill/report.ts';
import { DEFAULT_CONCURRENCY, STARTS_PER_SECOND } from '../lib/deployment/limits.ts';
import { hasFitsSuffix } from '../lib/lake/suffixes.ts';
import { memoryStore } from '../lib/stores/memory.ts';
import { runMachine } from './bench/backfill-machine.ts';
import { farAway, farCatalog } from './bench/latency.ts';
import { fitsFile } from './bench/set.ts';

/** What a run took. */
interface RunTaken {
  readonly report: BackfillReport;
  /** Seconds: by the clock, and of the processor. */
  readonly wall: number;
  readonly cpu: number;
  /** Of a file. */
  readonly sourceRequests: number;
  readonly lakeRequests: number;
}

/** Runs a backfill twice over `files` small files; `latency` in milliseconds. */
export async function benchBackfill(
  files = 5000,
  latency = 20,
): Promise<[first: RunTaken, second: RunTaken]> {
  const [source, lake] = [memoryStore(), memoryStore()];
  for (let i = 0; i < files; i++)
    await source.write(`night-${i % 4}/f${i}.fits`, fitsFile(i, 3), { ifMatch: null });
  const addPartition = farCatalog(latency);
  const run = async (began: Date): Promise<RunTaken> => {
    const far = { source: farAway(source, latency), lake: farAway(lake, latency) };
    const world = {
      ...{ bucket: 'archive', source: far.source.store, lake: far.lake.store, collectionDepth: 1 },
      ...{ addPartition, wants: hasFitsSuffix },
    };
    const report = newBackfillReport();
    const before = process.cpuUsage();
    const start = performance.now();
    for (const batch of await runMachine({
      world,
      listing: { source, lake },
      began,
      atOnce: DEFAULT_CONCURRENCY,
    }))
      addBatchResult(report, batch);
    const wall = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(before);
    return {
      ...{ report, wall, cpu: (user + system) / 1e6 },
      sourceRequests: far.source.count.requests / files,
      lakeRequests: far.lake.count.requests / files,
    };
  };
  const first = await run(new Date(Math.floor(Date.now() / 1000) * 1000));
  // all that was written before is looked at again
  return [first, await run(new Date(Date.now() + 1000))];
}

/** Measures it, and prints it. */
export async function reportBackfill(files = 5000): Promise<void> {
  const [first, second] = await benchBackfill(files);
  const line = (name: string, { wall, cpu, sourceRequests, lakeRequests, report }: RunTaken): string =>
    `${name}   ${(files / wall).toFixed(0)} files/s   ${(sourceRequests + lakeRequests).toFixed(2)} requests a file ` +
    `(${sourceRequests.toFixed(2)} to the source, ${lakeRequests.toFixed(2)} to the lake)   ` +
    `${((1000 * cpu) / files).toFixed(2)} ms CPU a file   ${report.counts.new} new, ${report.counts.unchanged} unchanged`;
  console.log(
    `backfill of ${files} small files, 20 ms a request, ${DEFAULT_CONCURRENCY} batches at once (at most ${DEFAULT_CONCURRENCY * STARTS_PER_SECOND} files/s):`,
  );
  console.log(line('first run ', first));
  console.log(line('second run', second));
}

if (import.meta.main) await reportBackfill();
