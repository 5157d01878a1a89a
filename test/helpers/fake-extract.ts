import { gunzipSync, gzipSync } from 'node:zlib';
import { HEADER_LINE } from '../../lib/lake/columns.ts';
import type { DeriveAgain, Extract } from '../../lib/lake/extraction.ts';
import { Changed, type Head, Missing } from '../../lib/stores/store.ts';

/** What a source throws for an archived file. */
export class Archived extends Error {
  override readonly name = 'Archived';
}

/**
 * An extractor whose rows are the bytes of the file, read in two requests. For an archived file, for which the source
 * throws {@link Archived}, they are a fault.
 */
export const fakeExtract: Extract = async (source, file, conditions) => {
  const extraction = (head: Head, rows: string, requests: number, readable = true) => {
    const csv = Buffer.from(HEADER_LINE + rows);
    const faults = readable
      ? []
      : [{ code: 'archived' as const, hdu: undefined, byte: undefined, reason: 'it is archived' }];
    const counts = { hdus: 1, cards: 1, bytesRead: head.size, requests };
    return { head, csv, body: gzipSync(csv), readable, faults, ...counts };
  };
  try {
    const first = await source.read(file.key, 0, 1, conditions);
    const { head } = first;
    const rest = await source.read(file.key, 1, 1000, { ifMatch: head.etag });
    return extraction(head, Buffer.concat([first.bytes, rest.bytes]).toString(), 2);
  } catch (error) {
    if (!(error instanceof Archived)) throw error;
    const head = await source.head(file.key);
    if (head === undefined) throw new Missing(file.key);
    if (head.archived === undefined) throw new Changed(file.key);
    return extraction(head, 'archived', 2, false);
  }
};

/** {@link fakeExtract} with these rules. Its rows do not depend on them, so deriving them again changes nothing. */
export const derivingExtract = (rules: string, deriveAgain: DeriveAgain = sameRows): Extract =>
  Object.assign<Extract, Partial<Extract>>((...call) => fakeExtract(...call), { rules, deriveAgain });

/** Compresses the same rows again. */
const sameRows: DeriveAgain = async (body) => ({ body: gzipSync(gunzipSync(body)), csv: undefined });
