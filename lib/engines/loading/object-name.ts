import { formerLakeKey } from '../../lake/former-naming.ts';
import { collectionOf, HIVE_NULL, lakeKey } from '../../lake/naming.ts';
import type { Beginning } from './lake-object.ts';

// Whether a lake object is where its source file belongs, and in which partition.

type Source = NonNullable<Beginning['source']>;

/** The most folders that can form the name of a collection. */
const DEEPEST = 10;

/** A path in the form in which paths are compared: some file systems normalize names (NFD) or ignore case. */
const comparable = (path: string): string => path.normalize().toLowerCase();

/**
 * Whether the path of a lake object matches its source file, by the naming of this release or of releases up to 0.1.0,
 * for any collection depth. If not, the object is a copy, and its rows would appear twice.
 */
export function isNamedFor(path: string, source: Source): boolean {
  // rows contain U+FFFD in place of a control character in a key, but the name was made from the original key
  if (`${source.bucket}${source.key}`.includes('\ufffd')) return true;
  return keyAt(path, source) !== undefined;
}

/**
 * The value of the partition that a lake object is in; null if Hive, and so Athena, reads it as NULL. The value comes
 * from the source key if possible, since the file system may return the path in another form.
 */
export function partitionOf(path: string, source: Source): string | null {
  const { value } = collectionOf(keyAt(path, source) ?? path);
  return value === HIVE_NULL ? null : value;
}

/** The key of the lake object of a source file that matches a path; undefined if none does. */
function keyAt(path: string, source: Source): string | undefined {
  const found = comparable(path);
  const folders = Math.min(DEEPEST, source.key.split('/').length - 1);
  for (const keyOf of [lakeKey, formerLakeKey]) {
    for (let depth = 0; depth <= folders; depth++) {
      const lake = keyOf(source, depth);
      if (comparable(lake) === found) return lake;
    }
  }
  return undefined;
}
