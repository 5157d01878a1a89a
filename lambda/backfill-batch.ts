import { STARTS_PER_SECOND } from '../lib/deployment/limits.ts';
import { type BatchReport, batchReport, type CountedObject } from '../lib/lake/batch-report.ts';
import type { SourceFile } from '../lib/lake/extraction.ts';
import { NotALakeObject } from '../lib/lake/sync/reconcile.ts';
import { StoreFailure } from '../lib/stores/store.ts';
import type { Batch } from './backfill-event.ts';
import { type BatchItem, type TaskResult, taskOf } from './backfill-tasks.ts';
import { OutOfTime } from './deadline.ts';
import type { Journal } from './journal.ts';
import { type Attempt, plainFirst, processItems } from './process-items.ts';
import { NotRecorded, recordChanges } from './record-changes.ts';
import type { SendToQueue } from './send-to-queue.ts';
import { RETRIED_AT_ONCE, type SyncContext } from './sync-files.ts';

// Runs one batch of a backfill, and reports the outcome of each object.

/** Objects in progress at the same time. */
const OBJECTS_AT_ONCE = 16;

/** What {@link runBatch} needs of an invocation. */
export interface BatchContext {
  readonly context: SyncContext;
  /** Aborted with {@link OutOfTime} when no time is left. */
  readonly signal: AbortSignal;
  readonly journal: Pick<Journal, 'fileProcessed' | 'changesRecorded'>;
}

/** An item, and the attempt to process it. */
type ItemAttempt = Attempt<TaskResult> & { readonly item: BatchItem };

/**
 * Runs one batch of a backfill: syncs the objects that its task selects, and reports the outcome of each. A failure is
 * reported for its object and does not stop the others. Source files for which no time is left go to the queue; so do those
 * whose changes could not be recorded, because a message always writes the lake object again.
 */
export async function runBatch(
  batch: Batch,
  { context, signal, journal }: BatchContext,
  sendToQueue: SendToQueue,
): Promise<BatchReport> {
  const task = taskOf(batch, context);
  const selected = batch.objects.map((object) => ({ object, item: task.select(object) }));
  const items = selected.flatMap(({ item }) => item ?? []);
  const skipped = selected.filter(({ item }) => item === undefined);

  const options = {
    ...{ sourceOf: context.sourceOf, lake: context.lake, signal },
    ...(context.derivation && { derivation: context.derivation }),
    atOnce: batch.crashed ? RETRIED_AT_ONCE : OBJECTS_AT_ONCE,
    perSecond: STARTS_PER_SECOND,
  };
  const processed = await processItems(inOrder(items, batch), options, task.run);
  const attempts = await recordChanges(processed, context, journal);
  // a message would read the source file
  const readsFiles = batch.task === 'backfill' || batch.task === 'reconcile';
  const queued = readsFiles ? await queueUnfinished(attempts, sendToQueue) : NONE;
  for (const { item, ...attempt } of attempts) journal.fileProcessed({ ...nameOf(item), ...attempt });

  const isNamed = batch.sources.some(({ bucket }) => bucket !== undefined);
  return batchReport(batch.task, [
    ...attempts.map((attempt) => countedObject(attempt, queued, isNamed)),
    ...skipped.map(
      ({ object }): CountedObject => ({ key: object.key, kind: 'skipped', requests: 0, bytesRead: 0 }),
    ),
  ]);
}

const NONE: ReadonlySet<SourceFile> = new Set();

/**
 * Plain files first. After a crash the order is reversed, so that whatever crashed the function now comes last and keeps
 * few others from being processed.
 */
function inOrder(items: readonly BatchItem[], { crashed }: Batch): BatchItem[] {
  const ordered = plainFirst(items, ({ file }) => file?.key ?? '');
  return crashed ? ordered.toReversed() : ordered;
}

/** The name of an item in logs and reports: its source file, if it is known. */
const nameOf = ({ object, file }: BatchItem): { readonly bucket?: string; readonly key: string } =>
  file ?? { key: object.key };

/** Sends the source files for which no time was left to the queue, and returns those that it accepted. */
async function queueUnfinished(
  attempts: readonly ItemAttempt[],
  sendToQueue: SendToQueue,
): Promise<ReadonlySet<SourceFile>> {
  const unfinished = attempts.flatMap(({ item: { file }, error }) =>
    isForQueue(error) && file !== undefined ? [file] : [],
  );
  return unfinished.length === 0 ? NONE : sendToQueue(unfinished);
}

const isForQueue = (error: unknown): boolean => error instanceof OutOfTime || error instanceof NotRecorded;

/** @param isNamed whether the bucket of a source file is part of its name: the run has a list of sources */
function countedObject(
  attempt: ItemAttempt,
  queued: ReadonlySet<SourceFile>,
  isNamed: boolean,
): CountedObject {
  const { item, result, error, requests, bytesRead } = attempt;
  const { key, bucket } = nameOf(item);
  const counted = { key, ...(isNamed && bucket !== undefined && { bucket }), requests, bytesRead };
  if (result === undefined) {
    if (isForQueue(error) && item.file !== undefined && queued.has(item.file))
      return { ...counted, kind: 'queued' };
    const foreign = error instanceof NotALakeObject && { foreign: true as const };
    return { ...counted, kind: 'failed', reason: reasonOf(error), ...foreign };
  }
  const codes = [...new Set(result.extraction?.faults.map(({ code }) => code))];
  return {
    ...{ ...counted, kind: result.outcome },
    ...(result.faults > 0 && { faulty: true as const }),
    ...(codes.length > 0 && { codes }),
    ...(result.moved && { moved: true as const }),
  };
}

/** Characters of a reason that are kept: messages of other services may be long. */
const MAX_REASON = 300;

/** Why an object failed. The report already names the object. */
function reasonOf(error: unknown): string {
  if (error instanceof OutOfTime) return 'no time was left, and the queue did not accept it';
  if (error instanceof NotALakeObject) return error.remedy;
  const cause = error instanceof StoreFailure && error.cause instanceof Error ? error.cause : error;
  return (cause instanceof Error ? cause.message : String(cause)).slice(0, MAX_REASON);
}
