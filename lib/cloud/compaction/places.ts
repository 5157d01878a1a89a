import { RUNS } from '../target-bucket.ts';

/** The compacted tables, and the lock, are below this prefix of the lake's bucket. */
export const COMPACTED = 'compacted/';

/** The results of the statements are below this one, which S3 empties after 90 days. */
export const RESULTS = `${RUNS}compaction/`;
