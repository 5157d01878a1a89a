import { BATCH_OBJECTS, FUNCTION_MEMORY_MIB, LISTING_PAGE, STARTS_PER_SECOND } from '../limits.ts';
import {
  BATCH_SECONDS,
  CHECKED_OBJECT,
  DELTA,
  DERIVED_FILE,
  KNOWN_FILE,
  LOG_BYTES,
  NEW_FILE,
} from '../usage.ts';
import { total, type Use } from './use.ts';

// A run of the state machine of a backfill. `backfill --dry-run` and `npm run costs` use it.

/** GB of memory of the functions. */
export const MEMORY_GB = FUNCTION_MEMORY_MIB / 1024;

/** GB of memory that an Express execution is billed for: it is billed in steps of 64 MB. */
export const EXPRESS_GB = 1 / 16;

/** What a run does, in numbers. */
export interface Run {
  /** Requests that list. */
  readonly pages: number;
  readonly batches: number;
  /** Objects that are worked on, each time that they are. */
  readonly starts: number;
  readonly gets: number;
  /** Lake objects that are written. */
  readonly written: number;
  /** Writes of other objects. */
  readonly puts?: number;
}

/** What a run uses, and the seconds that its batches take together. */
export interface RunUse {
  readonly use: Use;
  readonly batchSeconds: number;
}

/** A lake object that is written: the write, its event for the crawler, and its line in the log. */
export const WRITTEN: Use = { s3Put: 1, sqsRequest: 1, logByte: LOG_BYTES };

/** What a run uses. */
export function runUse({ pages, batches, starts, gets, written, puts = 0 }: Run): RunUse {
  const batchSeconds = starts / STARTS_PER_SECOND + batches * BATCH_SECONDS;
  const use = total(
    { s3List: pages, s3Get: gets, s3Put: puts + written, sqsRequest: written, logByte: written * LOG_BYTES },
    { lambdaGbSecond: batchSeconds * MEMORY_GB, expressGbSecond: batchSeconds * EXPRESS_GB },
    { transition: batches, expressRequest: batches, lambdaRequest: batches },
  );
  return { use, batchSeconds };
}

/** Files of each kind, or their shares. */
export interface Mix {
  readonly new: number;
  readonly readAgain: number;
  readonly derived: number;
  readonly unchanged: number;
}

/** A mix of one kind only. */
export const only = (kind: keyof Mix): Mix => ({
  ...{ new: 0, readAgain: 0, derived: 0, unchanged: 0 },
  [kind]: 1,
});

/** What is covered by a backfill. */
export interface Backfill {
  /** FITS files. */
  readonly files: number;
  /** All objects that are listed in the source, whatever their names. */
  readonly listed: number;
  readonly mix: Mix;
}

/** A backfill as a run. It lists and batches twice: the objects of the source, then those of the lake. */
export function backfillRun({ files, listed, mix }: Backfill): Run {
  const kinds = [
    [mix.new + mix.readAgain, NEW_FILE, 1],
    [mix.derived, DERIVED_FILE, 1],
    // known files are worked on in both halves
    [mix.unchanged, KNOWN_FILE, 2],
  ] as const;
  const all = kinds.reduce((sum, [share]) => sum + share, 0);
  const mean = (of: (kind: (typeof kinds)[number]) => number): number =>
    kinds.reduce((sum, kind) => sum + kind[0] * of(kind), 0) / all;
  const bySize = (size: number): number => Math.ceil(listed / size) + Math.ceil(files / size);
  return {
    pages: bySize(LISTING_PAGE),
    batches: bySize(BATCH_OBJECTS),
    starts: files * mean(([, , passes]) => passes),
    gets: files * mean(([, { gets }]) => gets),
    written: files * mean(([, { puts }]) => puts),
  };
}

/** A run that looks for lake objects whose delta was lost, or writes the deltas of all of them. */
export function changesRun({
  objects,
  checked,
  all,
}: {
  readonly objects: number;
  /** Those that the run looks at: deltas are kept for some months only. */
  readonly checked: number;
  readonly all: boolean;
}): Run {
  const batches = Math.ceil(objects / BATCH_OBJECTS);
  return {
    ...{ pages: Math.ceil(objects / LISTING_PAGE), batches, starts: checked, written: 0 },
    gets: checked * (all ? 1 : CHECKED_OBJECT.gets),
    puts: all ? batches * DELTA.puts : 0,
  };
}

/** The seconds that a run takes at least, with so many batches at the same time. */
export const runSeconds = ({ batches }: Run, { batchSeconds }: RunUse, concurrency: number): number =>
  batchSeconds / Math.min(concurrency, Math.max(batches, 1));
