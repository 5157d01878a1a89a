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

/** The parts of what a use costs, the most expensive first. */
export const partsOf = (use: Use): readonly (readonly [Priced, dollars: number])[] =>
  entries(use)
    .map(([name, number]) => [name, number * PRICE[name]] as const)
    .toSorted(([, a], [, b]) => b - a);

const entries = (use: Use): [Priced, number][] => Object.entries(use) as [Priced, number][];
