// Estimates what a run with --changes costs. Prices and measured usage are in lib/deployment.

import { BATCH_OBJECTS, LISTING_PAGE } from '../../deployment/limits.ts';
import { CHECKED_OBJECT, DELTA } from '../../deployment/usage.ts';
import { type RunCost, runCost } from './estimate.ts';

/**
 * Estimates the requests, the price and the least duration of a run.
 *
 * @param found lake objects, and how many of them the run would look at
 */
export function changesCost(
  { objects, checked }: { readonly objects: number; readonly checked: number },
  { force, concurrency }: { readonly force: boolean; readonly concurrency: number },
): RunCost {
  const batches = Math.ceil(objects / BATCH_OBJECTS);
  const deltas = force ? batches * DELTA.puts : 0;
  return runCost({
    ...{ batches, concurrency, starts: checked, pages: Math.ceil(objects / LISTING_PAGE) },
    gets: checked * (force ? 1 : CHECKED_OBJECT.gets),
    puts: deltas,
  });
}
