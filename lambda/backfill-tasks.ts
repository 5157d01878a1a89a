import { bucketsOf, isCovered, type Source } from '../lib/deployment/sources.ts';
import type { Outcome } from '../lib/lake/batch-report.ts';
import type { Changes } from '../lib/lake/changes/changes.ts';
import { checkChange, isChecked, recordIfLost } from '../lib/lake/changes/check.ts';
import { receiptFinder } from '../lib/lake/changes/receipt.ts';
import type { Extraction, SourceFile } from '../lib/lake/extraction.ts';
import { isObjectPath } from '../lib/lake/naming.ts';
import { tombstone } from '../lib/lake/object.ts';
import { forget } from '../lib/lake/sync/forget.ts';
import { reconcile } from '../lib/lake/sync/reconcile.ts';
import type { Listed } from '../lib/stores/store.ts';
import { type Batch, EventRefused } from './backfill-event.ts';
import type { ItemContext } from './process-items.ts';
import { type SyncContext, syncFile } from './sync-files.ts';

// What a backfill does with each object: one task for source objects, the others for lake objects.

/** One object of a batch. */
export interface BatchItem {
  readonly object: Listed;
  /** The source file. It is undefined for a lake object whose metadata has not been read yet. */
  file?: SourceFile;
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

/**
 * Returns the task that a batch names.
 *
 * @throws EventRefused if the stack cannot do it
 */
export function taskOf(batch: Batch, context: SyncContext): BackfillTask {
  const covered = sourcesOf(batch, context);
  const wants = (file: SourceFile): boolean => isCovered(covered, file) && context.wants(file);
  const task = BY_TASK[batch.task](batch, { ...context, wants, covered });
  return batch.crashed && batch.task !== 'changes' ? afterCrash(task, context) : task;
}

/** What a task works with. */
interface TaskContext extends SyncContext {
  /** What the run covers. */
  readonly covered: readonly Source[];
}

const BY_TASK = {
  backfill: backfillTask,
  reconcile: reconcileTask,
  changes: changesTask,
  forget: forgetTask,
} as const;

/**
 * What a batch covers, with the names of buckets. A run that began when the stack had one source does not name its bucket, and
 * cannot be continued once there are several.
 */
function sourcesOf(batch: Batch, { sources }: SyncContext): Source[] {
  const [only, ...others] = bucketsOf(sources);
  return batch.sources.map(({ bucket, prefix }) => {
    const name = bucket ?? (others.length === 0 ? only : undefined);
    if (name === undefined)
      throw new EventRefused('it names no bucket, but the stack has several; start another run');
    return { bucket: name, prefix };
  });
}

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
function backfillTask({ force }: Batch, context: TaskContext): BackfillTask {
  const [{ bucket }, ...others] = context.covered as [Source, ...Source[]];
  if (others.length > 0) throw new EventRefused('its task is backfill, but it is about several sources');
  const fileOf = ({ key }: Listed): SourceFile => ({ bucket, key });
  return {
    select: (object) => (context.wants(fileOf(object)) ? { object, file: fileOf(object) } : undefined),
    run: async ({ object }, itemContext) => {
      const options = { sweep: !force, listed: object };
      const result = await syncFile(fileOf(object), context, itemContext, options);
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
function reconcileTask({ began }: Batch, context: TaskContext): BackfillTask {
  const { wants, collectionDepth, addPartition, changes } = context;
  return {
    select: (object) => (object.lastModified < began ? { object } : undefined),
    run: async (item, { sourceOf, ...itemContext }) => {
      const options = { ...itemContext, collectionDepth, onFile: noteFile(item) };
      const { file, ...result } = await reconcile({
        ...options,
        lakeKey: item.object.key,
        sourceOf: (found) => (wants(found) ? sourceOf(found.bucket) : undefined),
      });
      const { outcome, lakeKey } = result;
      if (outcome === 'absent') return { ...result, outcome: 'skipped' };
      if (outcome === 'expired' && file !== undefined) await recordExpired(changes, file, lakeKey);
      // queries read all partitions, including those of files that the stack no longer covers
      const exists = outcome !== 'expired' && file !== undefined;
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
function changesTask({ force, began }: Batch, context: TaskContext): BackfillTask {
  const { changes, covered } = context;
  if (changes === undefined) throw new EventRefused('its task is changes, but compaction is off');
  const inReceipt = receiptFinder(context.lake);
  // the lake may also have rows of buckets that the stack no longer covers: a run about all sources is about them too
  const isWhole = context.sources.every((source) =>
    covered.some(({ bucket, prefix }) => bucket === source.bucket && source.prefix.startsWith(prefix)),
  );
  const options = { changes, inReceipt, began, all: force };
  return {
    select: (object) => (force || isChecked(object, began) ? { object } : undefined),
    run: async (item, { lake }) => {
      const covers = (file: SourceFile): boolean => isWhole || isCovered(covered, file);
      const outcome = await checkChange(item.object, { ...options, lake, covers, onFile: noteFile(item) });
      return { outcome, faults: 0 };
    },
  };
}

/**
 * Goes through the objects of the lake, and deletes the rows of a bucket that the stack no longer covers. No source file is
 * opened.
 */
function forgetTask({ forget: bucket = '' }: Batch, { sources }: TaskContext): BackfillTask {
  if (bucketsOf(sources).includes(bucket))
    throw new EventRefused(`its task is to forget the bucket ${bucket}, but the stack covers it`);
  return {
    select: (object) => ({ object }),
    run: async (item, { lake }) => {
      const options = { lake, lakeKey: item.object.key, bucket, onFile: noteFile(item) };
      return { ...(await forget(options)), faults: 0 };
    },
  };
}

/** Notes the source file of a lake object, once it is known. */
const noteFile =
  (item: BatchItem) =>
  (file: SourceFile): void => {
    item.file = file;
  };
