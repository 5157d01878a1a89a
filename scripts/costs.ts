// npm run costs [-- --files N --changes N --questions N]: what AWS charges for a lake of N files, of which some change
// every month, and for its backfills. List prices of us-east-1, without free tiers.
import { parseArgs } from 'node:util';
import { estimate } from '../lib/cli/backfill/estimate.ts';
import { DEFAULT_CONCURRENCY, LISTING_PAGE } from '../lib/deployment/limits.ts';
import { COUNTED_METRICS } from '../lib/deployment/metrics.ts';
import { PRICE } from '../lib/deployment/prices.ts';
import {
  ALARMS,
  EVENT_GB_SECONDS,
  FAULT_CODES,
  LAKE_OBJECT_BYTES,
  LEAST_CRAWL_MINUTES,
  LOG_BYTES,
  NEW_FILE,
  QUEUE_REQUESTS,
} from '../lib/deployment/usage.ts';

const WEEKS_A_MONTH = 52 / 12;

/** The size and the use of a lake. */
export interface Lake {
  readonly files: number;
  /** Files that are created, changed or deleted per month. */
  readonly changes: number;
  /** Queries per month, each of the whole lake. */
  readonly questions: number;
}

/** Dollars per file that an event names. */
const EVENT =
  NEW_FILE.gets * PRICE.s3Get +
  NEW_FILE.puts * PRICE.s3Put +
  PRICE.event +
  QUEUE_REQUESTS * PRICE.sqsRequest +
  EVENT_GB_SECONDS * PRICE.lambdaGbSecond +
  LOG_BYTES * PRICE.logByte;

/** Dollars per month, by what they are for. */
export function costs({ files, changes, questions }: Lake): Readonly<Record<string, number>> {
  const lakeBytes = files * LAKE_OBJECT_BYTES;
  return {
    'new, changed and deleted files': changes * EVENT,
    'the lake in S3': lakeBytes * PRICE.s3ByteMonth,
    'metrics and alarms':
      (COUNTED_METRICS.length + FAULT_CODES) * PRICE.metricMonth + ALARMS * PRICE.alarmMonth,
    // the worst case: every week a file changes in every folder
    'one crawl of the whole lake per week': WEEKS_A_MONTH * wholeCrawl(files),
    'queries, each of the whole lake': questions * (lakeBytes * PRICE.athenaByte + files * PRICE.s3Get),
  };
}

/** Dollars, at least, of a crawl that lists the whole lake, as the first one does. */
const wholeCrawl = (files: number): number =>
  (LEAST_CRAWL_MINUTES / 60) * PRICE.glueDpuHour + Math.ceil(files / LISTING_PAGE) * PRICE.s3List;

/** Dollars of a backfill, by the kind of run. */
export function runCosts({ files }: Lake): Readonly<Record<string, number>> {
  const { allNew, allKnown } = estimate(files, files, DEFAULT_CONCURRENCY);
  return {
    'the first backfill and the crawl after it': allNew.dollars + wholeCrawl(files),
    // if the run wrote nothing, the crawl after it finds no events and costs nothing
    'each later backfill': allKnown.dollars,
  };
}

/** The costs as a table, with dollars and cents. */
export function costsText(lake: Lake): string {
  const monthly = costs(lake);
  const rows = {
    ...monthly,
    'total per month, in dollars': Object.values(monthly).reduce((sum, dollars) => sum + dollars, 0),
    ...runCosts(lake),
  };
  return Object.entries(rows)
    .map(([what, dollars]) => `${what.padEnd(46)}${dollars.toFixed(2).padStart(8)}`)
    .join('\n');
}

if (import.meta.main) console.log(costsText(lakeOf(process.argv.slice(2))));

/** Reads the options; ends the process with exit code 2 if they are wrong. */
function lakeOf(args: string[]): Lake {
  const refuse = (why: string): never => {
    console.error(`costs: ${why}\nnpm run costs -- [--files N] [--changes N] [--questions N]`);
    process.exit(2);
  };
  const number = (name: string, text: string): number => {
    const value = Number(text);
    return value >= 0 ? value : refuse(`--${name} has to be a number without commas, not ${text}`);
  };
  try {
    const { values } = parseArgs({
      args,
      options: {
        files: { type: 'string', default: '1000000' },
        changes: { type: 'string', default: '100000' },
        questions: { type: 'string', default: '10' },
      },
    });
    return {
      files: number('files', values.files),
      changes: number('changes', values.changes),
      questions: number('questions', values.questions),
    };
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}
