// Reads the output of the state machine. lib/cloud/backfill/states.ts defines what is in it.

import type { Task } from '../../lake/batch-report.ts';
import { RunFailed } from '../errors.ts';
import { fieldsOf } from './json-fields.ts';

/** Where one of the tasks of a run wrote its results. */
export interface ResultsPlace {
  readonly task: Task;
  /** The ARN of its Map Run. */
  readonly mapRun: string;
  /** The key of its manifest in the target bucket; undefined if Step Functions does not name one. */
  readonly manifest: string | undefined;
}

/**
 * Where the results of a run are. A task that had no objects has no results.
 *
 * @param onlyChanges whether the run had no other task
 * @throws RunFailed if this is not the output of a backfill
 */
export function resultsPlaces(output: string | undefined, onlyChanges = false): ResultsPlace[] {
  const states = fieldsOf(output);
  const placeOf = (task: Task, state: string): ResultsPlace[] => {
    const { empty, MapRunArn, ResultWriterDetails } = (states[state] ?? {}) as {
      readonly empty?: boolean;
      readonly MapRunArn?: string;
      readonly ResultWriterDetails?: { readonly Key?: string };
    };
    if (empty === true) return [];
    if (typeof MapRunArn === 'string')
      return [{ task, mapRun: MapRunArn, manifest: ResultWriterDetails?.Key }];
    throw new RunFailed(`the output of the run does not say where its results are: ${output?.slice(0, 300)}`);
  };
  if (onlyChanges) return placeOf('changes', 'changes');
  // stacks without compaction have no changes
  const changes = states['changes'] === undefined ? [] : placeOf('changes', 'changes');
  return [...placeOf('backfill', 'source'), ...placeOf('reconcile', 'lake'), ...changes];
}

/** Why the run could not start the crawler; undefined if it could. */
export function crawlFailure(output: string | undefined): string | undefined {
  const { crawl } = fieldsOf(output) as { crawl?: { Error?: string; Cause?: string } };
  return crawl && [crawl.Error, crawl.Cause].filter(Boolean).join(': ');
}
