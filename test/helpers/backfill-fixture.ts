import { runBatch } from '../../lambda/backfill-batch.ts';
import { type Batch, batchOf } from '../../lambda/backfill-event.ts';
import type { SyncContext } from '../../lambda/sync-files.ts';
import type { BatchReport } from '../../lib/lake/batch-report.ts';
import { HEADERS, lakeKey } from '../../lib/lake/naming.ts';
import { fromMetadata, toMetadata } from '../../lib/lake/object.ts';
import type { Store } from '../../lib/stores/store.ts';
import { itemOf } from '../../scripts/bench/backfill-machine.ts';
import { BUCKET, lambdaFixture } from './lambda-fixture.ts';
import { listed } from './store.ts';

/** The beginning of a run that finds everything that a test has written. */
export const LATER = '2100-01-01T00:00:00Z';

/** How a batch is run; by default a whole backfill that does not run out of time. */
export interface BatchOptions extends Partial<Pick<Batch, 'task' | 'force' | 'crashed'>> {
  /** What the source keys begin with, if there is one source. */
  readonly prefix?: string;
  readonly signal?: AbortSignal;
  readonly context?: Partial<SyncContext>;
  /** Whether the queue accepts keys. */
  readonly accepts?: boolean;
  readonly began?: string;
}

/** A source and a lake in memory, and the backfill function. */
export function backfillFixture(wrap?: (source: Store) => Store) {
  const fixture = lambdaFixture(wrap);
  const { source, lake, journal } = fixture;
  const queued: string[] = [];
  const backfill = {
    ...fixture,
    /** Keys that were sent to the queue. */
    queued,
    /** Runs one batch with all objects of the source, or of the lake for the other tasks. */
    run: async (options: BatchOptions = {}): Promise<BatchReport> => {
      const { signal, context, accepts = true, task = 'backfill', crashed, ...input } = options;
      const objects = await (task === 'backfill' ? listed(source.store) : listed(lake.store, HEADERS));
      const BatchInput = { task, prefix: '', force: false, began: '2026-11-25T00:00:00Z', ...input };
      source.requests.length = lake.requests.length = 0;
      return runBatch(
        batchOf({ BatchInput, Items: objects.map(itemOf), ...(crashed && { crashed: {} }) }),
        {
          context: { ...fixture.context, ...context },
          signal: signal ?? new AbortController().signal,
          journal,
        },
        async (files) => {
          if (accepts) queued.push(...files.map(({ key }) => key));
          return new Set(accepts ? files : []);
        },
      );
    },
    /** Runs the check of changes, so many minutes from now: by default when all deltas should have been written. */
    check: async ({ after = 60, through, ...options }: CheckRun = {}): Promise<BatchReport> => {
      const began = new Date(Date.now() + after * 60_000).toISOString();
      return backfill.run({ task: 'changes', began, context: fixture.recording(through), ...options });
    },
    /** Makes the tombstone of a file so many days older. */
    age: async (key: string, days: number): Promise<void> => {
      const path = lakeKey({ bucket: BUCKET, key });
      const head = await lake.store.head(path);
      const state = fromMetadata(head?.metadata ?? {});
      if (head === undefined || state?.kind !== 'tombstone') throw new Error(`${key} has no tombstone`);
      const goneAt = new Date(state.goneAt.getTime() - days * 86_400_000);
      const { bytes } = await lake.store.read(path, 0, head.size);
      await lake.store.write(path, bytes, { ifMatch: head.etag, metadata: toMetadata({ ...state, goneAt }) });
    },
  };
  return backfill;
}

interface CheckRun extends Pick<BatchOptions, 'prefix' | 'force'> {
  /** Minutes. */
  readonly after?: number;
  /** The lake that the function sees. */
  readonly through?: Store;
}

/** The counts of a report, without zeros. */
export const counted = ({ counts }: BatchReport) =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
