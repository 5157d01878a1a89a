import type { Outcome } from '../lib/lake/batch-report.ts';
import type { Extraction } from '../lib/lake/extraction.ts';
import { isObjectPath } from '../lib/lake/naming.ts';
import { reconcile } from '../lib/lake/sync/reconcile.ts';
import type { Listed } from '../lib/stores/store.ts';
import type { Batch } from './backfill-event.ts';
import type { ItemContext } from './process-items.ts';
import { type SyncContext, syncKey } from './sync-keys.ts';

// What a backfill does with each object: one task for source objects, one for lake objects.

/** One object of a batch. */
export interface BatchItem {
  readonly object: Listed;
  /** The source key. It is undefined for a lake object whose metadata has not been read yet. */
  sourceKey?: string;
}

/** The result of a task for one item. */
export interface TaskResult {
  readonly outcome: Outcome;
  /** Fault rows that the lake now has for the file. */
  readonly faults: number;
  readonly extraction?: Extraction;
  readonly moved?: true;
}

/** One half of a backfill. */
export interface BackfillTask {
  /** Returns the item to process for a listed object, or undefined to skip the object without a request. */
  readonly select: (object: Listed) => BatchItem | undefined;
  /** Processes one item. */
  readonly run: (item: BatchItem, context: ItemContext) => Promise<TaskResult>;
}

/** Returns the task that a batch names. */
export const taskOf = (batch: Batch, context: SyncContext): BackfillTask =>
  TASKS[batch.task](batch, {
    ...context,
    wants: (key) => key.startsWith(batch.prefix) && context.wants(key),
  });

const TASKS = { backfill: backfillTask, reconcile: reconcileTask } as const;

/** Goes through the objects of the source, and syncs those that the run covers. */
function backfillTask({ force }: Batch, context: SyncContext): BackfillTask {
  return {
    select: (object) => (context.wants(object.key) ? { object, sourceKey: object.key } : undefined),
    run: async ({ object }, itemContext) => {
      const result = await syncKey(object.key, context, itemContext, { sweep: !force, listed: object });
      // absent: the file was deleted during the run, and the lake never had it
      return { ...result, outcome: result.outcome === 'absent' ? 'skipped' : result.outcome };
    },
  };
}

/**
 * Goes through the objects of the lake, and finds source files that were deleted. Lake objects written since the run
 * began are skipped: the run or an event has just synced them. A sync takes at most two minutes, so such an object
 * reflects its source file as it was two minutes before the run, or later.
 */
function reconcileTask({ began }: Batch, context: SyncContext): BackfillTask {
  const { bucket, wants, collectionDepth, addPartition } = context;
  return {
    select: (object) => (object.lastModified < began ? { object } : undefined),
    run: async (item, itemContext) => {
      const onKey = (key: string): void => {
        item.sourceKey = key;
      };
      const options = { ...itemContext, bucket, wants, collectionDepth, onKey };
      const result = await reconcile({ ...options, lakeKey: item.object.key });
      const { outcome, key, lakeKey } = result;
      if (outcome === 'absent') return { ...result, outcome: 'skipped' };
      // queries read all partitions, including those of files that the stack no longer covers
      const exists = outcome !== 'expired' && key !== undefined;
      if (exists && isObjectPath(lakeKey)) await addPartition(lakeKey);
      return { ...result, outcome };
    },
  };
}
