// Estimates what a backfill costs. Prices, measured usage and formulas are in lib/deployment.

import { backfillRun, type Mix, only, type Run, runSeconds, runUse } from '../../deployment/costs/run.ts';
import { dollarsOf, requestsOf } from '../../deployment/costs/use.ts';

/** What a run uses. */
export interface RunCost {
  readonly requests: number;
  /** US dollars. */
  readonly dollars: number;
  readonly minutes: number;
}

/** The extremes: a real run uses something in between. */
export interface Estimate {
  /** If none of the files is in the lake. */
  readonly allNew: RunCost;
  /** If all of them are in the lake, and none has changed. */
  readonly allKnown: RunCost;
  /** If all of them are in the lake, none has changed, and an earlier release or other rules derived their rows. */
  readonly allDerived: RunCost;
  /** If the files are like those of a sample; undefined without one. */
  readonly likeSample?: RunCost;
}

/**
 * Estimates the requests, the price and the least duration of a backfill.
 *
 * @param files FITS files below the prefix
 * @param listed all objects below the prefix, whatever their names
 * @param concurrency batches that run at the same time
 * @param sample what a run would do with some of the files
 */
export function estimate(files: number, listed: number, concurrency: number, sample?: Mix): Estimate {
  const costOf = (mix: Mix): RunCost => runCost(backfillRun({ files, listed, mix }), concurrency);
  return {
    allNew: costOf(only('new')),
    allKnown: costOf(only('unchanged')),
    allDerived: costOf(only('derived')),
    ...(sample && { likeSample: costOf(sample) }),
  };
}

/** The requests, the price and the least duration of a run with so many batches at the same time. */
export function runCost(run: Run, concurrency: number): RunCost {
  const used = runUse(run);
  return {
    requests: Math.round(requestsOf(used.use)),
    dollars: dollarsOf(used.use),
    minutes: runSeconds(run, used, concurrency) / 60,
  };
}
