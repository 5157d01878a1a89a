// How much of AWS one file uses, as counted and measured here. Tests compare these numbers with small runs.

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

/** SQS requests per message in a queue that a function reads: one sends it. */
export const SENDS = 1;

/** SQS requests per ten messages: they are received, and deleted. */
export const RECEIVES_AND_DELETES = 2;

/** Messages that one SQS request receives or deletes, at most. */
export const MESSAGES_PER_REQUEST = 10;

/**
 * SQS requests in a month in which nothing happens: Lambda polls each of two queues with five requests at a time, which wait
 * for twenty seconds.
 *
 * Source: AWS Lambda Developer Guide, "Configuring scaling behavior for SQS event source mappings".
 */
export const IDLE_POLLS = 2 * 5 * 3 * 60 * 24 * 30;

/** Seconds of a call of the header extractor, however few files it is about. `npm run bench -- lambda` measures both. */
export const CALL_SECONDS = 0.1;

/** Seconds in addition for each file, if there are several. */
export const FILE_SECONDS = 0.005;

/** Seconds that a batch of a backfill takes in addition to its objects. */
export const BATCH_SECONDS = 0.3;

/** Bytes of log per file that is read. */
export const LOG_BYTES = 700;

/**
 * Bytes of a lake object, compressed: so many, and more for each card. A file of 75 cards has about 2 kB, one of 1500 cards
 * has about 11 kB.
 */
export const LAKE_OBJECT = { bytes: 1300, perCard: 6.6 } as const;

/**
 * Bytes in Parquet files with zstd, per row of compacted tables: of whole rows, and of the columns that questions read. A card
 * takes few, because a header is like the one before.
 */
export const PARQUET = {
  card: 2.8,
  /** The columns `card_name` and `card_value`. */
  cardNameAndValue: 2.6,
  fileRow: 28,
  hduRow: 25,
  obscoreRow: 110,
  /** A row of the list of lake objects: a key with a hash, an ETag and a generation. */
  objectRow: 50,
  /** The key of a file, by which its rows are found; once per file, however many rows it has. */
  fileKey: 7,
  /** The same in the table of cards, where it is in each of the buckets. */
  fileKeyOfCards: 150,
  /** A column with few distinct values, such as `instrume`. */
  wordColumn: 0.5,
  /** A column with a different number in each row, such as `s_ra`. */
  numberColumn: 6,
} as const;

/** Alarms of a stack, without the one that watches `reconcileSchedule`. */
export const ALARMS = 10;

/** Alarms in addition with compaction. */
export const COMPACTION_ALARMS = 3;

/** Fault codes that occur in a typical archive. Each is a metric. */
export const FAULT_CODES = 10;

/** A crawl is billed for at least ten minutes of one DPU. Glue does not publish how many DPUs it uses. */
export const LEAST_CRAWL_MINUTES = 10;
