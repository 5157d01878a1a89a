/** Collections whose partitions a container has found in the catalog, or has added. */
export interface KnownPartitions {
  /**
   * Whether the collection's partition was there lately.
   *
   * @param since what was found before does not count, in milliseconds since 1970
   */
  readonly has: (collection: string, since?: number) => boolean;
  /** @param at when the catalog was asked */
  readonly add: (collection: string, at: number) => void;
}

export interface KnownOptions {
  readonly now?: () => number;
  /** Milliseconds. */
  readonly keptFor?: number;
  /** Collections that are remembered at most. */
  readonly most?: number;
}

/** A partition that was deleted by hand comes back with the next file that is written so long after. */
const KEPT_FOR = 15 * 60_000;
/** Some megabytes of names at most, whatever the keys of the source are. */
const MOST = 10_000;

/** What a container knows of the catalog. It forgets, since others change the catalog too; and it has room for so much. */
export function knownPartitions({
  now = Date.now,
  keptFor = KEPT_FOR,
  most = MOST,
}: KnownOptions = {}): KnownPartitions {
  // in the order in which the catalog was asked
  const asked = new Map<string, number>();
  return {
    has: (collection, since = 0) => {
      const at = asked.get(collection);
      return at !== undefined && at >= since && now() - at < keptFor;
    },
    add: (collection, at) => {
      asked.delete(collection);
      asked.set(collection, at);
      for (const oldest of asked.keys()) {
        if (asked.size <= most) break;
        asked.delete(oldest);
      }
    },
  };
}
