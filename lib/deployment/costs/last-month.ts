import { BATCH_OBJECTS, LISTING_PAGE } from '../limits.ts';
import { ATHENA_LEAST_BYTES } from '../prices.ts';
import { COMPACTION_MONTH, IDLE_MONTH } from './events.ts';
import { EXPRESS_GB, MEMORY_GB } from './run.ts';
import { total, type Use } from './use.ts';

/** What the metrics of a stack say about a month. */
export interface MonthCounts {
  /** Requests that the functions made to S3, and how many files they read. Each was written to the lake. */
  readonly requests: number;
  readonly files: number;
  /** Bytes that the functions read. */
  readonly bytesRead: number;
  /** Calls of both functions, and their milliseconds. */
  readonly calls: number;
  readonly milliseconds: number;
  /** Calls of the backfill function, and their milliseconds. */
  readonly batches: number;
  readonly batchMilliseconds: number;
  /** Messages that were sent to the queue of events, and to all queues. */
  readonly events: number;
  readonly sent: number;
  /** Messages received and deleted, and requests that received none. */
  readonly received: number;
  readonly deleted: number;
  readonly emptyReceives: number;
  /** Queries of users and of the compaction, and the bytes that they scanned. */
  readonly queries: number;
  readonly scanned: number;
  readonly logBytes: number;
  /** Bytes and objects in the lake's bucket at the end. */
  readonly storedBytes: number;
  readonly storedObjects: number;
  readonly dpuHours: number;
}

/**
 * What a stack used in a month. Metrics do not tell how many messages a request received, so each counts as one; and Athena's
 * requests are estimated from the mean size of the objects in the lake.
 *
 * @param compaction whether the stack has a compaction, with its own metrics and alarms
 */
export function lastMonthUse(counts: MonthCounts, compaction = false): Use {
  const objectBytes = counts.storedBytes / Math.max(counts.storedObjects, 1);
  const { metricMonth = 0, alarmMonth = 0 } = compaction ? total(IDLE_MONTH, COMPACTION_MONTH) : IDLE_MONTH;
  return total(
    { metricMonth, alarmMonth, s3ByteMonth: counts.storedBytes },
    {
      s3Put: Math.min(counts.files, counts.requests),
      s3Get:
        Math.max(counts.requests - counts.files, 0) + (objectBytes > 0 ? counts.scanned / objectBytes : 0),
      s3List: (counts.batches * BATCH_OBJECTS) / LISTING_PAGE,
    },
    { lambdaRequest: counts.calls, lambdaGbSecond: (counts.milliseconds / 1000) * MEMORY_GB },
    {
      ...{ transition: counts.batches, expressRequest: counts.batches },
      expressGbSecond: (counts.batchMilliseconds / 1000) * EXPRESS_GB,
    },
    {
      event: counts.events,
      sqsRequest: counts.sent + counts.received + counts.deleted + counts.emptyReceives,
    },
    {
      athenaByte: Math.max(counts.scanned, counts.queries * ATHENA_LEAST_BYTES),
      ...{ logByte: counts.logBytes, glueDpuHour: counts.dpuHours },
    },
  );
}
