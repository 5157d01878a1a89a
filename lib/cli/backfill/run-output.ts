// Reads the output of the state machine. lib/cloud/backfill/states.ts defines what is in it.

import type { Task } from '../../lake/batch-report.ts';
import { RunFailed } from '../errors.ts';
import { fieldsOf } from './json-fields.ts';
import type { Scope } from './scope.ts';

/** Where one of the tasks of a run wrote its results. */
export interface ResultsPlace {
  readonly task: Task;
  /** Of which source of the run, by its index. Undefined for tasks that go through the lake. */
  readonly source?: number;
  /** The ARN of its Map Run. */
  readonly mapRun: string;
  /** The key of its manifest in the target bucket; undefined if Step Functions does not name one. */
  readonly manifest: string | undefined;
}

/** The output of one part of a run. */
interface PartOutput {
  readonly empty?: boolean;
  readonly MapRunArn?: string;
  readonly ResultWriterDetails?: { readonly Key?: string };
}

/**
 * Where the results of a run are. A task that had no objects has no results.
 *
 * @param scope what the run did
 * @throws RunFailed if this is not the output of a backfill
 */
export function resultsPlaces(
  output: string | undefined,
  { changes: onlyChanges, forget }: Pick<Scope, 'changes' | 'forget'> = {},
): ResultsPlace[] {
  const states = fieldsOf(output);
  const placeOf = (task: Task, part: unknown, source?: number): ResultsPlace[] => {
    const { empty, MapRunArn, ResultWriterDetails } = (part ?? {}) as PartOutput;
    if (empty === true) return [];
    const of = source === undefined ? {} : { source };
    if (typeof MapRunArn === 'string')
      return [{ task, ...of, mapRun: MapRunArn, manifest: ResultWriterDetails?.Key }];
    throw new RunFailed(`the output of the run does not say where its results are: ${output?.slice(0, 300)}`);
  };
  if (forget !== undefined) return placeOf('forget', states['forgotten']);
  if (onlyChanges) return placeOf('changes', states['changes']);
  // a list if the stack has a list of sources
  const parts: unknown[] = Array.isArray(states['source']) ? states['source'] : [states['source']];
  const sources = parts.flatMap((part, index) => placeOf('backfill', part, index));
  // stacks without compaction have no changes
  const changes = states['changes'] === undefined ? [] : placeOf('changes', states['changes']);
  return [...sources, ...placeOf('reconcile', states['lake']), ...changes];
}

/** Why the run could not start the crawler; undefined if it could. */
export function crawlFailure(output: string | undefined): string | undefined {
  const { crawl } = fieldsOf(output) as { crawl?: { Error?: string; Cause?: string } };
  return crawl && [crawl.Error, crawl.Cause].filter(Boolean).join(': ');
}
