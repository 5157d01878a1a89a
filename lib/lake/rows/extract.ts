import type { Fault } from '../../fits/fault.ts';
import type { Limits } from '../../fits/limits.ts';
import { Archived, Changed, Missing, type Store } from '../../stores/store.ts';
import { HEADER_LINE } from '../columns.ts';
import type { Extract, Extraction, SourceFile } from '../extraction.ts';
import { ARCHIVED_REQUESTS, writeArchivedRows, writeFileRows } from './file-rows.ts';
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

/**
 * The extractor of the lake: a source object's headers as the gzipped rows of its lake object. An archived
 * object has no headers to read: its rows are what its head tells, and a fault.
 */
export function extractor({ limits, now, keepCsv = false }: ExtractorOptions = {}): Extract {
  const spare: RowBuffer[] = [];
  let lent: RowBuffer | undefined;
  const giveBack = (rows: RowBuffer | undefined): void => {
    if (rows !== undefined && rows.bytes.length <= LARGEST_SPARE) spare.push(rows);
  };
  const open = () => {
    giveBack(lent);
    const rows = spare.pop() ?? rowBuffer();
    lent = keepCsv ? rows : undefined;
    rows.length = 0;
    writeText(rows, HEADER_LINE);
    const packed = gzipWriter(rows, PIECE);
    const close = () => {
      const { body, csv } = packed.end();
      if (!keepCsv) giveBack(rows);
      return { body, csv: keepCsv ? csv : undefined };
    };
    return { rows, pack: packed.pack, close };
  };

  const readable: Extract = async (source, place, conditions) => {
    const { rows, pack, close } = open();
    const { head, report, faults } = await writeFileRows(
      rows,
      place,
      (offset, length, etag) =>
        source.read(place.key, offset, length, etag === undefined ? conditions : { ifMatch: etag }),
      { ...(limits && { limits }), ...(now && { now: now() }), afterRows: pack },
    );
    const { hdus, cards, bytesRead, requests } = report;
    return { head, ...close(), readable: true, faults, hdus, cards, bytesRead, requests };
  };

  const archived = async (source: Store, place: SourceFile): Promise<Extraction> => {
    const head = await source.head(place.key);
    if (head === undefined) throw new Missing(place.key);
    // restored in between
    if (head.archived === undefined) throw new Changed(place.key);
    const fault: Fault = {
      code: 'archived',
      hdu: undefined,
      byte: undefined,
      reason: `it is archived (${head.archived}) and has to be restored before its headers can be read`,
    };
    const { rows, close } = open();
    writeArchivedRows(rows, place, head, fault, now?.());
    const nothing = { hdus: 0, cards: 0, bytesRead: 0 };
    return { head, ...close(), readable: false, faults: [fault], ...nothing, requests: ARCHIVED_REQUESTS };
  };

  return async (source, place, conditions) => {
    try {
      return await readable(source, place, conditions);
    } catch (error) {
      if (!(error instanceof Archived)) throw error;
      return archived(source, place);
    }
  };
}
