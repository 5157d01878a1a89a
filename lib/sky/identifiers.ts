import { percentEncoded } from './percent-encoding.ts';

/** A place of a file for its identifiers. */
interface Named {
  readonly bucket: string;
  readonly key: string;
}

/** The part of an IVOID before `?` allows unreserved characters only, without percent-encoding (IVOA Identifiers 2.0, 2.3.3). */
const unreserved = (text: string): string => text.replace(/[^A-Za-z0-9._~-]/g, '-');

/** The publisher's identifier of a file: `ivo://AUTHORITY/BUCKET?KEY` (IVOA Identifiers 2.0, 4.1). It never changes for the same object. */
export const publisherDid = (authority: string, { bucket, key }: Named): string =>
  `ivo://${authority}/${unreserved(bucket) || 'local'}?${percentEncoded(key)}`;

/** Ends of file names that say how a file is stored. */
const SUFFIX = /\.(fits?|fts|fit|gz|z|bz2|zst|fz|imfits|mt|pha|evt|arf|rmf|lc)$/i;

/** A key without its suffixes: the identifier of an observation whose header has none. */
export function withoutSuffixes(key: string): string {
  let name = key;
  for (let shorter = name.replace(SUFFIX, ''); shorter !== name && !/(^|\/)$/.test(shorter); ) {
    name = shorter;
    shorter = name.replace(SUFFIX, '');
  }
  return name;
}
