import type { Fault } from '../../fits/fault.ts';
import { LIMITS, type Limits } from '../../fits/limits.ts';
import { type ReadReport, readHeaders } from '../../fits/read.ts';
import type { ByteSource } from '../../fits/source.ts';
import { NODE } from '../../node/platform.ts';
import type { Head } from '../../stores/store.ts';
import type { FileFact } from '../columns.ts';
import type { SourceFile } from '../extraction.ts';
import type { PinnedSource } from '../pinned.ts';
import { sourceUrl } from '../source-url.ts';
import type { RowDeriver } from './derived-rows.ts';
import type { RowBuffer } from './row-buffer.ts';
import { type Facts, rowCollector } from './row-collector.ts';
import { utc } from './time.ts';

/** What was read of one file. */
export interface FileReading {
  /** The state of the file that was read. */
  readonly head: Head;
  readonly report: ReadReport;
  readonly faults: readonly Fault[];
}

/** How rows are made. */
export interface RowOptions {
  /** The most that is read of one file. */
  readonly limits?: Limits;
  /** The time of extraction. */
  readonly now?: Date;
  /** Called after each HDU, and from time to time within a long one, to let the caller empty `rows`. */
  readonly afterRows?: () => void;
  /** Nothing is derived without it. */
  readonly deriver?: RowDeriver;
}

/**
 * Reads the headers of one file and writes all of its rows: first those of its HDUs and faults in the order of the file,
 * then what is derived from its headers, if anything, and finally those about the file itself.
 *
 * @throws what `source` throws. The content of the file never makes it throw.
 */
export async function writeFileRows(
  rows: RowBuffer,
  file: SourceFile,
  source: PinnedSource,
  { limits = LIMITS, now = new Date(), afterRows = () => {}, deriver }: RowOptions = {},
): Promise<FileReading> {
  let head: Head | undefined;
  const observed: ByteSource = {
    forwardOnly: source.forwardOnly === true,
    read: async (offset, length) => {
      const chunk = await source.read(offset, length);
      head ??= chunk.head;
      return chunk;
    },
  };
  const collector = rowCollector(rows, file, afterRows, deriver?.file(file));
  const report = await readHeaders(observed, collector, limits, NODE);
  // the reader always reads the start of the file
  const state = head as unknown as Head;
  const facts: Facts<Exclude<FileFact, 'extractor'>> = {
    source_url: sourceUrl(file),
    ...headValues(state),
    container: report.container,
    hdu_count: report.hdus,
    card_count: report.cards,
    ...readValues(report, now),
  };
  collector.file(facts, deriver?.digest ?? '');
  return { head: state, report, faults: collector.faults };
}

/** An archived file takes two requests: a read that is refused, and a HEAD. */
export const ARCHIVED_REQUESTS = 2;

/**
 * Writes the rows of an archived file: its fault, and the facts in its head.
 *
 * @param digest of the settings, although nothing is derived
 */
export function writeArchivedRows(
  rows: RowBuffer,
  file: SourceFile,
  head: Head,
  fault: Fault,
  digest: string,
  now = new Date(),
): void {
  const collector = rowCollector(rows, file, () => {});
  collector.fault(fault);
  const facts = {
    source_url: sourceUrl(file),
    ...headValues(head),
    ...readValues({ bytesRead: 0, requests: ARCHIVED_REQUESTS }, now),
  };
  collector.file(facts, digest);
}

const headValues = (head: Head) => ({
  // of a pipe that was not read to its end, it is not known
  size: Number.isFinite(head.size) ? head.size : '',
  etag: head.etag,
  last_modified: utc(head.lastModified),
  version_id: head.versionId ?? '',
});

const readValues = ({ bytesRead, requests }: Pick<ReadReport, 'bytesRead' | 'requests'>, now: Date) => ({
  bytes_read: bytesRead,
  requests,
  extracted_at: utc(now),
});
