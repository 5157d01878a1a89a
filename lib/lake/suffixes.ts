// Which files are read, judged by the end of their names.

const FORMATS = ['.fits', '.fit', '.fts', '.fz'];
const CONTAINERS = ['', '.gz', '.Z', '.bz2', '.zst'];

const COMPRESSED = /\.(?:gz|z|bz2|zst)$/i;

/** Whether a key has the suffix of a compressed file, which must be read to its end. */
export const isCompressed = (key: string): boolean => COMPRESSED.test(key);

/** A suffix, and the suffixes of the same files if they are compressed. */
export const withContainers = (suffix: string): string[] =>
  isCompressed(suffix) ? [suffix] : CONTAINERS.map((container) => suffix + container);

/** The suffixes of FITS files, for events, backfill and ingest alike. Case does not matter. */
export const SUFFIXES: readonly string[] = FORMATS.flatMap(withContainers);

/** Returns a test of whether a key ends with one of `suffixes`, ignoring case. */
export function suffixTest(suffixes: readonly string[]): (key: string) => boolean {
  const literal = suffixes.map((suffix) => suffix.replace(/\W/g, '\\$&'));
  const ending = new RegExp(`(?:${literal.join('|')})$`, 'i');
  return (key) => ending.test(key);
}

/** Whether a key has the suffix of a FITS file. */
export const hasFitsSuffix = suffixTest(SUFFIXES);

/** An extension that is worth counting. In some names, a sentence or a time follows the last dot. */
const EXTENSION = /[^./](\.[A-Za-z0-9_+~-]{1,20})$/;

/** The suffix of a key, such as `.fits`, or `.arf.gz` for a compressed file; '' if there is none. */
export function suffixOf(key: string): string {
  const name = key.slice(key.lastIndexOf('/') + 1);
  const last = EXTENSION.exec(name)?.[1] ?? '';
  if (!isCompressed(last)) return last;
  return (EXTENSION.exec(name.slice(0, -last.length))?.[1] ?? '') + last;
}
