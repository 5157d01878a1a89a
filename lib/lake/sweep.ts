import type { Listed, Store } from '../stores/store.ts';
import type { BucketIndex } from './lake-index.ts';
import { inScope, type Scope } from './roots.ts';
import { hasFitsSuffix } from './suffixes.ts';
import { isDamaged, type Sides, type Swept, sweepFile, sweepKey } from './sweep-one.ts';

/** What is to be done below one root: found by listing it, before anything is changed. */
export interface Plan {
  readonly scope: Scope;
  /** Files that are there. */
  readonly files: readonly Listed[];
  /** Keys that the lake holds and that are gone. */
  readonly gone: readonly string[];
  /** Keys of which nothing can be told, such as those in a folder that may not be read: they are left alone. */
  readonly unknown: readonly Unknown[];
  /** Files that the lake held of the whole root. */
  readonly known: number;
}

interface Unknown {
  readonly key: string;
  readonly error: unknown;
}

/** Lists what is there and compares it with what the lake holds: nothing is opened. */
export async function plan(scope: Scope, source: Store, index: BucketIndex): Promise<Plan> {
  const files = new Map<string, Listed>();
  for (const folder of scope.folders) {
    for await (const file of source.list(folder === '' ? '' : `${folder}/`)) {
      if (hasFitsSuffix(file.key)) files.set(file.key, file);
    }
  }
  const present = [...index].filter(([, state]) => state.kind === 'rows').map(([key]) => key);
  const gone: string[] = [];
  const unknown: Unknown[] = [];
  // files named outright, now or in an earlier run, count whatever their suffix
  for (const key of new Set([...scope.files, ...present.filter((key) => inScope(scope, key))])) {
    if (files.has(key)) continue;
    try {
      const file = await source.head(key);
      if (file !== undefined) files.set(key, file);
      else if (index.get(key)?.kind === 'rows') gone.push(key);
    } catch (error) {
      unknown.push({ key, error });
    }
  }
  return {
    scope,
    files: [...files.values()],
    gone: gone.sort(),
    unknown,
    known: present.length,
  };
}

/** Whether a plan removes more than half of what the lake holds of the root: more likely an unmounted disk. */
export const removesMost = ({ gone, known }: Plan): boolean => gone.length * 2 > known;

/** Makes the lake agree with a plan, file by file; one that fails does not stop the others. A signal does. */
export async function* sweep(
  { files, gone, unknown }: Plan,
  sides: Sides,
  signal?: AbortSignal,
): AsyncGenerator<Swept> {
  for (const file of files) {
    yield await sweepFile(sides, file);
    if (signal?.aborted) return;
  }
  for (const key of gone) {
    yield await sweepKey(sides, key);
    if (signal?.aborted) return;
  }
  for (const [key, { kind }] of sides.index)
    if (kind === 'tombstone' && isDamaged(sides, key)) yield await sweepKey(sides, key, { asSweep: false });
  for (const { key, error } of unknown) yield { key, kind: 'failed', faulty: false, error };
}
