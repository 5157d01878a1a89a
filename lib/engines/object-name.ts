import { collectionOf, HIVE_NULL, lakeKey } from '../lake/naming.ts';
import type { Beginning } from './lake-object.ts';

type Source = NonNullable<Beginning['source']>;

/** Leading folders that may name a collection. */
const DEEPEST = 10;

/** The part of a lake object's path that tells whose it is: `headers/collection=C/HASH`. */
const whose = (path: string): string => /^[^/]*\/[^/]*\/[^-]*/.exec(path.normalize())?.[0] ?? path;

/**
 * Whether a lake object lies where the lake keeps what it knows of a source file, whatever the number of folders that
 * name its collection. One that does not is a copy, and its rows would be there twice.
 */
export function isNamedFor(path: string, source: Source): boolean {
  // rows have U+FFFD for a control character in a key, and the name was made from the character
  if (`${source.bucket}${source.key}`.includes('\ufffd')) return true;
  return keyAt(path, source) !== undefined;
}

/**
 * The value of the partition that a lake object is in; null where Hive, and so Athena, has NULL. It comes from the
 * source file's key where that tells it, since some file systems write a folder's name in other characters (NFD).
 */
export function partitionOf(path: string, source: Source): string | null {
  const { value } = collectionOf(keyAt(path, source) ?? path);
  return value === HIVE_NULL ? null : value;
}

/** The key that the lake gives to what it knows of a source file; undefined where the object's path is none of them. */
function keyAt(path: string, { bucket, key }: Source): string | undefined {
  const found = whose(path);
  const folders = Math.min(DEEPEST, key.split('/').length - 1);
  for (let depth = 0; depth <= folders; depth++) {
    const lake = lakeKey({ bucket, key }, depth);
    if (whose(lake) === found) return lake;
  }
  return undefined;
}
