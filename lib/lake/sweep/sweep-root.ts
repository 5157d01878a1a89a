import { type Listed, Missing, type Store } from '../../stores/store.ts';
import type { Extract } from '../extraction.ts';
import { inScope, type Scope, withoutNested } from '../roots.ts';
import { isOfInterest } from '../suffix-tally.ts';
import { hasFitsSuffix } from '../suffixes.ts';
import type { BucketIndex } from './lake-index.ts';
import { type ListedFiles, listedFiles } from './listed-files.ts';
import { mapInOrder } from './map-in-order.ts';
import {
  type SweepContext,
  type SweepResult,
  sweepDamagedTombstones,
  sweepFile,
  sweepKey,
  sweepOther,
} from './sweep-file.ts';

/** What a sweep will do below one root: found by listing it, before anything is changed. */
export interface Plan {
  readonly scope: Scope;
  readonly files: ListedFiles;
  /** Files with another suffix. Each is opened to check if it is FITS. */
  readonly others: ListedFiles;
  /** Keys that the lake has rows of, and whose files no longer exist. */
  readonly gone: readonly string[];
  /** Keys that the lake has rows of, and whose files are now listed under another name. */
  readonly moved: readonly Moved[];
  /** Keys whose files may or may not exist, such as those in an unreadable folder. The lake keeps their rows. */
  readonly unknown: readonly Unknown[];
  /** How many files of the whole root the lake has rows of. */
  readonly known: number;
}

interface Moved {
  readonly key: string;
  readonly now: string;
}

interface Unknown {
  readonly key: string;
  readonly error: unknown;
}

/** Which of the listed files a plan includes. */
export interface PlanOptions {
  /** Whether a key has the suffix of a FITS file. */
  readonly wants?: (key: string) => boolean;
  /** Whether files with another suffix are to be opened. */
  readonly opensOthers?: boolean;
  /** Receives the keys of files that are skipped because of their suffix. */
  readonly onSkipped?: (key: string) => void;
  /** The key under which a listing of the whole root has a file. Links may lead to it under other names. */
  readonly nameOf?: (key: string) => string | undefined;
}

/**
 * Lists the files in a scope and compares them with what the lake has. No file is opened.
 *
 * @throws StoreFailure if the root cannot be listed
 */
export async function planSweep(
  scope: Scope,
  source: Store,
  index: BucketIndex,
  { wants = hasFitsSuffix, opensOthers = false, onSkipped, nameOf = (key) => key }: PlanOptions = {},
): Promise<Plan> {
  const [files, others] = [listedFiles(), listedFiles()];
  const named = new Set(scope.files);
  const hasRows = (key: string): boolean => index.get(key)?.kind === 'rows';
  // a file that was named explicitly, now or in an earlier run, is read whatever its suffix
  const isKnown = (key: string): boolean => named.has(key) || hasRows(key);
  let known = 0;
  const unlisted = new Set(named);
  for (const [key, { kind }] of index) {
    if (kind !== 'rows') continue;
    known++;
    if (inScope(scope, key)) unlisted.add(key);
  }
  for (const folder of withoutNested(scope.folders)) {
    for await (const file of source.list(folder === '' ? '' : `${folder}/`)) {
      if (unlisted.delete(file.key) || wants(file.key)) files.add(file);
      else if (opensOthers && isOfInterest(file.key)) others.add(file);
      else onSkipped?.(file.key);
    }
  }
  const gone: string[] = [];
  const moved: Moved[] = [];
  const unknown: Unknown[] = [];
  for (const key of unlisted) {
    try {
      const file = await source.head(key);
      const now = nameOf(key) ?? key;
      // a moved file is removed under its old name only after the lake has it under the new one
      if (file !== undefined && now !== key && (isKnown(now) || files.has(now))) moved.push({ key, now });
      else if (file !== undefined) files.add(file);
      else if (hasRows(key)) gone.push(key);
    } catch (error) {
      unknown.push({ key, error });
    }
  }
  return { scope, files, others, gone: gone.sort(), moved, unknown, known };
}

/** Whether a plan removes more than half of what the lake has for the root. An unmounted disk is more likely. */
export const removesMost = ({ gone, known }: Plan): boolean => gone.length * 2 > known;

/** How files are read at the same time. */
export interface InParallel {
  /** Unlike the extractor of the sweep, it can be called again before it has returned. */
  readonly extract: Extract;
  /** The most files at the same time. */
  readonly atOnce: number;
  /** How many files are read one by one first. */
  readonly after: number;
}

/**
 * Makes the lake agree with a plan, file by file and in its order. A file that fails does not stop the others; the signal
 * does, after the files in progress.
 */
export async function* sweepRoot(
  plan: Plan,
  context: SweepContext,
  { signal, parallel }: { readonly signal?: AbortSignal; readonly parallel?: InParallel | undefined } = {},
): AsyncGenerator<SweepResult> {
  const failed = new Set<string>();
  for await (const result of sweepFiles(plan.files, context, signal, parallel)) {
    if (result.outcome === 'failed') failed.add(result.key);
    yield result;
  }
  if (signal?.aborted) return;
  for await (const result of sweepOthers(plan, context, failed)) {
    yield result;
    if (signal?.aborted) return;
  }
}

/** Syncs the files of a plan: first one by one, and in parallel if there turn out to be many to read. */
async function* sweepFiles(
  files: Iterable<Listed>,
  context: SweepContext,
  signal: AbortSignal | undefined,
  parallel: InParallel | undefined,
): AsyncGenerator<SweepResult> {
  let read = 0;
  const several = parallel && {
    after: parallel.after,
    atOnce: parallel.atOnce,
    context: { ...context, extract: parallel.extract },
  };
  const now = () => (several && read >= several.after ? several : { atOnce: 1, context });
  for await (const result of mapInOrder(files, {
    work: (file) => sweepFile(now().context, file),
    concurrency: () => now().atOnce,
    signal,
  })) {
    if (result.outcome !== 'unchanged') read++;
    yield result;
  }
}

/** @param failed the keys of listed files that could not be synced */
async function* sweepOthers(
  plan: Plan,
  context: SweepContext,
  failed: ReadonlySet<string>,
): AsyncGenerator<SweepResult> {
  for (const file of plan.others) yield sweepOther(context, file);
  for (const { key, now } of plan.moved)
    if (!failed.has(now)) yield sweepKey({ ...context, source: WITHOUT_FILES }, key);
  for (const key of plan.gone) yield sweepKey(context, key);
  yield* sweepDamagedTombstones(context);
  for (const { key, error } of plan.unknown) yield { key, outcome: 'failed', faulty: false, error };
}

/** A source without files. A moved file still exists under its old name, as a link, but belongs under the new one. */
const WITHOUT_FILES: Store = {
  list: async function* () {},
  head: async () => undefined,
  read: async (key) => {
    throw new Missing(key);
  },
  write: async (key) => {
    throw new Missing(key);
  },
  remove: async (key) => {
    throw new Missing(key);
  },
};
