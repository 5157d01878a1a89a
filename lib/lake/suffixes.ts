const FORMATS = ['.fits', '.fit', '.fts', '.fz'];
const CONTAINERS = ['', '.gz', '.Z', '.bz2', '.zst'];

/** Whether a key says that its file is packed as a whole, and so has to be read to its end. */
export const isPacked = (key: string): boolean => /\.(?:gz|z|bz2|zst)$/i.test(key);

/** How the names of FITS files end, in any case: for events, backfill and ingest alike. */
export const SUFFIXES: readonly string[] = FORMATS.flatMap((format) =>
  CONTAINERS.map((container) => format + container),
);

/** A test of keys: whether they end in one of `suffixes`, in any case. */
export function suffixTest(suffixes: readonly string[]): (key: string) => boolean {
  const literal = suffixes.map((suffix) => suffix.replace(/\W/g, '\\$&'));
  const ending = new RegExp(`(?:${literal.join('|')})$`, 'i');
  return (key) => ending.test(key);
}

/** Whether a key is named as a FITS file is. */
export const hasFitsSuffix = suffixTest(SUFFIXES);
