import { HEADER_LINE } from '../columns.ts';
import type { LakeRows } from '../extraction.ts';
import { gzipWriter } from './gzip-writer.ts';
import { type RowBuffer, rowBuffer, writeText } from './row-buffer.ts';

/** Bytes of CSV that are compressed at a time. The CSV of most files is shorter, and is compressed as a whole. */
const CHUNK = 4 * 1024 * 1024;
/** The memory for rows is reused for the next file, unless it has grown larger than this. */
const LARGEST_SPARE = 1024 * 1024;

/** Writes the body of one lake object. */
export interface BodyWriter {
  /** The rows, after the header line. */
  readonly rows: RowBuffer;
  /** Compresses the rows so far and empties `rows`, if there are many. */
  readonly compress: () => void;
  /** Returns the body; and its CSV, until that is released, if it is kept and was compressed as a whole. */
  readonly close: () => LakeRows;
}

/**
 * Returns a function that begins the body of a lake object. The memory of finished bodies is reused.
 *
 * @param longestKept bytes of the longest CSV that is kept
 */
export function bodyWriters(longestKept = 0): () => BodyWriter {
  const spare: RowBuffer[] = [];
  const giveBack = (rows: RowBuffer): void => {
    if (rows.bytes.length <= LARGEST_SPARE) spare.push(rows);
  };
  return () => {
    const rows = spare.pop() ?? rowBuffer();
    rows.length = 0;
    writeText(rows, HEADER_LINE);
    const gzip = gzipWriter(rows, CHUNK);
    const close = () => {
      const { body, csv } = gzip.end();
      let isKept = csv !== undefined && csv.length <= longestKept;
      if (!isKept) {
        giveBack(rows);
        return { body };
      }
      const release = (): void => {
        if (isKept) giveBack(rows);
        isKept = false;
      };
      return { body, csv, release };
    };
    return { rows, compress: gzip.compress, close };
  };
}
