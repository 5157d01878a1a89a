import { CHANGES_METRICS, COUNTED_METRICS } from '../metrics.ts';
import {
  ALARMS,
  CALL_SECONDS,
  COMPACTION_ALARMS,
  DELTA,
  FAULT_CODES,
  FILE_SECONDS,
  IDLE_POLLS,
  MESSAGES_PER_REQUEST,
  NEW_FILE,
  RECEIVES_AND_DELETES,
  SENDS,
} from '../usage.ts';
import { MEMORY_GB, WRITTEN } from './run.ts';
import { times, total, type Use } from './use.ts';

/** Events of files that were created or changed. */
export interface Events {
  readonly events: number;
  /** Events that one call of the function receives: 1 for a steady stream, up to 100 for an upload of many files. */
  readonly perCall: number;
  /** Whether the calls also write deltas. */
  readonly compaction: boolean;
}

/** Seconds in a month of 30 days. */
const MONTH_SECONDS = 30 * 24 * 3600;

/** The events that a call receives if they arrive evenly over a month. Lambda waits one second for more. */
export const steadyPerCall = (events: number): number => Math.min(100, Math.max(1, events / MONTH_SECONDS));

/** What events use, from the source bucket to the lake. */
export function eventsUse({ events, perCall, compaction }: Events): Use {
  const calls = events / perCall;
  const received = Math.ceil(perCall / MESSAGES_PER_REQUEST) * RECEIVES_AND_DELETES;
  return total(
    times(events, { event: 1, s3Get: NEW_FILE.gets, sqsRequest: SENDS }),
    times(events, WRITTEN),
    times(calls, {
      ...{ lambdaRequest: 1, sqsRequest: received },
      lambdaGbSecond: (CALL_SECONDS + FILE_SECONDS * perCall) * MEMORY_GB,
      s3Put: compaction ? DELTA.puts : 0,
    }),
  );
}

/** What a stack uses in a month in which nothing happens. */
export const IDLE_MONTH: Use = {
  metricMonth: COUNTED_METRICS.length + FAULT_CODES,
  alarmMonth: ALARMS,
  sqsRequest: IDLE_POLLS,
};

/** What it uses in addition with compaction. */
export const COMPACTION_MONTH: Use = { metricMonth: CHANGES_METRICS.length, alarmMonth: COMPACTION_ALARMS };
