import type { Fault } from '../../fits/fault.ts';
import type { Limits } from '../../fits/limits.ts';
import { Archived, Changed, Missing, type Store } from '../../stores/store.ts';
import { HEADER_LINE } from '../columns.ts';
import type { Extract, Extraction, SourceFile } from '../extraction.ts';
import { pinned } from '../pinned.ts';
import { ARCHIVED_REQUESTS, writeArchivedRows, writeFileRows } from './file-rows.ts';
import { gzipWriter } from './gzip-writer.ts';
import { type RowBuffer, rowBuffer, writeText } from './row-buffer.ts';

/** Bytes of CSV that are compressed at a time. The CSV of most files is shorter, and is compressed as a whole. */
const CHUNK = 4 * 1024 * 1024;
/** The memory for rows is reused for the next file, unless it has grown larger than this. */
const LARGEST_SPARE = 1024 * 1024;

/** How an extractor reads files. */
export interface ExtractorOptions {
  /** The most that is read of one file. */
  readonly limits?: Limits;
  readonly now?: () => Date;
  /**
   * Whether extractions contain their CSV uncompressed too. It is valid until this extractor is called again, so files
   * must then be read one after the other.
   */
  readonly keepCsv?: boolean;
}

/**
 * Returns a function that reads the headers of a source file into the body of its lake object. For an archived file,
 * the rows are its fault and the facts in its head.
 */
export function extractor({ limits, now, keepCsv = false }: ExtractorOptions = {}): Extract {
  const open = bodyWriters(keepCsv);

  const extractReadable: Extract = async (source, file, conditions) => {
    const { rows, compress, close } = open();
    const { head, report, faults } = await writeFileRows(rows, file, pinned(source, file.key, conditions), {
      ...(limits && { limits }),
      ...(now && { now: now() }),
      afterRows: compress,
    });
    const { hdus, cards, bytesRead, requests } = report;
    return { head, ...close(), readable: true, faults, hdus, cards, bytesRead, requests };
  };

  const extractArchived = async (source: Store, file: SourceFile): Promise<Extraction> => {
    const head = await source.head(file.key);
    if (head === undefined) throw new Missing(file.key);
    // restored since the read was refused
    if (head.archived === undefined) throw new Changed(file.key);
    const fault = archivedFault(head.archived);
    const { rows, close } = open();
    writeArchivedRows(rows, file, head, fault, now?.());
    const nothing = { hdus: 0, cards: 0, bytesRead: 0 };
    return { head, ...close(), readable: false, faults: [fault], ...nothing, requests: ARCHIVED_REQUESTS };
  };

  return async (source, file, conditions) => {
    try {
      return await extractReadable(source, file, conditions);
    } catch (error) {
      if (!(error instanceof Archived)) throw error;
      return extractArchived(source, file);
    }
  };
}

const archivedFault = (storageClass: string): Fault => ({
  code: 'archived',
  hdu: undefined,
  byte: undefined,
  reason: `it is archived (${storageClass}) and has to be restored before its headers can be read`,
});

/** Returns a function that begins the body of a lake object. The memory of finished bodies is reused. */
function bodyWriters(keepCsv: boolean) {
  const spare: RowBuffer[] = [];
  /** The rows of the last body, if its CSV is kept. */
  let lent: RowBuffer | undefined;
  const giveBack = (rows: RowBuffer | undefined): void => {
    if (rows !== undefined && rows.bytes.length <= LARGEST_SPARE) spare.push(rows);
  };
  return () => {
    giveBack(lent);
    const rows = spare.pop() ?? rowBuffer();
    lent = keepCsv ? rows : undefined;
    rows.length = 0;
    writeText(rows, HEADER_LINE);
    const gzip = gzipWriter(rows, CHUNK);
    const close = () => {
      const { body, csv } = gzip.end();
      if (!keepCsv) giveBack(rows);
      return { body, csv: keepCsv ? csv : undefined };
    };
    return { rows, compress: gzip.compress, close };
  };
}
