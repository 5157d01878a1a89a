import { runBatch } from '../../lambda/backfill-batch.ts';
import { batchOf } from '../../lambda/backfill-event.ts';
import type { SyncContext } from '../../lambda/sync-files.ts';
import { BATCH_OBJECTS, DEFAULT_CONCURRENCY } from '../../lib/deployment/limits.ts';
import type { Source } from '../../lib/deployment/sources.ts';
import type { BatchReport, Task } from '../../lib/lake/batch-report.ts';
import { HEADERS } from '../../lib/lake/naming.ts';
import { mapConcurrently } from '../../lib/lake/sweep/map-concurrently.ts';
import type { Listed, Store } from '../../lib/stores/store.ts';

// The state machine of a backfill, in one process. Tests use it too.

/** A run of the state machine. */
export interface MachineRun {
  readonly context: SyncContext;
  /** The stores that are listed, since Step Functions lists them itself; those of `context` by default. */
  readonly listing?: { readonly source: Store; readonly lake: Store };
  /** What the source keys begin with, if there is one source. */
  readonly prefix?: string;
  /** What the run covers, if there is a list of sources. */
  readonly list?: readonly Source[];
  readonly force?: boolean;
  /** When the run began. */
  readonly began?: Date;
  /** Objects per batch, and how many batches run at the same time. */
  readonly batch?: number;
  readonly atOnce?: number;
  /** Aborts everything, as when the run is stopped. */
  readonly signal?: AbortSignal;
  /** Returns the signal of one invocation, which aborts when its time is over. */
  readonly deadline?: () => AbortSignal;
}

/** Does what the state machine does, in one process: first the sources' objects in batches, then the lake's. */
export async function runMachine(run: MachineRun): Promise<BatchReport[]> {
  const { context, list, prefix = '', listing } = run;
  const only = { bucket: context.sources[0]?.bucket ?? '', prefix };
  const reports: BatchReport[] = [];
  for (const source of list ?? [only]) {
    const store = listing?.source ?? context.sourceOf(source.bucket);
    const about = list === undefined ? { prefix } : source;
    reports.push(...(await overObjects('backfill', store, source.prefix, about, run)));
  }
  const about = list === undefined ? { prefix } : { sources: list };
  const lake = listing?.lake ?? context.lake;
  return [...reports, ...(await overObjects('reconcile', lake, HEADERS, about, run))];
}

async function overObjects(
  task: Task,
  store: Store,
  listed: string,
  about: object,
  {
    context,
    force = false,
    began = new Date(),
    batch = BATCH_OBJECTS,
    atOnce = DEFAULT_CONCURRENCY,
    ...run
  }: MachineRun,
): Promise<BatchReport[]> {
  const reports: BatchReport[] = [];
  const BatchInput = { task, ...about, force, began: began.toISOString() };
  const invoke = (objects: readonly Listed[]): Promise<BatchReport> => {
    // through JSON, like an event of Step Functions
    const event: unknown = JSON.parse(JSON.stringify({ BatchInput, Items: objects.map(itemOf) }));
    const signal = run.deadline?.() ?? run.signal ?? new AbortController().signal;
    const journal = { fileProcessed: () => {}, changesRecorded: () => {} };
    return runBatch(batchOf(event), { context, signal, journal }, async () => new Set());
  };
  const batches = inBatches(store.list(listed), batch);
  for await (const report of mapConcurrently(batches, {
    work: invoke,
    concurrency: atOnce,
    signal: run.signal,
  }))
    reports.push(report);
  return reports;
}

/** An object as Step Functions lists it. */
export const itemOf = ({ key, etag, size, lastModified }: Listed) => ({
  Etag: `"${etag}"`,
  Key: key,
  LastModified: lastModified.getTime() / 1000,
  Size: size,
  StorageClass: 'STANDARD',
});

async function* inBatches(objects: AsyncIterable<Listed>, size: number): AsyncGenerator<Listed[]> {
  let batch: Listed[] = [];
  for await (const object of objects) {
    batch.push(object);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
