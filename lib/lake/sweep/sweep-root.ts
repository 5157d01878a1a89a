import { type Listed, Missing, type Store } from '../../stores/store.ts';
import { inScope, type Scope, withoutNested } from '../roots.ts';
import { isOfInterest } from '../suffix-tally.ts';
import { hasFitsSuffix } from '../suffixes.ts';
import type { BucketIndex } from './lake-index.ts';
import {
  isDamaged,
  type SweepContext,
  type SweepResult,
  sweepFile,
  sweepKey,
  sweepOther,
} from './sweep-file.ts';

/** What is to be done below one root: found by listing it, before anything is changed. */
export interface Plan {
  readonly scope: Scope;
  /** Files that are there. */
  readonly files: readonly Listed[];
  /** Files with another suffix: each is opened, to see whether it is FITS. */
  readonly others: readonly Listed[];
  /** Keys that the lake holds and that are gone. */
  readonly gone: readonly string[];
  /** Keys in the lake whose files are now listed under another name. */
  readonly moved: readonly Moved[];
  /** Keys of which nothing can be told, such as those in a folder that may not be read: they are left alone. */
  readonly unknown: readonly Unknown[];
  /** Files that the lake held of the whole root. */
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

export interface PlanOptions {
  /** Whether a key's suffix says that it is a FITS file. */
  readonly wants?: (key: string) => boolean;
  /** Whether files with another suffix are to be opened. */
  readonly opensOthers?: boolean;
  /** Receives the keys of files that are left out for their suffix. */
  readonly onSkipped?: (key: string) => void;
  /** The key under which a listing of the whole root has a file: links may lead to it under other names. */
  readonly nameOf?: (key: string) => string | undefined;
}

/** Lists what is there and compares it with what the lake holds: nothing is opened. */
export async function planSweep(
  scope: Scope,
  source: Store,
  index: BucketIndex,
  { wants = hasFitsSuffix, opensOthers = false, onSkipped, nameOf = (key) => key }: PlanOptions = {},
): Promise<Plan> {
  const files = new Map<string, Listed>();
  const others: Listed[] = [];
  const named = new Set(scope.files);
  // files named explicitly, now or in an earlier run, count whatever their suffix
  const isKnown = (key: string): boolean => named.has(key) || index.get(key)?.kind === 'rows';
  for (const folder of withoutNested(scope.folders)) {
    for await (const file of source.list(folder === '' ? '' : `${folder}/`)) {
      if (wants(file.key) || isKnown(file.key)) files.set(file.key, file);
      else if (opensOthers && isOfInterest(file.key)) others.push(file);
      else onSkipped?.(file.key);
    }
  }
  const present = [...index].filter(([, state]) => state.kind === 'rows').map(([key]) => key);
  const gone: string[] = [];
  const moved: Moved[] = [];
  const unknown: Unknown[] = [];
  for (const key of new Set([...named, ...present.filter((key) => inScope(scope, key))])) {
    if (files.has(key)) continue;
    try {
      const file = await source.head(key);
      const now = nameOf(key) ?? key;
      // it stays until the lake has it under its current name
      if (file !== undefined && now !== key && (files.has(now) || isKnown(now))) moved.push({ key, now });
      else if (file !== undefined) files.set(key, file);
      else if (index.get(key)?.kind === 'rows') gone.push(key);
    } catch (error) {
      unknown.push({ key, error });
    }
  }
  return {
    scope,
    files: [...files.values()],
    others,
    gone: gone.sort(),
    moved,
    unknown,
    known: present.length,
  };
}

/** Whether a plan removes more than half of what the lake holds of the root: more likely an unmounted disk. */
export const removesMost = ({ gone, known }: Plan): boolean => gone.length * 2 > known;

/** Makes the lake agree with a plan, file by file; one that fails does not stop the others. A signal does. */
export async function* sweepRoot(
  { files, others, gone, moved, unknown }: Plan,
  context: SweepContext,
  signal?: AbortSignal,
): AsyncGenerator<SweepResult> {
  const failed = new Set<string>();
  for (const file of files) {
    const swept = await sweepFile(context, file);
    if (swept.outcome === 'failed') failed.add(swept.key);
    yield swept;
    if (signal?.aborted) return;
  }
  for (const file of others) {
    yield await sweepOther(context, file);
    if (signal?.aborted) return;
  }
  for (const { key, now } of moved) {
    if (failed.has(now)) continue;
    yield await sweepKey({ ...context, source: WITHOUT_FILES }, key);
    if (signal?.aborted) return;
  }
  for (const key of gone) {
    yield await sweepKey(context, key);
    if (signal?.aborted) return;
  }
  for (const [key, { kind }] of context.index)
    if (kind === 'tombstone' && isDamaged(context, key))
      yield await sweepKey(context, key, { asSweep: false });
  for (const { key, error } of unknown) yield { key, outcome: 'failed', faulty: false, error };
}

/** The source without the keys that are no longer listed although a link still leads to their files. */
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
