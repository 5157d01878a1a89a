import type { Fault } from '../fits/fault.ts';
import { LIMITS, type Limits } from '../fits/limits.ts';
import { type ReadReport, readHeaders } from '../fits/read.ts';
import type { Hdu } from '../fits/walk.ts';
import type { Head } from '../stores/store.ts';
import { csvRow, placeFields } from './csv.ts';
import { writeCards } from './csv-cards.ts';
import { EXTRACTOR_REVISION, type Place } from './extraction.ts';
import { type RowBuffer, writeText } from './row-buffer.ts';
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
  /** Called after each HDU, and within long ones: a chance to empty `rows`. */
  readonly afterRows?: () => void;
}

/**
 * Writes all rows of one file: of its HDUs and faults in their order, at last of the file itself.
 * Throws only what `read` throws; whatever stands in the file becomes rows.
 */
export async function writeFileRows(
  rows: RowBuffer,
  place: Place,
  read: ReadState,
  { limits = LIMITS, now = new Date(), afterRows = () => {} }: RowOptions = {},
): Promise<FileRows> {
  const fields = placeFields(place.bucket, place.key);
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
      writeHdu(rows, hdu.hdu + fields, hdu, afterRows);
      afterRows();
    },
    fault: (fault: Fault): void => {
      faults.push(fault);
      const start = (fault.hdu ?? '') + fields;
      writeText(rows, csvRow(start, 'fault', fault.code, fault.reason, String(fault.byte ?? '')));
    },
  };
  const report = await readHeaders(source, sink, limits);
  // the reader always reads the file's beginning
  const state = head as unknown as Head;
  writeFile(rows, fields, state, report, now);
  return { head: state, report, faults };
}

function writeHdu(rows: RowBuffer, start: string, hdu: Hdu, afterRows: () => void): void {
  const { type, headerOffset, dataOffset, dataLength, cards } = hdu;
  const values = { type, header_offset: headerOffset, data_offset: dataOffset, data_length: dataLength };
  writeText(rows, rowsOf(start, 'hdu', values));
  writeCards(rows, start, cards, afterRows);
}

function writeFile(rows: RowBuffer, start: string, head: Head, report: ReadReport, now: Date): void {
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
  writeText(rows, rowsOf(start, 'file', values));
}

function rowsOf(
  start: string,
  type: 'file' | 'hdu',
  values: Record<string, string | number | bigint>,
): string {
  let text = '';
  for (const name in values) text += csvRow(start, type, name, values[name]!);
  return text;
}
