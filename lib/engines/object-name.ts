import { lakeKey } from '../lake/naming.ts';
import type { Beginning } from './lake-object.ts';

/** Leading folders that may name a collection. */
const DEEPEST = 10;

/** The part of a lake object's path that tells whose it is: `headers/collection=C/HASH`. */
const whose = (path: string): string => /^[^/]*\/[^/]*\/[^-]*/.exec(path.normalize())?.[0] ?? path;

/**
 * Whether a lake object lies where the lake keeps what it knows of a source file, whatever the number of folders that
 * name its collection. One that does not is a copy, and its rows would be there twice.
 */
export function isNamedFor(path: string, { bucket, key }: NonNullable<Beginning['source']>): boolean {
  // rows have U+FFFD for a control character in a key, and the name was made from the character
  if (`${bucket}${key}`.includes('\ufffd')) return true;
  // a control character of the key reads as U+FFFD in the CSV: nothing can be told then
  if (`${bucket}${key}`.includes('\ufffd')) return true;
  const found = whose(path);
  const folders = Math.min(DEEPEST, key.split('/').length - 1);
  for (let depth = 0; depth <= folders; depth++) {
    if (whose(lakeKey({ bucket, key }, depth)) === found) return true;
  }
  return false;
}
