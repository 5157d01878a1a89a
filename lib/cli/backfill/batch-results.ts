// Reads what each batch of a finished run did, from the result files of Step Functions.

import { RESULT_DAYS } from '../../deployment/limits.ts';
import type { BatchReport, Task } from '../../lake/batch-report.ts';
import { Missing, type Store } from '../../stores/store.ts';
import { RunFailed } from '../errors.ts';
import { type Fields, fieldsOf } from './json-fields.ts';
import { objectLines, objectText } from './object-lines.ts';
import { objectName } from './object-name.ts';
import type { ResultsPlace } from './run-output.ts';

/** A batch without a report: its function failed, or did not run. All its objects count as failed. */
export interface FailedBatch {
  readonly task: Task;
  /** The names of its objects; empty if even the input of the batch is unknown. */
  readonly keys: readonly string[];
  readonly reason: string;
}

/** The result of a batch. */
export type BatchResult = BatchReport | FailedBatch;

/** Whether this is the result of a failed batch. */
export const isFailedBatch = (result: BatchResult): result is FailedBatch => 'reason' in result;

/** The results of a run no longer exist, or were never written because there were none. */
export class NoResults extends RunFailed {
  /** The key of the object that is missing, or the ARN of the Map Run that names none. */
  readonly key: string;
  constructor(key: string) {
    super(`the results of the run no longer exist (${key}): they are kept for only ${RESULT_DAYS} days`);
    this.key = key;
  }
}

/**
 * Reads the results of all batches of a task. Step Functions writes one line for each batch: the output of a batch that
 * succeeded, the input of any other.
 * Source: AWS Step Functions Developer Guide, "ResultWriter (Map)".
 *
 * @throws NoResults if they do not exist
 * @throws RunFailed if they are damaged
 * @throws StoreFailure if they cannot be read
 */
export async function* batchResults(
  lake: Store,
  { task, mapRun, manifest }: ResultsPlace,
): AsyncGenerator<BatchResult> {
  if (manifest === undefined) throw new NoResults(mapRun);
  try {
    for (const { key, status } of resultFiles(await objectText(lake, manifest), manifest)) {
      for await (const line of objectLines(lake, key)) {
        const value = parseLine(line, key);
        for (const execution of (Array.isArray(value) ? value : [value]) as Fields[])
          yield status === 'SUCCEEDED' ? resultOf(task, execution) : unfinishedBatch(task, execution);
      }
    }
  } catch (error) {
    throw error instanceof Missing ? new NoResults(error.key) : error;
  }
}

/** How the batches of a result file ended. */
const STATUSES = ['SUCCEEDED', 'FAILED', 'PENDING'] as const;

interface ResultFile {
  readonly key: string;
  readonly status: (typeof STATUSES)[number];
}

function resultFiles(text: string, manifest: string): ResultFile[] {
  const { ResultFiles } = fieldsOf(text) as { ResultFiles?: Record<string, { Key?: string }[]> };
  if (ResultFiles === undefined) throw new RunFailed(`${manifest} is not a manifest of results`);
  return STATUSES.flatMap((status) =>
    (ResultFiles[status] ?? []).map(({ Key = '' }) => ({ key: Key, status })),
  );
}

function parseLine(line: string, key: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new RunFailed(`${key}: a line of the results is not JSON: ${line.slice(0, 100)}`);
  }
}

/** The report of the function, or the error if the function failed at both attempts. */
function resultOf(task: Task, output: Fields): BatchResult {
  const { crashed } = output as { crashed?: { Error?: string; Cause?: string } };
  if (crashed === undefined) return output as unknown as BatchReport;
  return { task, keys: keysOf(output), reason: failureReason(crashed.Error, crashed.Cause) };
}

/** A batch that did not start, or that Step Functions stopped. */
function unfinishedBatch(task: Task, execution: Fields): FailedBatch {
  const { Input, Error: error, Cause, Status } = execution as Readonly<Record<string, string | undefined>>;
  const reason =
    error === undefined
      ? `the batch was not finished (${Status?.toLowerCase() ?? 'unknown'})`
      : failureReason(error, Cause);
  return { task, keys: keysOf(fieldsOf(Input)), reason };
}

function keysOf({ BatchInput, Items }: Fields): string[] {
  const { bucket } = (BatchInput ?? {}) as { readonly bucket?: string };
  return Array.isArray(Items)
    ? Items.map((item: Fields) => objectName({ key: String(item['Key']), ...(bucket && { bucket }) }))
    : [];
}

/** Lambda writes its own message as JSON into the cause. */
function failureReason(error = 'error', cause = ''): string {
  if (error === 'Lambda.TooManyRequestsException')
    return 'Lambda had no free execution for the batch: lower the setting backfillConcurrency, or raise the limit of the account';
  const { errorMessage } = fieldsOf(cause) as { errorMessage?: string };
  return `the function failed for the whole batch: ${errorMessage ?? (cause === '' ? error : `${error}: ${cause}`)}`;
}
