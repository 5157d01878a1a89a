import type { Listed, Store } from '../stores/store.ts';
import { EXTRACTOR_REVISION, type Extract, type Extraction } from './extraction.ts';
import type { BucketIndex } from './lake-index.ts';
import { lakeKey as lakeKeyOf } from './naming.ts';
import { hasGoodRows } from './object.ts';
import { bucketOfRoot, inScope, type Scope } from './roots.ts';
import { hasFitsSuffix } from './suffixes.ts';
import { sync } from './sync.ts';

/** What is to be done below one root: found by listing it, before anything is changed. */
export interface Plan {
  readonly scope: Scope;
  readonly bucket: string;
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
    bucket: bucketOfRoot(scope.root),
    files: [...files.values()],
    gone: gone.sort(),
    unknown,
    known: present.length,
  };
}

/** Whether a plan removes more than half of what the lake holds of the root: more likely an unmounted disk. */
export const removesMost = ({ gone, known }: Plan): boolean => gone.length * 2 > known;

/** What became of one file. */
export interface Swept {
  readonly key: string;
  readonly kind: 'new' | 'changed' | 'unchanged' | 'removed' | 'failed';
  readonly lakeKey?: string;
  readonly extraction?: Extraction;
  /** Whether the lake names faults of it. */
  readonly faulty: boolean;
  /** Why it failed: nothing was learned of the file, and the lake is as it was. */
  readonly error?: unknown;
}

/**
 * Makes the lake agree with a plan, file by file; one that fails does not stop the others.
 *
 * @param damaged keys of lake objects that cannot be read though they say that they are whole: made anew
 */
export async function* sweep(
  { bucket, files, gone, unknown }: Plan,
  source: Store,
  lake: Store,
  extract: Extract,
  index: BucketIndex,
  damaged: ReadonlySet<string> = new Set(),
): AsyncGenerator<Swept> {
  const isDamaged = (key: string): boolean => damaged.size > 0 && damaged.has(lakeKeyOf({ bucket, key }));
  for (const file of files) {
    const known = index.get(file.key);
    if (isDamaged(file.key)) {
      yield await one(file.key, false);
    } else if (hasGoodRows(known, EXTRACTOR_REVISION) && known.sourceEtag === file.etag) {
      yield { key: file.key, kind: 'unchanged', faulty: known.faults > 0 };
    } else {
      yield await one(file.key);
    }
  }
  for (const key of gone) yield await one(key);
  for (const [key, { kind }] of index)
    if (kind === 'tombstone' && isDamaged(key)) yield await one(key, false);
  for (const { key, error } of unknown) yield { key, kind: 'failed', faulty: false, error };

  async function one(key: string, asSweep = true): Promise<Swept> {
    try {
      const { kind, lakeKey, extraction } = await sync({
        source,
        lake,
        extract,
        place: { bucket, key },
        sweep: asSweep,
      });
      if (extraction === undefined && kind !== 'unchanged')
        return { key, kind: 'removed', lakeKey, faulty: false };
      return {
        key,
        // an object that is made anew has changed, if its file has not
        kind: extraction === undefined ? 'unchanged' : kind === 'new' ? 'new' : 'changed',
        lakeKey,
        ...(extraction && { extraction }),
        faulty: (extraction?.faults.length ?? 0) > 0,
      };
    } catch (error) {
      return { key, kind: 'failed', faulty: false, error };
    }
  }
}
