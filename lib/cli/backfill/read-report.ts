// loads the AWS SDK: only where a stack is asked

import type { SFNClient } from '@aws-sdk/client-sfn';
import type { Task } from '../../lake/batch-report.ts';
import { type Store, StoreFailure } from '../../stores/store.ts';
import { s3Problem } from '../aws/s3-problem.ts';
import { RunFailed } from '../errors.ts';
import { printable } from '../terminal/output.ts';
import { foundNothing } from './machine.ts';
import { addResult, type BackfillReport, emptyBackfillReport } from './report.ts';
import { type BatchResult, batchResults, NoResults, type ResultsAt } from './results.ts';

/**
 * Reads what a run did. Throws {@link RunFailed}.
 *
 * @returns the report, and the tasks that had results
 */
export async function readReport(
  lake: Store,
  places: readonly ResultsAt[],
  sfn: SFNClient,
): Promise<{ readonly report: BackfillReport; readonly read: ReadonlySet<Task> }> {
  const report = emptyBackfillReport();
  const read = new Set<Task>();
  try {
    for (const place of places)
      for await (const result of resultsIn(lake, place, sfn)) {
        addResult(report, result);
        read.add(place.task);
      }
    return { report, read };
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error;
    const why = `${error.where}: ${s3Problem(error).text}`;
    throw new RunFailed(printable(`the run succeeded, but its results cannot be read: ${why}`));
  }
}

/** The results of a part; none if it had nothing to do, because then they may not have been written. */
async function* resultsIn(lake: Store, place: ResultsAt, sfn: SFNClient): AsyncGenerator<BatchResult> {
  try {
    yield* batchResults(lake, place);
  } catch (error) {
    if (!(error instanceof NoResults && (await foundNothing(sfn, place.mapRun)))) throw error;
  }
}
