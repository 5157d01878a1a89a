/** Collections whose partitions a container has found in the catalog or added to it. */
export interface KnownPartitions {
  /**
   * Whether the collection's partition was there recently.
   *
   * @param since ignores what was found before, in milliseconds since 1970
   */
  readonly has: (collection: string, since?: number) => boolean;
  /** @param at when the catalog was queried */
  readonly add: (collection: string, at: number) => void;
}

export interface KnownOptions {
  readonly now?: () => number;
  /** Milliseconds. */
  readonly keptFor?: number;
  /** The most collections that are remembered. */
  readonly most?: number;
}

/** A partition deleted by hand comes back with the next file that is written after this time. */
const KEPT_FOR = 15 * 60_000;
/** A few megabytes of names at most, whatever the keys of the source are. */
const MOST = 10_000;

/** What a container knows of the catalog. Entries expire, because others change the catalog too, and their number is limited. */
export function knownPartitions({
  now = Date.now,
  keptFor = KEPT_FOR,
  most = MOST,
}: KnownOptions = {}): KnownPartitions {
  // in the order in which the catalog was queried
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
