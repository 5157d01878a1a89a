import { PRICE, type Priced } from '../prices.ts';

/** How much of what AWS charges for, by the names of the prices. What is missing is not used. */
export type Use = Readonly<Partial<Record<Priced, number>>>;

/** The sum of several uses. */
export function total(...uses: readonly Use[]): Use {
  const sum: Partial<Record<Priced, number>> = {};
  for (const use of uses) for (const [name, number] of entries(use)) sum[name] = (sum[name] ?? 0) + number;
  return sum;
}

/** The same use, so many times. */
export const times = (number: number, use: Use): Use =>
  Object.fromEntries(entries(use).map(([name, each]) => [name, number * each]));

/** What a use costs, in US dollars. */
export const dollarsOf = (use: Use): number =>
  entries(use).reduce((sum, [name, number]) => sum + number * PRICE[name], 0);

/** Requests to S3. */
export const requestsOf = ({ s3Get = 0, s3Put = 0, s3List = 0 }: Use): number => s3Get + s3Put + s3List;

/** What prices are for, in words. */
const PARTS: Readonly<Record<Priced, string>> = {
  ...{ s3List: 'requests to S3', s3Put: 'requests to S3', s3Get: 'requests to S3' },
  s3ByteMonth: 'storage in S3',
  ...{ event: 'events and queues', sqsRequest: 'events and queues' },
  ...{ lambdaGbSecond: 'Lambda', lambdaX86GbSecond: 'Lambda', lambdaRequest: 'Lambda' },
  ...{ transition: 'Step Functions', expressRequest: 'Step Functions', expressGbSecond: 'Step Functions' },
  ...{ logByte: 'logs', metricMonth: 'metrics and alarms', alarmMonth: 'metrics and alarms' },
  athenaByte: 'Athena',
  ...{ glueDpuHour: 'crawls', catalogObjectMonth: 'the Data Catalog' },
};

/** The parts of what a use costs, in words, with US dollars; the most expensive first. */
export function partsOf(use: Use): readonly (readonly [part: string, dollars: number])[] {
  const sums = new Map<string, number>();
  for (const [name, number] of entries(use))
    sums.set(PARTS[name], (sums.get(PARTS[name]) ?? 0) + number * PRICE[name]);
  return [...sums].toSorted(([, a], [, b]) => b - a);
}

const entries = (use: Use): [Priced, number][] => Object.entries(use) as [Priced, number][];
