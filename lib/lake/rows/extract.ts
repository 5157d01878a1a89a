import type { Fault } from '../../fits/fault.ts';
import { LIMITS, type Limits } from '../../fits/limits.ts';
import { DEFAULT_SETTINGS, type DerivationSettings } from '../../sky/rules.ts';
import { Archived, Changed, Missing, type Store } from '../../stores/store.ts';
import type { Extract, Extraction, SourceFile } from '../extraction.ts';
import { pinned } from '../pinned.ts';
import { bodyWriters } from './body-writer.ts';
import { rowsAgain } from './derive-again.ts';
import { rowDeriver } from './derived-rows.ts';
import { ARCHIVED_REQUESTS, writeArchivedRows, writeFileRows } from './file-rows.ts';

/** Files of up to so many bytes are read in one go: a second read costs more than bytes that turn out not to be needed. */
export const SMALL_FILE = 128 * 1024;

/** How an extractor reads files. */
export interface ExtractorOptions {
  /** The most that is read of one file. */
  readonly limits?: Limits;
  /** Files that were listed with at most so many bytes are read at once. */
  readonly wholeUpTo?: number;
  readonly now?: () => Date;
  /** Extractions also have their uncompressed CSV if it has at most so many bytes; by default, none has. */
  readonly keepCsvUpTo?: number;
  /** How values are derived from headers. */
  readonly derivation?: DerivationSettings;
}

/**
 * Returns a function that reads the headers of a source file into the body of its lake object. For an archived file,
 * the rows are its fault and the facts in its head.
 */
export function extractor({
  limits = LIMITS,
  wholeUpTo = 0,
  now,
  keepCsvUpTo,
  derivation = DEFAULT_SETTINGS,
}: ExtractorOptions = {}): Extract {
  const open = bodyWriters(keepCsvUpTo);
  const deriver = rowDeriver(derivation);
  /** Memory for small files, which is reused. */
  const spare: Uint8Array[] = [];

  const extractReadable: Extract = async (source, file, conditions, size = Number.POSITIVE_INFINITY) => {
    const { rows, compress, close } = open();
    const memory = size <= wholeUpTo ? (spare.pop() ?? new Uint8Array(wholeUpTo)) : undefined;
    try {
      const { head, report, faults } = await writeFileRows(
        rows,
        file,
        pinned(source, file.key, { ...conditions, ...(memory && { memory }) }),
        {
          limits: memory ? { ...limits, firstRead: wholeUpTo } : limits,
          ...(now && { now: now() }),
          afterRows: compress,
          deriver,
        },
      );
      const { hdus, cards, bytesRead, requests } = report;
      return { head, ...close(), readable: true, faults, hdus, cards, bytesRead, requests };
    } finally {
      if (memory) spare.push(memory);
    }
  };

  const extractArchived = async (source: Store, file: SourceFile): Promise<Extraction> => {
    const head = await source.head(file.key);
    if (head === undefined) throw new Missing(file.key);
    // restored since the read was refused
    if (head.archived === undefined) throw new Changed(file.key);
    const fault = archivedFault(head.archived);
    const { rows, close } = open();
    writeArchivedRows(rows, file, head, fault, deriver.digest, now?.());
    const nothing = { hdus: 0, cards: 0, bytesRead: 0 };
    return { head, ...close(), readable: false, faults: [fault], ...nothing, requests: ARCHIVED_REQUESTS };
  };

  const extract: Extract = async (source, file, conditions, size) => {
    try {
      return await extractReadable(source, file, conditions, size);
    } catch (error) {
      if (!(error instanceof Archived)) throw error;
      return extractArchived(source, file);
    }
  };
  return Object.assign(extract, {
    rules: deriver.digest,
    deriveAgain: rowsAgain(deriver, open),
  });
}

const archivedFault = (storageClass: string): Fault => ({
  code: 'archived',
  hdu: undefined,
  byte: undefined,
  reason: `it is archived (${storageClass}) and has to be restored before its headers can be read`,
});
