// Numbers that the stack, its functions, the cost estimates and the messages of the commands have to agree on.

/** MiB of memory of the functions that read files: with this much, Lambda gives a function one whole CPU. */
export const FUNCTION_MEMORY_MIB = 1769;

/** Seconds that one call of these functions may take. */
export const FUNCTION_SECONDS = 120;

/** Objects in one batch of a backfill, at most: a few seconds of work if nothing has changed. */
export const BATCH_OBJECTS = 300;

/**
 * Objects that one copy of the backfill function starts per second, at most. Twenty copies start 3,000 objects per
 * second, which keeps them below the rates that S3 guarantees for one prefix: 3,500 writes and 5,500 reads per second.
 * Ten million objects take an hour.
 *
 * Source: Amazon S3 User Guide, "Best practices design patterns: optimizing Amazon S3 performance".
 */
export const STARTS_PER_SECOND = 150;

/** Copies of a function that run at the same time, unless the settings say otherwise. */
export const DEFAULT_CONCURRENCY = 20;

/** Objects on one page of an S3 listing. */
export const LISTING_PAGE = 1000;

/** How often a message is received as part of a batch before it moves to the retry queue. */
export const RECEIVES_IN_BATCHES = 2;

/** How often a message of the retry queue is received before it becomes a dead letter. */
export const RECEIVES_ALONE = 5;

/** Days that SQS keeps a message: the maximum. */
export const MESSAGE_DAYS = 14;

/** Days that a run of a backfill may take. A run over ten million files takes some hours. */
export const LONGEST_RUN_DAYS = 7;

/** Days that the results of a backfill are kept. */
export const RESULT_DAYS = 90;

/**
 * Days that Step Functions remembers a run.
 *
 * Source: AWS Step Functions Developer Guide, "Quotas related to state machine executions".
 */
export const HISTORY_DAYS = 90;

/**
 * Seconds that SQS waits before it delivers a message again that the function did not finish. Lambda recommends at least
 * six times the timeout of the function.
 */
export const VISIBILITY_SECONDS = 6 * FUNCTION_SECONDS;

/** Bytes that one Athena query may scan: half a dollar's worth. A query that needs more is most likely a mistake. */
export const SCAN_LIMIT = 100 * 1024 ** 3;
