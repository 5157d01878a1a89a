import type { Fault } from '../fits/fault.ts';
import { LIMITS, type Limits } from '../fits/limits.ts';
import { type ReadReport, readHeaders } from '../fits/read.ts';
import type { Hdu } from '../fits/walk.ts';
import type { Head } from '../stores/store.ts';
import { rowStart, writeRow } from './csv.ts';
import { writeCards } from './csv-cards.ts';
import { EXTRACTOR_REVISION, type Place } from './extraction.ts';
import type { RowBuffer } from './row-buffer.ts';
import { utc } from './time.ts';

/** Reads a range of the file at one state of it, and tells what that state is. */
export type ReadState = (
  offset: number,
  length: number,
  etag: string | undefined,
) => Promise<{ readonly bytes: Uint8Array; readonly head: Head }>;

export interface FileRows {
  readonly head: Head;
  readonly report: ReadReport;
  readonly faults: readonly Fault[];
}

export interface RowOptions {
  /** What is read of one file at most. */
  readonly limits?: Limits;
  /** The time of extraction. */
  readonly now?: Date;
  /** Called after each HDU: a chance to empty `rows`. */
  readonly afterHdu?: () => void;
}

/**
 * Writes all rows of one file: of its HDUs and faults in their order, at last of the file itself.
 * Throws only what `read` throws; whatever stands in the file becomes rows.
 */
export async function writeFileRows(
  rows: RowBuffer,
  place: Place,
  read: ReadState,
  { limits = LIMITS, now = new Date(), afterHdu }: RowOptions = {},
): Promise<FileRows> {
  const faults: Fault[] = [];
  let head: Head | undefined;
  const source = {
    read: async (offset: number, length: number) => {
      const { bytes, head: found } = await read(offset, length, head?.etag);
      head ??= found;
      return { bytes, size: found.size };
    },
  };
  const sink = {
    hdu: (hdu: Hdu): void => {
      writeHdu(rows, rowStart(hdu.hdu, place.bucket, place.key), hdu);
      afterHdu?.();
    },
    fault: (fault: Fault): void => {
      faults.push(fault);
      const start = rowStart(fault.hdu ?? '', place.bucket, place.key);
      writeRow(rows, start, 'fault', fault.code, fault.reason, String(fault.byte ?? ''));
    },
  };
  const report = await readHeaders(source, sink, limits);
  // the reader always reads the file's beginning
  const state = head as unknown as Head;
  writeFile(rows, rowStart('', place.bucket, place.key), state, report, now);
  return { head: state, report, faults };
}

function writeHdu(rows: RowBuffer, start: Uint8Array, hdu: Hdu): void {
  writeRow(rows, start, 'hdu', 'type', hdu.type);
  writeRow(rows, start, 'hdu', 'header_offset', String(hdu.headerOffset));
  writeRow(rows, start, 'hdu', 'data_offset', String(hdu.dataOffset));
  writeRow(rows, start, 'hdu', 'data_length', String(hdu.dataLength));
  writeCards(rows, start, hdu.cards);
}

function writeFile(rows: RowBuffer, start: Uint8Array, head: Head, report: ReadReport, now: Date): void {
  const values = {
    size: head.size,
    etag: head.etag,
    last_modified: utc(head.lastModified),
    version_id: head.versionId ?? '',
    container: report.container,
    hdu_count: report.hdus,
    card_count: report.cards,
    bytes_read: report.bytesRead,
    requests: report.requests,
    extracted_at: utc(now),
    extractor: EXTRACTOR_REVISION,
  };
  for (const [name, value] of Object.entries(values)) writeRow(rows, start, 'file', name, String(value));
}
