const FORMATS = ['.fits', '.fit', '.fts', '.fz'];
const CONTAINERS = ['', '.gz', '.Z', '.bz2', '.zst'];

const PACKED = /\.(?:gz|z|bz2|zst)$/i;

/** Whether a key says that its file is packed as a whole, and so has to be read to its end. */
export const isPacked = (key: string): boolean => PACKED.test(key);

/** A suffix, and the same for compressed files, unless it already is one of those. */
export const withContainers = (suffix: string): string[] =>
  isPacked(suffix) ? [suffix] : CONTAINERS.map((container) => suffix + container);

/** How the names of FITS files end, in any case: for events, backfill and ingest alike. */
export const SUFFIXES: readonly string[] = FORMATS.flatMap(withContainers);

/** A test of keys: whether they end in one of `suffixes`, in any case. */
export function suffixTest(suffixes: readonly string[]): (key: string) => boolean {
  const literal = suffixes.map((suffix) => suffix.replace(/\W/g, '\\$&'));
  const ending = new RegExp(`(?:${literal.join('|')})$`, 'i');
  return (key) => ending.test(key);
}

/** Whether a key is named as a FITS file is. */
export const hasFitsSuffix = suffixTest(SUFFIXES);

/** An extension worth counting: in some names a sentence or a time follows the last dot. */
const EXTENSION = /[^./](\.[A-Za-z0-9_+~-]{1,20})$/;

/** The last extension of a key's name, including that of a compressed file (`.arf.gz`); '' if there is none. */
export function suffixOf(key: string): string {
  const name = key.slice(key.lastIndexOf('/') + 1);
  const last = EXTENSION.exec(name)?.[1] ?? '';
  if (!isPacked(last)) return last;
  return (EXTENSION.exec(name.slice(0, -last.length))?.[1] ?? '') + last;
}
