// loads the AWS SDK: only where a stack is asked

import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CrawlerHistory,
  CrawlerNotRunningException,
  CrawlerRunningException,
  CrawlerStoppingException,
  EntityNotFoundException,
  GetCrawlerCommand,
  type GlueClient,
  ListCrawlsCommand,
  StartCrawlerCommand,
  StopCrawlerCommand,
} from '@aws-sdk/client-glue';
import { RunFailed } from '../errors.ts';

/** What a crawl of the catalog did. */
export interface Crawl {
  /** Glue's word: SUCCEEDED, FAILED, CANCELLED; UNKNOWN where Glue does not tell. */
  readonly result: string;
  readonly error?: string;
  /** Where CloudWatch has its log. */
  readonly log?: string;
  readonly started?: Date;
  readonly seconds?: number;
  /** What it changed in the catalog, such as `PARTITION ADD`: so many. */
  readonly changes: Readonly<Record<string, number>>;
  /** What is paid for. */
  readonly dpuHours?: number;
}

/** A crawl that is running or stopping. */
export interface Begun {
  /** Whether it was already running or stopping before this request. */
  readonly joined: boolean;
  /** When the one before it started. */
  readonly before: Date | undefined;
}

/** Starts the crawler, or finds it running. Throws {@link RunFailed}. */
export function startCrawl(client: GlueClient, crawler: string): Promise<Begun> {
  return asked(client, crawler, async (before) => {
    try {
      await client.send(new StartCrawlerCommand({ Name: crawler }));
      return { joined: false, before };
    } catch (error) {
      if (error instanceof CrawlerRunningException) return { joined: true, before };
      throw error;
    }
  });
}

/** Stops the running crawl; undefined if there is none. Throws {@link RunFailed}. */
export function stopCrawl(client: GlueClient, crawler: string): Promise<Begun | undefined> {
  return asked(client, crawler, async (before) => {
    try {
      await client.send(new StopCrawlerCommand({ Name: crawler }));
      return { joined: false, before };
    } catch (error) {
      if (error instanceof CrawlerNotRunningException) return undefined;
      if (error instanceof CrawlerStoppingException) return { joined: true, before };
      throw error;
    }
  });
}

/** Sends a request to a crawler, given the start of its last crawl. Throws {@link RunFailed} if it no longer exists. */
async function asked<T>(
  client: GlueClient,
  crawler: string,
  ask: (before: Date | undefined) => Promise<T>,
): Promise<T> {
  try {
    const { Crawler } = await client.send(new GetCrawlerCommand({ Name: crawler }));
    return await ask(Crawler?.LastCrawl?.StartTime);
  } catch (error) {
    if (!(error instanceof EntityNotFoundException)) throw error;
    throw new RunFailed(`there is no crawler ${crawler} any more: was it deleted by hand?`);
  }
}

export interface CrawlOptions {
  /** Ends the waiting, not the crawl. */
  readonly signal?: AbortSignal;
  readonly onState?: (state: string) => void;
  readonly wait?: (milliseconds: number, signal?: AbortSignal) => Promise<unknown>;
}

/** Milliseconds between looks at a crawl, which takes minutes. */
const PAUSE = 5000;

/** A crawler that is idle so often was not about to start. */
const IDLE_LOOKS = 3;

/** The end of the crawl that is under way. Throws what the signal gives as its reason. */
export async function crawlEnd(
  client: GlueClient,
  crawler: string,
  { before }: Begun,
  { signal, onState, wait = pause }: CrawlOptions = {},
): Promise<Crawl> {
  for (let idle = 0; ; ) {
    signal?.throwIfAborted();
    const { Crawler: seen } = await client.send(new GetCrawlerCommand({ Name: crawler }));
    if (seen?.State === 'READY') {
      const isNew = Number(seen.LastCrawl?.StartTime ?? 0) !== Number(before ?? 0);
      const last = lastCrawl(seen.LastCrawl);
      if (isNew) return { ...last, ...(await historyOf(client, crawler, last.started)) };
      if (++idle >= IDLE_LOOKS) return { result: 'UNKNOWN', changes: {} };
    }
    onState?.((seen?.State ?? 'unknown').toLowerCase());
    await wait(PAUSE, signal);
  }
}

async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, signal && { signal }).catch(() => {});
}

/** What a crawler's description says of its last crawl. */
export function lastCrawl(
  last:
    | {
        readonly Status?: string | undefined;
        readonly ErrorMessage?: string | undefined;
        readonly LogGroup?: string | undefined;
        readonly LogStream?: string | undefined;
        readonly StartTime?: Date | undefined;
      }
    | undefined,
): Omit<Crawl, 'changes'> {
  return {
    result: last?.Status ?? 'UNKNOWN',
    ...(last?.ErrorMessage && { error: last.ErrorMessage }),
    ...(last?.LogGroup && { log: `${last.LogGroup} ${last.LogStream ?? ''}`.trim() }),
    ...(last?.StartTime && { started: last.StartTime }),
  };
}

/** Milliseconds by which Glue's two accounts of a crawl's start may differ. */
const SAME_START = 60_000;

/** What the history adds: it may lag behind, and not everybody may read it. */
async function historyOf(
  client: GlueClient,
  crawler: string,
  started: Date | undefined,
): Promise<Pick<Crawl, 'changes' | 'seconds' | 'dpuHours'>> {
  const crawls = await client
    .send(new ListCrawlsCommand({ CrawlerName: crawler, MaxResults: 5 }))
    .then(({ Crawls = [] }) => Crawls)
    .catch((): CrawlerHistory[] => []);
  const apart = ({ StartTime }: CrawlerHistory): number => Math.abs(Number(StartTime) - Number(started));
  const same = crawls.find((crawl) => apart(crawl) < SAME_START);
  if (same === undefined) return { changes: {} };
  const { StartTime, EndTime, DPUHour, Summary } = same;
  return {
    changes: changesIn(Summary),
    ...(StartTime && EndTime && { seconds: (Number(EndTime) - Number(StartTime)) / 1000 }),
    ...(DPUHour !== undefined && { dpuHours: DPUHour }),
  };
}

/**
 * The changes that a crawl's summary tells of: JSON in JSON, as in
 * `{"PARTITION":{"ADD":"{\"Details\":{...},\"Count\":2}"}}`; nothing where nothing changed.
 */
function changesIn(summary: string | undefined): Record<string, number> {
  const changes: Record<string, number> = {};
  try {
    for (const [what, how] of Object.entries(JSON.parse(summary ?? '{}')))
      for (const [verb, details] of Object.entries(how as Record<string, string>))
        changes[`${what} ${verb}`] = Number(JSON.parse(details).Count);
  } catch {
    // its form is not promised
  }
  return changes;
}
