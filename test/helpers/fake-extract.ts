import { gzipSync } from 'node:zlib';
import { HEADER_LINE } from '../../lib/lake/columns.ts';
import type { Extract } from '../../lib/lake/extraction.ts';
import { Changed, type Head, Missing } from '../../lib/stores/store.ts';

/** What a source throws when a file has to be restored before it can be read. */
export class Archived extends Error {
  override readonly name = 'Archived';
}

/**
 * An extractor whose rows are the file's own bytes, read in two requests. A file that the source calls
 * {@link Archived} gives a fault row.
 */
export const fakeExtract: Extract = async (source, place, conditions) => {
  const extraction = (head: Head, rows: string, requests: number, readable = true) => {
    const csv = Buffer.from(HEADER_LINE + rows);
    const faults = readable
      ? []
      : [{ code: 'archived' as const, hdu: undefined, byte: undefined, reason: 'it is archived' }];
    const counts = { hdus: 1, cards: 1, bytesRead: head.size, requests };
    return { head, csv, body: gzipSync(csv), readable, faults, ...counts };
  };
  try {
    const first = await source.read(place.key, 0, 1, conditions);
    const { head } = first;
    const rest = await source.read(place.key, 1, 1000, { ifMatch: head.etag });
    return extraction(head, Buffer.concat([first.bytes, rest.bytes]).toString(), 2);
  } catch (error) {
    if (!(error instanceof Archived)) throw error;
    const head = await source.head(place.key);
    if (head === undefined) throw new Missing(place.key);
    if (head.archived === undefined) throw new Changed(place.key);
    return extraction(head, 'archived', 2, false);
  }
};
