import { gzipSync } from 'node:zlib';
import type { RowBuffer } from './row-buffer.ts';

/** Rows on their way into gzip: one member for a small file, several for a large one (RFC 1952, 2.2). */
export interface GzipWriter {
  /** Packs what has come together, if it is enough for a piece. */
  pack(): void;
  /** Packs the rest; gives the gzip, and the text itself where it makes one piece. */
  end(): { readonly body: Uint8Array; readonly csv: Uint8Array | undefined };
}

/** Level 1: header cards shrink to a tenth at any level, and packing is half of an ingest's work. */
const LEVEL = 1;

/**
 * Packs what is written to `rows`.
 *
 * @param piece bytes of text after which a member is packed
 */
export function gzipWriter(rows: RowBuffer, piece: number): GzipWriter {
  const members: Uint8Array[] = [];
  const member = (): void => {
    members.push(gzipSync(rows.bytes.subarray(0, rows.length), { level: LEVEL }));
  };
  return {
    pack: () => {
      if (rows.length < piece) return;
      member();
      rows.length = 0;
    },
    end: () => {
      const csv = members.length === 0 ? rows.bytes.subarray(0, rows.length) : undefined;
      if (rows.length > 0) member();
      return { body: members.length === 1 ? members[0]! : Buffer.concat(members), csv };
    },
  };
}
