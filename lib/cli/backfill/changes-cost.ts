// Estimates what a run with --changes costs. Prices, measured usage and formulas are in lib/deployment.

import { changesRun } from '../../deployment/costs/run.ts';
import { type RunCost, runCost } from './estimate.ts';

/**
 * Estimates the requests, the price and the least duration of a run.
 *
 * @param found lake objects, and how many of them the run would look at
 */
export const changesCost = (
  { objects, checked }: { readonly objects: number; readonly checked: number },
  { force, concurrency }: { readonly force: boolean; readonly concurrency: number },
): RunCost => runCost(changesRun({ objects, checked, all: force }), concurrency);
