// The crawler of a stack: starts and stops it, and waits for it.
// It loads the AWS SDK, which takes time: import it only when it is needed.

import {
  type Crawler,
  CrawlerNotRunningException,
  CrawlerRunningException,
  CrawlerStoppingException,
  EntityNotFoundException,
  GetCrawlerCommand,
  type GlueClient,
  StartCrawlerCommand,
  StopCrawlerCommand,
} from '@aws-sdk/client-glue';
import { poll, type Wait } from '../../polling/poll.ts';
import { RunFailed } from '../errors.ts';
import { type CrawlResult, crawlHistory, lastCrawl } from './crawl-result.ts';

/** A crawl that is starting, running or stopping. */
export interface ActiveCrawl {
  /** Whether it was already running, or stopping, before this request. */
  readonly joined: boolean;
  /** When the crawl before it started; undefined if there was none. */
  readonly previousStart: Date | undefined;
}

/** Starts the crawler, or joins the crawl that is running. Throws {@link RunFailed} if the crawler does not exist. */
export function startCrawl(client: GlueClient, crawler: string): Promise<ActiveCrawl> {
  return withCrawler(client, crawler, async (previousStart) => {
    try {
      await client.send(new StartCrawlerCommand({ Name: crawler }));
      return { joined: false, previousStart };
    } catch (error) {
      if (error instanceof CrawlerRunningException) return { joined: true, previousStart };
      throw error;
    }
  });
}

/**
 * Stops the crawl that is running. Throws {@link RunFailed} if the crawler does not exist.
 *
 * @returns undefined if no crawl is running
 */
export function stopCrawl(client: GlueClient, crawler: string): Promise<ActiveCrawl | undefined> {
  return withCrawler(client, crawler, async (previousStart) => {
    try {
      await client.send(new StopCrawlerCommand({ Name: crawler }));
      return { joined: false, previousStart };
    } catch (error) {
      if (error instanceof CrawlerNotRunningException) return undefined;
      if (error instanceof CrawlerStoppingException) return { joined: true, previousStart };
      throw error;
    }
  });
}

/** Calls `request` with the start of the crawler's last crawl. */
async function withCrawler<T>(
  client: GlueClient,
  crawler: string,
  request: (previousStart: Date | undefined) => Promise<T>,
): Promise<T> {
  try {
    const { Crawler: found } = await client.send(new GetCrawlerCommand({ Name: crawler }));
    return await request(found?.LastCrawl?.StartTime);
  } catch (error) {
    if (!(error instanceof EntityNotFoundException)) throw error;
    throw new RunFailed(`the crawler ${crawler} no longer exists: was it deleted by hand?`);
  }
}

/** How to wait for a crawl. */
export interface CrawlWaitOptions {
  /** Ends the wait, not the crawl. */
  readonly signal?: AbortSignal;
  /** Called with the state of the crawler, such as `running`, while the crawl is not over. */
  readonly onState?: (state: string) => void;
  /** How to pause; tests pass their own. */
  readonly wait?: Wait | undefined;
}

/** Milliseconds: a crawl takes minutes. */
const PAUSES = { first: 5000, growth: 1, longest: 5000 };

/** A crawler that was found idle this many times is not about to start. */
const MOST_IDLE_POLLS = 3;

/**
 * Waits until a crawl is over.
 *
 * @returns what the crawl did. The result is UNKNOWN if Glue never reports a crawl after the previous one.
 * @throws the signal's reason if the signal is aborted
 */
export async function crawlEnd(
  client: GlueClient,
  crawler: string,
  { previousStart }: ActiveCrawl,
  { signal, onState, wait }: CrawlWaitOptions = {},
): Promise<CrawlResult> {
  const isNew = ({ LastCrawl }: Crawler): boolean =>
    Number(LastCrawl?.StartTime ?? 0) !== Number(previousStart ?? 0);
  let idlePolls = 0;
  const last = await poll<Crawler>(
    async () => (await client.send(new GetCrawlerCommand({ Name: crawler }))).Crawler ?? {},
    {
      pauses: PAUSES,
      isOver: (found) => found.State === 'READY' && (isNew(found) || ++idlePolls >= MOST_IDLE_POLLS),
      onPending: ({ State = 'unknown' }) => onState?.(State.toLowerCase()),
      signal,
      wait,
    },
  );
  if (!isNew(last)) return { result: 'UNKNOWN', changes: {} };
  const result = lastCrawl(last.LastCrawl);
  return { ...result, ...(await crawlHistory(client, crawler, result.started)) };
}
