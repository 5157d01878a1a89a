// How much of AWS one file uses. `npm run bench` counts the requests.

/** Requests that a backfill makes for a file that is not in the lake: to the source and to the lake together. */
export const NEW_FILE = { gets: 2, puts: 1 } as const;

/** Requests for a file that is in the lake and has not changed. */
export const KNOWN_FILE = { gets: 3, puts: 0 } as const;

/**
 * Requests for a file that has not changed, and whose rows are derived again: a HEAD and a GET of its lake object, and a PUT.
 * The second half of a backfill passes over lake objects that the first half has written.
 */
export const DERIVED_FILE = { gets: 2, puts: 1 } as const;

/**
 * Requests to find out whether the delta of a lake object was lost: a HEAD, and at most one GET of a receipt, which often
 * is that of other objects too.
 */
export const CHECKED_OBJECT = { gets: 2, puts: 0 } as const;

/** Requests for the delta of a batch and its receipt. */
export const DELTA = { gets: 0, puts: 2 } as const;

/** SQS requests per event: one sends it, and ten events at a time are received and deleted. */
export const QUEUE_REQUESTS = 1.2;

/** Seconds of Lambda per file that an event names, times GB of memory. */
export const EVENT_GB_SECONDS = 0.01;

/** Seconds that a batch of a backfill takes in addition to its objects. */
export const BATCH_SECONDS = 0.3;

/** Bytes of log per file that is read. */
export const LOG_BYTES = 700;

/** Bytes of a lake object. One HDU takes one or two thousand bytes, compressed, and most files have few HDUs. */
export const LAKE_OBJECT_BYTES = 4000;

/** Alarms of a stack, without the one that watches `reconcileSchedule`. */
export const ALARMS = 10;

/** Fault codes that occur in a typical archive. Each is a metric. */
export const FAULT_CODES = 10;

/** A crawl is billed for at least ten minutes of one DPU. Glue does not publish how many DPUs it uses. */
export const LEAST_CRAWL_MINUTES = 10;
