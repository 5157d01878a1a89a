import { PACE } from '../lib/deployment/limits.ts';
import { type BatchReport, batchReport, type CountedObject, type Outcome } from '../lib/lake/batch-report.ts';
import type { Extraction } from '../lib/lake/extraction.ts';
import { isObjectPath } from '../lib/lake/naming.ts';
import { NotALakeObject, reconcile } from '../lib/lake/sync/reconcile.ts';
import { type Listed, StoreFailure } from '../lib/stores/store.ts';
import type { Batch } from './backfill-event.ts';
import { OutOfTime } from './deadline.ts';
import { inTurns, packedLast, type Tools } from './in-turns.ts';
import type { LookedAt } from './journal.ts';
import { FEW_FILES, type LookContext, lookAtOne } from './look.ts';
import type { SendToQueue } from './send-to-queue.ts';

/** Objects in work at the same time. */
const AT_ONCE = 16;

export interface BackfillContext extends LookContext {
  /** Whether a key of the source is one that the lake is about. */
  readonly wants: (key: string) => boolean;
}

/** What became of an object, by sync or reconcile. */
interface ObjectResult {
  readonly outcome: Outcome;
  readonly faults: number;
  readonly extraction?: Extraction;
  readonly moved?: true;
}

/** An object of the listing, and the source's key once that is known. */
interface Job {
  readonly object: Listed;
  key: string | undefined;
}

/**
 * Makes the lake agree with the objects of a batch: those of the source, or those of the lake. Whatever goes wrong with
 * an object is told of it, and stops no other. What there is no time for is handed on to the queue.
 */
export async function backfill(
  batch: Batch,
  world: BackfillContext,
  signal: AbortSignal,
  looked: (looked: LookedAt) => void,
  sendToQueue: SendToQueue,
): Promise<BatchReport> {
  const wants = (key: string): boolean => key.startsWith(batch.prefix) && world.wants(key);
  const ofSource = batch.task === 'backfill';
  const jobs: Job[] = batch.objects.map((object) => ({ object, key: ofSource ? object.key : undefined }));
  const [wanted, skipped] = split(jobs, ({ object }) =>
    ofSource ? wants(object.key) : !wasLookedAt(object, batch),
  );
  const soonestFirst = packedLast(wanted, ({ object }) => (ofSource ? object.key : ''));
  // from the other end, so that what makes the function fail keeps few others from being done
  const ordered = batch.crashed ? soonestFirst.toReversed() : soonestFirst;
  const done = await inTurns(
    ordered,
    { ...world, signal, atOnce: batch.crashed ? FEW_FILES : AT_ONCE, pace: PACE },
    (job, tools) =>
      ofSource ? syncOne(job.object, batch, world, tools) : reconcileOne(job, wants, world, tools),
  );
  const late = ordered.flatMap(({ key }, i) =>
    done[i]?.error instanceof OutOfTime && key !== undefined ? [key] : [],
  );
  const queued = late.length === 0 ? new Set<string>() : await sendToQueue(late);

  const counted = done.map((one, i): CountedObject => {
    const { object, key = object.key } = ordered[i]!;
    looked({ key, ...one });
    const { outcome, error, requests, bytesRead } = one;
    const took = { key, requests, bytesRead };
    if (outcome === undefined) {
      if (error instanceof OutOfTime && queued.has(key)) return { ...took, kind: 'queued' };
      const isForeign = error instanceof NotALakeObject;
      return {
        ...took,
        kind: 'failed',
        reason: reasonOf(error),
        ...(isForeign && { foreign: true as const }),
      };
    }
    const codes = [...new Set(outcome.extraction?.faults.map(({ code }) => code))];
    return {
      ...{ ...took, kind: outcome.outcome },
      ...(outcome.faults > 0 && { faulty: true as const }),
      ...(codes.length > 0 && { codes }),
      ...(outcome.moved && { moved: true as const }),
    };
  });
  const left = skipped.map(
    ({ object }): CountedObject => ({ key: object.key, kind: 'skipped', requests: 0, bytesRead: 0 }),
  );
  return batchReport(batch.task, [...counted, ...left]);
}

async function syncOne(
  listed: Listed,
  { force }: Batch,
  world: BackfillContext,
  tools: Tools,
): Promise<ObjectResult> {
  const outcome = await lookAtOne(listed.key, world, tools, { sweep: !force, listed });
  // absent: it went while the run was under way, and the lake never knew it
  return { ...outcome, outcome: outcome.outcome === 'absent' ? 'skipped' : outcome.outcome };
}

async function reconcileOne(
  job: Job,
  wants: (key: string) => boolean,
  { bucket, collectionDepth, addPartition }: BackfillContext,
  tools: Tools,
): Promise<ObjectResult> {
  const onKey = (key: string): void => {
    job.key = key;
  };
  const lakeKey = job.object.key;
  const outcome = await reconcile({ ...tools, lakeKey, bucket, wants, collectionDepth, onKey });
  if (outcome.outcome === 'absent') return { ...outcome, outcome: 'skipped' };
  // queries read all partitions, also those of files that the stack no longer covers
  const isThere = outcome.outcome !== 'expired' && outcome.key !== undefined;
  if (isThere && isObjectPath(outcome.lakeKey)) await addPartition(outcome.lakeKey);
  return { ...outcome, outcome: outcome.outcome };
}

/**
 * Whether a lake object was written since this run began, by itself or by an event: it need not be looked at again. A
 * look takes two minutes at most, so what events missed until two minutes before the beginning is mended all the same.
 */
const wasLookedAt = ({ lastModified }: Listed, { began }: Batch): boolean => lastModified >= began;

/** Characters of a reason that are kept: other servers' words may be long. */
const MOST = 300;

function reasonOf(error: unknown): string {
  // its own words are of what is put back into the queue
  if (error instanceof OutOfTime) return 'there was no time left for it, and the queue did not take it';
  // the object is named already
  if (error instanceof NotALakeObject) return error.remedy;
  const why = error instanceof StoreFailure && error.cause instanceof Error ? error.cause : error;
  return (why instanceof Error ? why.message : String(why)).slice(0, MOST);
}

function split<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}
