/** The collections whose partitions a Lambda container has recently found in the catalog or added to it. */
export interface KnownPartitions {
  /**
   * Whether the collection's partition existed recently.
   *
   * @param since milliseconds since 1970; earlier findings are ignored
   */
  readonly has: (collection: string, since?: number) => boolean;
  /** @param at when the catalog was queried, in milliseconds since 1970 */
  readonly add: (collection: string, at: number) => void;
}

/** Overrides for tests. */
export interface KnownPartitionsOptions {
  readonly now?: () => number;
  /** Milliseconds. */
  readonly maxAge?: number;
  /** The maximum number of collections to remember. */
  readonly maxCount?: number;
}

/** A partition that was deleted by hand is added again with the first file that is written after this time. */
const MAX_AGE = 15 * 60_000;
/** Limits the memory to a few megabytes of names, whatever the source keys are. */
const MAX_COUNT = 10_000;

/** Creates the memory of one container. Entries expire, because others may change the catalog too. */
export function knownPartitions({
  now = Date.now,
  maxAge = MAX_AGE,
  maxCount = MAX_COUNT,
}: KnownPartitionsOptions = {}): KnownPartitions {
  // a Map keeps the order of insertion: the oldest entry comes first
  const queriedAt = new Map<string, number>();
  return {
    has: (collection, since = 0) => {
      const at = queriedAt.get(collection);
      return at !== undefined && at >= since && now() - at < maxAge;
    },
    add: (collection, at) => {
      queriedAt.delete(collection);
      queriedAt.set(collection, at);
      for (const oldest of queriedAt.keys()) {
        if (queriedAt.size <= maxCount) break;
        queriedAt.delete(oldest);
      }
    },
  };
}
