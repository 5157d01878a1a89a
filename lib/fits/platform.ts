import type { Clock } from './clock.ts';
import type { Engines } from './containers/engines.ts';

/**
 * What the reader needs from its environment, besides the bytes of files. The reader itself uses only the language, so it
 * runs in Node, in browsers and in workers alike. The platform of Node is in lib/node.
 */
export interface Platform {
  /** Measures how long reading a file takes. */
  readonly clock: Clock;
  /** Resolves when other work has had its turn, such as timers and the network. */
  readonly letOthersRun: () => Promise<void>;
  /**
   * Loads what decompresses gzip and zstd. Without it the reader throws {@link EnginesMissing} on such files; plain
   * files, bzip2 and compress need no engines.
   */
  readonly engines?: () => Promise<Engines>;
}

/** The platform that every JavaScript engine has: wall time, no turns for others, and no engines. */
export const BARE_PLATFORM: Platform = {
  clock: { now: Date.now, watch: () => () => {} },
  letOthersRun: async () => {},
};
