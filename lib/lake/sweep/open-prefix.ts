import type { Listed, Store } from '../../stores/store.ts';
import { hasFitsSuffix } from '../suffixes.ts';
import type { BucketIndex } from './lake-index.ts';

/** A key or prefix of a bucket that the user named, with its listing under way. */
export interface OpenPrefix {
  readonly prefix: string;
  /** Whether it is the key of an object, and only that object is meant. */
  readonly isKey: boolean;
  /** Whether no key starts with it. */
  readonly isEmpty: boolean;
  readonly objects: AsyncGenerator<Listed>;
}

/**
 * Starts to list a key or prefix: the object with exactly this key or, failing that, all objects whose keys start with
 * it, as prefixes work in S3 (`night1` also matches `night10/a.fits`).
 *
 * @throws what the store throws
 */
export async function openPrefix(source: Store, prefix: string): Promise<OpenPrefix> {
  const listing = source.list(prefix)[Symbol.asyncIterator]();
  // a key is listed before the longer keys that start with it
  const first = await listing.next();
  const isKey = !first.done && first.value.key === prefix && isFile(first.value);
  return { prefix, isKey, isEmpty: first.done === true, objects: objects() };

  async function* objects(): AsyncGenerator<Listed> {
    try {
      for (let next = first; !next.done; next = await listing.next()) {
        yield next.value;
        if (isKey) return;
      }
    } finally {
      await listing.return?.();
    }
  }
}

/** Whether an object is a file, rather than what some tools create for a folder: `night1/`, or an empty `night1`. */
export const isFile = ({ key, size }: Listed): boolean =>
  !key.endsWith('/') && (size > 0 || hasFitsSuffix(key));

/** Whether a key is the named one, or starts with the named prefix. */
export const isWithin = ({ prefix, isKey }: OpenPrefix, key: string): boolean =>
  isKey ? key === prefix : key.startsWith(prefix);

/** Whether the lake has, or once had, a file with the named key or prefix. */
export const isKnown = (prefix: OpenPrefix, index: BucketIndex): boolean =>
  [...index.keys()].some((key) => isWithin(prefix, key));

/** The prefixes that are not within another one of them. */
export const withoutRepeats = (prefixes: readonly OpenPrefix[]): OpenPrefix[] => {
  const different = [...new Map(prefixes.map((open) => [open.prefix, open])).values()];
  return different.filter(
    (open) => !different.some((other) => other !== open && isWithin(other, open.prefix)),
  );
};
