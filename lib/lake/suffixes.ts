const FORMATS = ['.fits', '.fit', '.fts', '.fz'];
const CONTAINERS = ['', '.gz', '.Z', '.bz2', '.zst'];

/** How the names of FITS files end, in any case: for events, backfill and ingest alike. */
export const SUFFIXES: readonly string[] = FORMATS.flatMap((format) =>
  CONTAINERS.map((container) => format + container),
);

const ENDING = new RegExp(`(?:${SUFFIXES.join('|').replaceAll('.', '\\.')})$`, 'i');

/** Whether a key is named as a FITS file is. */
export const hasFitsSuffix = (key: string): boolean => ENDING.test(key);
