// npm run costs [-- --files N --changes N --questions N]: what AWS takes for a lake of N files, of which so many
// change in a month, and that is asked so many questions a month; and what its backfills take. List prices of us-east-1, without free tiers.
import { parseArgs } from 'node:util';
import { estimate, PAGE } from '../lib/cli/backfill/estimate.ts';
import { PRICE } from '../lib/cli/backfill/prices.ts';

/** What a file takes. `npm run bench` counts the requests. */
const FILE = {
  gets: 2,
  puts: 1,
  /** Of SQS: one to send it, and a share in receiving and deleting ten at once. */
  messages: 1.2,
  lambdaGbSeconds: 0.01,
  logBytes: 700,
  /** Gzipped: one HDU has some one to two thousand, and most files have few. */
  lakeBytes: 4000,
} as const;

/** Six metrics of our own, and Faults by some ten codes. */
const METRICS = 16;
const ALARMS = 10;
const CRAWLS_A_MONTH = 52 / 12;
/** The least DPU hours billed for a crawl: ten minutes of one DPU. Glue does not say how many DPUs it uses. */
const CRAWL_HOURS = 10 / 60;

export interface Lake {
  readonly files: number;
  /** Files that come, change or go in a month. */
  readonly changes: number;
  /** Questions a month that read the whole lake. */
  readonly questions: number;
}

/** Dollars, by what they are for. */
export function costs({ files, changes, questions }: Lake): Readonly<Record<string, number>> {
  const { gets, puts, messages, lambdaGbSeconds, logBytes, lakeBytes } = FILE;
  const file =
    gets * PRICE.s3Get +
    puts * PRICE.s3Put +
    PRICE.event +
    messages * PRICE.sqsRequest +
    lambdaGbSeconds * PRICE.lambdaGbSecond +
    (logBytes / 1e9) * PRICE.logGb;
  return {
    'files that come or change': changes * file,
    'the lake in S3': ((files * lakeBytes) / 1e9) * PRICE.s3GbMonth,
    'metrics and alarms': METRICS * PRICE.metricMonth + ALARMS * PRICE.alarmMonth,
    // in the worst case a file has changed in each folder
    'a crawl a week, each of the whole lake': CRAWLS_A_MONTH * wholeCrawl(files),
    'questions, each of the whole lake':
      questions * (((files * lakeBytes) / 1e12) * PRICE.athenaTb + files * PRICE.s3Get),
  };
}

/** A crawl that lists the whole lake, as the first one does: dollars, at least. */
const wholeCrawl = (files: number): number =>
  CRAWL_HOURS * PRICE.glueDpuHour + Math.ceil(files / PAGE) * PRICE.s3List;

/** What is paid once, or each time: dollars, by what they are for. */
export function runCosts({ files }: Lake): Readonly<Record<string, number>> {
  const { allNew, allKnown } = estimate(files, files, 20);
  return {
    // if nothing was written, the crawl after a run finds no events and costs nothing
    'the first backfill and its crawl, once': allNew.dollars + wholeCrawl(files),
    'each later run, and each of reconcileSchedule': allKnown.dollars,
  };
}

/** A line each, dollars to the cent. */
export const costsText = (lake: Lake): string =>
  [
    ...Object.entries(costs(lake)),
    ['together, dollars a month', sum(Object.values(costs(lake)))] as const,
    ...Object.entries(runCosts(lake)),
  ]
    .map(([what, dollars]) => `${what.padEnd(46)}${dollars.toFixed(2).padStart(8)}`)
    .join('\n');

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

if (import.meta.main) {
  const options = {
    files: { type: 'string', default: '1000000' },
    changes: { type: 'string', default: '100000' },
    questions: { type: 'string', default: '10' },
  } as const;
  const parsed = () => {
    try {
      return parseArgs({ options });
    } catch (error) {
      console.error(`costs: ${error instanceof Error ? error.message : error}`);
      console.error('npm run costs -- [--files N] [--changes N] [--questions N]');
      process.exit(2);
    }
  };
  const { values } = parsed();
  const number = (name: keyof Lake): number => {
    const value = Number(values[name]);
    if (value >= 0) return value;
    console.error(`costs: --${name} ${values[name]}: a number is needed, without commas`);
    process.exit(2);
  };
  console.log(
    costsText({ files: number('files'), changes: number('changes'), questions: number('questions') }),
  );
}
