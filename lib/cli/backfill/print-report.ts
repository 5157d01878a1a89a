// Reads the results of a finished run, and prints its report.
// It loads the AWS SDK, which takes time: import it only when it is needed.

import type { S3Client } from '@aws-sdk/client-s3';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { Task } from '../../lake/batch-report.ts';
import { s3Store } from '../../stores/s3.ts';
import { type Store, StoreFailure } from '../../stores/store.ts';
import type { DeployedStack } from '../aws/deployed.ts';
import { stackReason } from '../aws/problem.ts';
import { EXIT, type ExitCode, RunFailed } from '../errors.ts';
import { printMessage, writeOut } from '../terminal/output.ts';
import { type BatchResult, batchResults, NoResults } from './batch-results.ts';
import { type FinishedRun, isEmptyMapRun } from './machine.ts';
import { addBatchResult, type BackfillReport, newBackfillReport } from './report.ts';
import { type RunFacts, reportFacts } from './report-facts.ts';
import { reportText } from './report-text.ts';
import { crawlFailure, type ResultsPlace, resultsPlaces } from './run-output.ts';
import { crawlerText, unsuccessfulText } from './run-text.ts';

/** Prints what a run did. Throws {@link RunFailed} if the run did not succeed, or if its results cannot be read. */
export async function printReport(
  run: FinishedRun,
  stack: DeployedStack,
  json: boolean,
  { s3, sfn }: { readonly s3: S3Client; readonly sfn: SFNClient },
): Promise<ExitCode> {
  if (run.status !== 'SUCCEEDED') throw new RunFailed(unsuccessfulText(run, stack));
  const places = resultsPlaces(run.output, run.scope.changes);
  const lake = s3Store({ client: s3, bucket: stack.outputs.TargetBucket });
  const { report, tasks } = await readReport(lake, places, sfn);
  const crawl = crawlFailure(run.output);
  if (crawl !== undefined) printMessage(crawlerText(crawl, stack.name));
  const facts = runFacts(run, stack, places, tasks);
  writeOut(
    json
      ? `${JSON.stringify(reportFacts(report, facts), undefined, 2)}\n`
      : reportText(report, facts, stack.outputs.CrawlerQueue),
  );
  return report.counts.failed > 0 ? EXIT.failed : report.faulty > 0 ? EXIT.faulty : EXIT.done;
}

/** @param tasks the tasks that had results */
function runFacts(
  { scope, started, stopped }: FinishedRun,
  { name, outputs }: DeployedStack,
  places: readonly ResultsPlace[],
  tasks: ReadonlySet<Task>,
): RunFacts {
  return {
    stack: name,
    bucket: outputs.SourceBucket,
    prefix: scope.sourcePrefix,
    force: scope.force,
    ...(scope.changes && { changes: scope.changes }),
    started,
    seconds: (stopped.getTime() - started.getTime()) / 1000,
    nothingBelow: [
      ...(tasks.has('backfill') || scope.changes
        ? []
        : [`s3://${outputs.SourceBucket}/${scope.sourcePrefix}`]),
      ...(tasks.has(scope.changes ? 'changes' : 'reconcile')
        ? []
        : [`s3://${outputs.TargetBucket}/${scope.lakePrefix}`]),
    ],
    results: places
      .filter(({ task }) => tasks.has(task))
      .map(({ manifest }) => `s3://${outputs.TargetBucket}/${manifest}`),
  };
}

/** Adds up the results of all batches, and notes which tasks had any. */
async function readReport(
  lake: Store,
  places: readonly ResultsPlace[],
  sfn: SFNClient,
): Promise<{ readonly report: BackfillReport; readonly tasks: ReadonlySet<Task> }> {
  const report = newBackfillReport();
  const tasks = new Set<Task>();
  try {
    for (const place of places)
      for await (const result of resultsIn(lake, place, sfn)) {
        addBatchResult(report, result);
        tasks.add(place.task);
      }
    return { report, tasks };
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error;
    throw new RunFailed(`the run succeeded, but its results cannot be read: ${stackReason(error)}`);
  }
}

/** The results of a task. There may be none if the task had no objects: Step Functions then writes no files. */
async function* resultsIn(lake: Store, place: ResultsPlace, sfn: SFNClient): AsyncGenerator<BatchResult> {
  try {
    yield* batchResults(lake, place);
  } catch (error) {
    if (!(error instanceof NoResults && (await isEmptyMapRun(sfn, place.mapRun)))) throw error;
  }
}
