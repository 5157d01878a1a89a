import type { Limits } from '../fits/limits.ts';
import { HEADER_LINE } from './columns.ts';
import type { Extract } from './extraction.ts';
import { writeFileRows } from './file-rows.ts';
import { gzipWriter } from './gzip-writer.ts';
import { type RowBuffer, rowBuffer, writeText } from './row-buffer.ts';

/** CSV is packed when so much has come together: a small file's in one piece, a large one's in several. */
const PIECE = 4 * 1024 * 1024;
/** Memory for rows is used again for the next file, unless it has grown larger than this. */
const LARGEST_SPARE = 1024 * 1024;

export interface ExtractorOptions {
  /** What is read of one file at most. */
  readonly limits?: Limits;
  readonly now?: () => Date;
  /**
   * Whether extractions keep their CSV too; it is there until this extractor's next call, so calls must not
   * run side by side then.
   */
  readonly keepCsv?: boolean;
}

/** The extractor of the lake: a source object's headers as the gzipped rows of its lake object. */
export function extractor({ limits, now, keepCsv = false }: ExtractorOptions = {}): Extract {
  const spare: RowBuffer[] = [];
  let lent: RowBuffer | undefined;
  const giveBack = (rows: RowBuffer | undefined): void => {
    if (rows !== undefined && rows.bytes.length <= LARGEST_SPARE) spare.push(rows);
  };
  return async (source, place, conditions) => {
    giveBack(lent);
    const rows = spare.pop() ?? rowBuffer();
    lent = keepCsv ? rows : undefined;
    rows.length = 0;
    writeText(rows, HEADER_LINE);
    const packed = gzipWriter(rows, PIECE);
    const { head, report, faults } = await writeFileRows(
      rows,
      place,
      (offset, length, etag) =>
        source.read(place.key, offset, length, etag === undefined ? conditions : { ifMatch: etag }),
      { ...(limits && { limits }), ...(now && { now: now() }), afterRows: packed.pack },
    );
    const { body, csv } = packed.end();
    if (!keepCsv) giveBack(rows);
    const { hdus, cards, bytesRead, requests } = report;
    return {
      head,
      body,
      csv: keepCsv ? csv : undefined,
      readable: true,
      faults,
      hdus,
      cards,
      bytesRead,
      requests,
    };
  };
}
