import { formerLakeKey } from '../../lake/former-naming.ts';
import { collectionOf, HIVE_NULL, lakeKey } from '../../lake/naming.ts';
import type { Beginning } from './lake-object.ts';

type Source = NonNullable<Beginning['source']>;

/** Leading folders that may name a collection. */
const DEEPEST = 10;

/**
 * A path for comparison: some file systems normalize names (NFD), or treat names that differ only in case as one folder.
 */
const comparable = (path: string): string => path.normalize().toLowerCase();

/**
 * Whether the path of a lake object matches its source file, as of now or up to 0.1.0, for any number of folders that
 * name its collection. If not, the object is a copy, and its rows would be there twice.
 */
export function isNamedFor(path: string, source: Source): boolean {
  // rows have U+FFFD for a control character in a key, and the name was made from the character
  if (`${source.bucket}${source.key}`.includes('\ufffd')) return true;
  return keyAt(path, source) !== undefined;
}

/**
 * The value of the partition that a lake object is in; null where Hive, and so Athena, has NULL. It comes from the
 * source file's key where possible, rather than from the path as the file system returns it.
 */
export function partitionOf(path: string, source: Source): string | null {
  const { value } = collectionOf(keyAt(path, source) ?? path);
  return value === HIVE_NULL ? null : value;
}

/** The key that the lake gives to what it knows of a source file; undefined where the object's path is none of them. */
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
