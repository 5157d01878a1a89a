import type { Outcome } from '../lib/lake/batch-report.ts';
import type { Changes } from '../lib/lake/changes/changes.ts';
import { checkChange, isChecked, recordIfLost } from '../lib/lake/changes/check.ts';
import { receiptFinder } from '../lib/lake/changes/receipt.ts';
import type { Extraction, SourceFile } from '../lib/lake/extraction.ts';
import { isObjectPath } from '../lib/lake/naming.ts';
import { tombstone } from '../lib/lake/object.ts';
import { reconcile } from '../lib/lake/sync/reconcile.ts';
import type { Listed } from '../lib/stores/store.ts';
import { type Batch, EventRefused } from './backfill-event.ts';
import type { ItemContext } from './process-items.ts';
import { type SyncContext, syncKey } from './sync-keys.ts';

// What a backfill does with each object: one task for source objects, two for lake objects.

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
  /** The lake object, and its new ETag if it was written. */
  readonly lakeKey?: string;
  readonly etag?: string;
}

/** One part of a backfill. */
export interface BackfillTask {
  /** Returns the item to process for a listed object, or undefined to skip the object without a request. */
  readonly select: (object: Listed) => BatchItem | undefined;
  /** Processes one item. */
  readonly run: (item: BatchItem, context: ItemContext) => Promise<TaskResult>;
}

/** Returns the task that a batch names. */
export function taskOf(batch: Batch, context: SyncContext): BackfillTask {
  const wants = (key: string): boolean => key.startsWith(batch.prefix) && context.wants(key);
  const task = BY_TASK[batch.task](batch, { ...context, wants });
  return batch.crashed && batch.task !== 'changes' ? afterCrash(task, context) : task;
}

const BY_TASK = { backfill: backfillTask, reconcile: reconcileTask, changes: changesTask } as const;

/**
 * A task whose batch crashed before. What the first attempt wrote to the lake is up to date now, so it would not be written
 * again; but its changes were lost.
 */
function afterCrash(task: BackfillTask, { lake, changes }: SyncContext): BackfillTask {
  if (changes === undefined) return task;
  const inReceipt = receiptFinder(lake);
  return {
    ...task,
    run: async (item, context) => {
      const result = await task.run(item, context);
      const { lakeKey, etag } = result;
      if (lakeKey !== undefined && etag === undefined)
        await recordIfLost(lakeKey, { lake: context.lake, inReceipt });
      return result;
    },
  };
}

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
  const { bucket, wants, collectionDepth, addPartition, changes } = context;
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
      if (outcome === 'expired' && key !== undefined) await recordExpired(changes, { bucket, key }, lakeKey);
      // queries read all partitions, including those of files that the stack no longer covers
      const exists = outcome !== 'expired' && key !== undefined;
      if (exists && isObjectPath(lakeKey)) await addPartition(lakeKey);
      return { ...result, outcome };
    },
  };
}

/** Records that a tombstone was removed, by rows that no view shows. */
async function recordExpired(changes: Changes | undefined, file: SourceFile, lakeKey: string): Promise<void> {
  const now = new Date();
  // it is the latest state of the file: generations begin at a time, and grow more slowly than that
  const state = { lakeKey, etag: '', generation: now.getTime() };
  await changes?.record({ ...state, file, body: tombstone(file, now, false) });
}

/**
 * Goes through the objects of the lake, and records those whose delta was lost; or all of them, if the run is forced: for
 * the first build of compacted tables, and for rebuilds. No source file is opened.
 */
function changesTask({ force, began, prefix }: Batch, context: SyncContext): BackfillTask {
  const { bucket, changes } = context;
  if (changes === undefined) throw new EventRefused('its task is changes, but compaction is off');
  const inReceipt = receiptFinder(context.lake);
  const options = { changes, inReceipt, began, all: force };
  return {
    select: (object) => (force || isChecked(object, began) ? { object } : undefined),
    run: async (item, { lake }) => {
      const onKey = (key: string): void => {
        item.sourceKey = key;
      };
      const covers = (state: SourceFile): boolean => state.bucket === bucket && state.key.startsWith(prefix);
      const outcome = await checkChange(item.object, { ...options, lake, covers, onKey });
      return { outcome, faults: 0 };
    },
  };
}
