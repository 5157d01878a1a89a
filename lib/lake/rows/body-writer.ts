import { HEADER_LINE } from '../columns.ts';
import type { LakeRows } from '../extraction.ts';
import { gzipWriter } from './gzip-writer.ts';
import { type RowBuffer, rowBuffer, writeText } from './row-buffer.ts';

/** Bytes of CSV that are compressed at a time. The CSV of most files is shorter, and is compressed as a whole. */
const CHUNK = 4 * 1024 * 1024;
/** The memory for rows is reused for the next file, unless it has grown larger than this. */
const LARGEST_SPARE = 1024 * 1024;

/** The longest CSV that is copied: those of many files may be in memory at the same time. */
const LONGEST_COPY = 256 * 1024;

/** Whether the CSV of a body is kept: until the next body is begun (`lent`), or as a copy, unless it is long. */
export type KeepCsv = 'no' | 'lent' | 'copied';

/** Writes the body of one lake object. */
export interface BodyWriter {
  /** The rows, after the header line. */
  readonly rows: RowBuffer;
  /** Compresses the rows so far and empties `rows`, if there are many. */
  readonly compress: () => void;
  /** Returns the body; and its CSV, if it is kept and was compressed as a whole. */
  readonly close: () => LakeRows;
}

/** Returns a function that begins the body of a lake object. The memory of finished bodies is reused. */
export function bodyWriters(keepCsv: KeepCsv): () => BodyWriter {
  const spare: RowBuffer[] = [];
  /** The rows of the last body, if its CSV is kept. */
  let lent: RowBuffer | undefined;
  const giveBack = (rows: RowBuffer | undefined): void => {
    if (rows !== undefined && rows.bytes.length <= LARGEST_SPARE) spare.push(rows);
  };
  return () => {
    giveBack(lent);
    const rows = spare.pop() ?? rowBuffer();
    lent = keepCsv === 'lent' ? rows : undefined;
    rows.length = 0;
    writeText(rows, HEADER_LINE);
    const gzip = gzipWriter(rows, CHUNK);
    const close = () => {
      const { body, csv } = gzip.end();
      const kept = keepCsv === 'lent' ? csv : keepCsv === 'copied' ? copyOf(csv) : undefined;
      if (keepCsv !== 'lent') giveBack(rows);
      return { body, csv: kept };
    };
    return { rows, compress: gzip.compress, close };
  };
}

const copyOf = (csv: Uint8Array | undefined): Uint8Array | undefined =>
  csv === undefined || csv.length > LONGEST_COPY ? undefined : Buffer.from(csv);
