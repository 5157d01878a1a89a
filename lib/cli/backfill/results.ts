import type { BatchReport, Task } from '../../lake/batch-report.ts';
import { Missing, type Store } from '../../stores/store.ts';
import { RunFailed } from '../errors.ts';

/** A batch that could not be done at all, or not to its end: all its objects have failed. */
export interface FailedBatch {
  readonly task: Task;
  readonly keys: readonly string[];
  readonly reason: string;
}

export type BatchResult = BatchReport | FailedBatch;

export const isFailedBatch = (result: BatchResult): result is FailedBatch => 'reason' in result;

/** Where a part of a run wrote its results. */
export interface ResultsAt {
  readonly task: Task;
  /** The ARN of its Map Run. */
  readonly mapRun: string;
  /** The key of its manifest; undefined if Step Functions does not name one. */
  readonly manifest: string | undefined;
}

/** The results of a run no longer exist, or were never written because there were none. */
export class NoResults extends RunFailed {
  readonly key: string;
  constructor(key: string) {
    super(`the results of the run no longer exist (${key}): they are kept for 90 days`);
    this.key = key;
  }
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Where the results of a run are, according to its output: of both parts, except one that had no objects.
 *
 * @throws RunFailed where it is not our machine's
 */
export function resultsOf(output: string | undefined): ResultsAt[] {
  const told: Fields = fieldsOf(output ?? '');
  const at = (task: Task, name: string): ResultsAt[] => {
    const { empty, MapRunArn, ResultWriterDetails } = (told[name] ?? {}) as {
      readonly empty?: boolean;
      readonly MapRunArn?: string;
      readonly ResultWriterDetails?: { readonly Key?: string };
    };
    if (empty === true) return [];
    if (typeof MapRunArn === 'string')
      return [{ task, mapRun: MapRunArn, manifest: ResultWriterDetails?.Key }];
    throw new RunFailed(`the run does not say where its results are: ${output?.slice(0, 300)}`);
  };
  return [...at('backfill', 'source'), ...at('reconcile', 'lake')];
}

/** Why the crawler was not started in the end, where it was not. */
export function crawlFailure(output: string | undefined): string | undefined {
  const { crawl } = fieldsOf(output ?? '') as { crawl?: { Error?: string; Cause?: string } };
  return crawl && [crawl.Error, crawl.Cause].filter(Boolean).join(': ');
}

/**
 * The results of all batches of a map, as Step Functions wrote them down, a line each: outputs of those that ended
 * well; of others their input.
 * Source: AWS Step Functions Developer Guide, "ResultWriter (Map)".
 *
 * @throws NoResults where they are gone; what the store throws
 */
export async function* batchResults(
  lake: Store,
  { task, mapRun, manifest }: ResultsAt,
): AsyncGenerator<BatchResult> {
  if (manifest === undefined) throw new NoResults(mapRun);
  const files = filesOf(await whole(lake, manifest), manifest);
  for (const { key, kind } of files) {
    for await (const line of lines(lake, key)) {
      for (const result of Array.isArray(line) ? line : [line])
        yield kind === 'SUCCEEDED' ? outputOf(task, result as Fields) : unfinished(task, result as Fields);
    }
  }
}

const KINDS = ['SUCCEEDED', 'FAILED', 'PENDING'] as const;

interface ResultFile {
  readonly key: string;
  readonly kind: (typeof KINDS)[number];
}

function filesOf(text: string, manifest: string): ResultFile[] {
  const { ResultFiles } = fieldsOf(text) as { ResultFiles?: Record<string, { Key?: string }[]> };
  if (ResultFiles === undefined) throw new RunFailed(`${manifest} is no manifest of results`);
  return KINDS.flatMap((kind) => (ResultFiles[kind] ?? []).map(({ Key = '' }) => ({ key: Key, kind })));
}

/** What the function said, or that it said nothing, twice. */
function outputOf(task: Task, result: Fields): BatchResult {
  const { crashed } = result as { crashed?: { Error?: string; Cause?: string } };
  if (crashed === undefined) return result as unknown as BatchReport;
  return { task, keys: keysOf(result), reason: whyOf(crashed) };
}

/** A child that was not begun, or that Step Functions ended. */
function unfinished(task: Task, execution: Fields): FailedBatch {
  const { Input, Error: error, Cause, Status } = execution as Readonly<Record<string, string | undefined>>;
  const why =
    error === undefined ? `not done (${Status?.toLowerCase() ?? 'unknown'})` : whyOf({ Error: error, Cause });
  return { task, keys: keysOf(fieldsOf(Input ?? '')), reason: why };
}

function keysOf({ Items }: Fields): string[] {
  if (!Array.isArray(Items)) return [];
  return Items.map((item: Fields) => String(item['Key']));
}

/** Lambda's own words are JSON in the cause. */
function whyOf({
  Error: error = 'error',
  Cause = '',
}: {
  Error?: string | undefined;
  Cause?: string | undefined;
}): string {
  if (error === 'Lambda.TooManyRequestsException')
    return 'Lambda had no execution free for it: a lower backfillConcurrency, or more executions for the account, help';
  const { errorMessage } = fieldsOf(Cause) as { errorMessage?: string };
  return `the function failed at the whole batch: ${errorMessage ?? (Cause === '' ? error : `${error}: ${Cause}`)}`;
}

function fieldsOf(text: string): Fields {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Fields;
  } catch {
    // no JSON
  }
  return {};
}

/** Bytes that are asked for at once. */
const PIECE = 8 * 1024 * 1024;

async function whole(lake: Store, key: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const bytes of piecesOf(lake, key)) pieces.push(bytes);
  return Buffer.concat(pieces).toString();
}

/** The lines of a file, each parsed; they may be many gigabytes. */
async function* lines(lake: Store, key: string): AsyncGenerator<unknown> {
  let rest = Buffer.alloc(0);
  for await (const bytes of piecesOf(lake, key)) {
    rest = Buffer.concat([rest, bytes]);
    let from = 0;
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', from)) {
      if (end > from) yield parsed(rest.toString('utf8', from, end), key);
      from = end + 1;
    }
    rest = rest.subarray(from);
  }
  if (rest.length > 0) yield parsed(rest.toString(), key);
}

function parsed(line: string, key: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new RunFailed(`${key}: a line of the results is no JSON: ${line.slice(0, 100)}`);
  }
}

async function* piecesOf(lake: Store, key: string): AsyncGenerator<Uint8Array> {
  let etag: string | undefined;
  for (let offset = 0; ; offset += PIECE) {
    const { bytes, head } = await read(lake, key, offset, etag);
    etag = head.etag;
    yield bytes;
    if (offset + bytes.length >= head.size) return;
  }
}

async function read(lake: Store, key: string, offset: number, etag: string | undefined) {
  try {
    return await lake.read(key, offset, PIECE, etag === undefined ? {} : { ifMatch: etag });
  } catch (error) {
    throw error instanceof Missing ? new NoResults(key) : error;
  }
}
