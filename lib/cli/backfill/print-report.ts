// Reads the results of a finished run, and prints its report.
// It loads the AWS SDK, which takes time: import it only when it is needed.

import type { S3Client } from '@aws-sdk/client-s3';
import type { SFNClient } from '@aws-sdk/client-sfn';
import { sourceUrl } from '../../deployment/sources.ts';
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
import { type Scope, sourcesOfScope } from './scope.ts';

/** Prints what a run did. Throws {@link RunFailed} if the run did not succeed, or if its results cannot be read. */
export async function printReport(
  run: FinishedRun,
  stack: DeployedStack,
  json: boolean,
  { s3, sfn }: { readonly s3: S3Client; readonly sfn: SFNClient },
): Promise<ExitCode> {
  if (run.status !== 'SUCCEEDED') throw new RunFailed(unsuccessfulText(run, stack));
  const places = resultsPlaces(run.output, run.scope);
  const lake = s3Store({ client: s3, bucket: stack.outputs.TargetBucket });
  const { report, withResults } = await readReport(lake, places, sfn);
  const crawl = crawlFailure(run.output);
  if (crawl !== undefined) printMessage(crawlerText(crawl, stack.name));
  const facts = runFacts(run, stack, withResults);
  writeOut(
    json
      ? `${JSON.stringify(reportFacts(report, facts), undefined, 2)}\n`
      : reportText(report, facts, stack.outputs.CrawlerQueue),
  );
  return report.counts.failed > 0 ? EXIT.failed : report.faulty > 0 ? EXIT.faulty : EXIT.done;
}

/** @param withResults the places that had results */
function runFacts(
  { scope, started, stopped }: FinishedRun,
  stack: DeployedStack,
  withResults: readonly ResultsPlace[],
): RunFacts {
  const target = stack.outputs.TargetBucket;
  return {
    stack: stack.name,
    ...sourceFacts(scope, stack),
    force: scope.force,
    ...(scope.changes && { changes: scope.changes }),
    started,
    seconds: (stopped.getTime() - started.getTime()) / 1000,
    nothingBelow: [
      ...emptySources(scope, stack, withResults),
      ...(withResults.some(({ task }) => task === lakeTask(scope))
        ? []
        : [`s3://${target}/${scope.lakePrefix}`]),
    ],
    results: withResults.map(({ manifest }) => `s3://${target}/${manifest}`),
  };
}

/** The task with which a run goes through the lake. */
const lakeTask = ({ changes, forget }: Scope): Task =>
  forget !== undefined ? 'forget' : changes ? 'changes' : 'reconcile';

/** What the run was about. */
function sourceFacts(
  scope: Scope,
  stack: DeployedStack,
): Pick<RunFacts, 'bucket' | 'prefix' | 'sources' | 'forget'> {
  if (scope.forget !== undefined) return { forget: scope.forget };
  const sources = sourcesOfScope(scope, stack);
  return scope.sources === undefined ? { ...sources[0] } : { sources: sources.map(sourceUrl) };
}

/** The sources in which the run found no object. */
function emptySources(scope: Scope, stack: DeployedStack, withResults: readonly ResultsPlace[]): string[] {
  if (scope.changes) return [];
  const found = new Set(withResults.map(({ source }) => source));
  return sourcesOfScope(scope, stack).flatMap((source, index) =>
    found.has(index) ? [] : [sourceUrl(source)],
  );
}

/** Adds up the results of all batches, and notes which places had any. */
async function readReport(
  lake: Store,
  places: readonly ResultsPlace[],
  sfn: SFNClient,
): Promise<{ readonly report: BackfillReport; readonly withResults: readonly ResultsPlace[] }> {
  const report = newBackfillReport();
  const withResults = new Set<ResultsPlace>();
  try {
    for (const place of places)
      for await (const result of resultsIn(lake, place, sfn)) {
        addBatchResult(report, result);
        withResults.add(place);
      }
    return { report, withResults: [...withResults] };
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
