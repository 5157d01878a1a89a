// What Glue reports about a crawl that is over.
// It loads the AWS SDK, which takes time: import it only when it is needed.

import {
  type CrawlerHistory,
  type GlueClient,
  type LastCrawlInfo,
  ListCrawlsCommand,
} from '@aws-sdk/client-glue';

/** What a crawl did. */
export interface CrawlResult {
  /** The status in Glue: SUCCEEDED, FAILED or CANCELLED; UNKNOWN if Glue does not report it. */
  readonly result: string;
  readonly error?: string;
  /** The log group and the log stream in CloudWatch. */
  readonly log?: string;
  readonly started?: Date;
  readonly seconds?: number;
  /** How many changes of each kind the crawl made to the catalog, such as `PARTITION ADD`. */
  readonly changes: Readonly<Record<string, number>>;
  /** The DPU hours that are billed. */
  readonly dpuHours?: number;
}

/** The last crawl, from the description of its crawler. */
export function lastCrawl(last: Partial<LastCrawlInfo> | undefined): Omit<CrawlResult, 'changes'> {
  return {
    result: last?.Status ?? 'UNKNOWN',
    ...(last?.ErrorMessage && { error: last.ErrorMessage }),
    ...(last?.LogGroup && { log: `${last.LogGroup} ${last.LogStream ?? ''}`.trim() }),
    ...(last?.StartTime && { started: last.StartTime }),
  };
}

/** Glue records the start of a crawl twice. This is the most milliseconds by which the two times differ. */
const SAME_START = 60_000;

/**
 * What the history of a crawler adds about the crawl that started at this time. The history may lag behind, and not
 * every user may read it, so there may be nothing to add.
 */
export async function crawlHistory(
  client: GlueClient,
  crawler: string,
  started: Date | undefined,
): Promise<Pick<CrawlResult, 'changes' | 'seconds' | 'dpuHours'>> {
  const crawls = await client
    .send(new ListCrawlsCommand({ CrawlerName: crawler, MaxResults: 5 }))
    .then(({ Crawls = [] }) => Crawls)
    .catch((): CrawlerHistory[] => []);
  const difference = ({ StartTime }: CrawlerHistory): number => Math.abs(Number(StartTime) - Number(started));
  const same = crawls.find((crawl) => difference(crawl) < SAME_START);
  if (same === undefined) return { changes: {} };
  const { StartTime, EndTime, DPUHour, Summary } = same;
  return {
    changes: changesIn(Summary),
    ...(StartTime && EndTime && { seconds: (Number(EndTime) - Number(StartTime)) / 1000 }),
    ...(DPUHour !== undefined && { dpuHours: DPUHour }),
  };
}

/**
 * The changes in the summary of a crawl. The summary is JSON within JSON, such as
 * `{"PARTITION":{"ADD":"{\"Details\":{...},\"Count\":2}"}}`.
 */
function changesIn(summary: string | undefined): Record<string, number> {
  const changes: Record<string, number> = {};
  try {
    for (const [type, actions] of Object.entries(JSON.parse(summary ?? '{}')))
      for (const [action, details] of Object.entries(actions as Record<string, string>))
        changes[`${type} ${action}`] = Number(JSON.parse(details).Count);
  } catch {
    // AWS does not document the format of the summary
  }
  return changes;
}
