// Part of `npm run bench`: a backfill of 5,000 small files, with 20 ms per request. As in the stack, 20 batches of 300
// files run at once, but all in this one process. A second run finds nothing changed.
import { addBatchResult, type BackfillReport, newBackfillReport } from '../lib/cli/backfill/report.ts';
import { DEFAULT_CONCURRENCY, STARTS_PER_SECOND } from '../lib/deployment/limits.ts';
import { hasFitsSuffix } from '../lib/lake/suffixes.ts';
import { memoryStore } from '../lib/stores/memory.ts';
import { runMachine } from './bench/backfill-machine.ts';
import { farAway, farCatalog } from './bench/latency.ts';
import { fitsFile } from './bench/set.ts';

/** What a run cost. */
interface RunCost {
  readonly report: BackfillReport;
  /** Seconds of wall-clock time and of CPU time. */
  readonly wall: number;
  readonly cpu: number;
  /** Requests per file. */
  readonly sourceRequests: number;
  readonly lakeRequests: number;
}

/** Runs a backfill over `files` small files twice. `latency` is in milliseconds. */
export async function benchBackfill(files = 5000, latency = 20): Promise<[first: RunCost, second: RunCost]> {
  const [source, lake] = [memoryStore(), memoryStore()];
  for (let i = 0; i < files; i++)
    await source.write(`night-${i % 4}/f${i}.fits`, fitsFile(i, 3), { ifMatch: null });
  const addPartition = farCatalog(latency);
  const run = async (began: Date): Promise<RunCost> => {
    const far = { source: farAway(source, latency), lake: farAway(lake, latency) };
    const context = {
      ...{ bucket: 'archive', source: far.source.store, lake: far.lake.store, collectionDepth: 1 },
      ...{ addPartition, wants: hasFitsSuffix },
    };
    const report = newBackfillReport();
    const before = process.cpuUsage();
    const start = performance.now();
    for (const batch of await runMachine({
      context,
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
  // begins later than every object was written, so all of them are checked again
  return [first, await run(new Date(Date.now() + 1000))];
}

/** Runs the benchmark and prints the result. */
export async function reportBackfill(files = 5000): Promise<void> {
  const [first, second] = await benchBackfill(files);
  const line = (name: string, { wall, cpu, sourceRequests, lakeRequests, report }: RunCost): string =>
    `${name}   ${(files / wall).toFixed(0)} files/s   ${(sourceRequests + lakeRequests).toFixed(2)} requests per file ` +
    `(${sourceRequests.toFixed(2)} to the source, ${lakeRequests.toFixed(2)} to the lake)   ` +
    `${((1000 * cpu) / files).toFixed(2)} ms CPU per file   ${report.counts.new} new, ${report.counts.unchanged} unchanged`;
  console.log(
    `backfill of ${files} small files, 20 ms per request, ${DEFAULT_CONCURRENCY} batches at once (at most ${DEFAULT_CONCURRENCY * STARTS_PER_SECOND} files/s):`,
  );
  console.log(line('first run ', first));
  console.log(line('second run', second));
}

if (import.meta.main) await reportBackfill();
