import type { Fault } from '../../fits/fault.ts';
import { LIMITS, type Limits } from '../../fits/limits.ts';
import { type ReadReport, readHeaders } from '../../fits/read.ts';
import type { Hdu } from '../../fits/walk.ts';
import { NODE } from '../../node/platform.ts';
import type { Head } from '../../stores/store.ts';
import { EXTRACTOR_REVISION, type SourceFile } from '../extraction.ts';
import { csvRow, placeFields } from './csv.ts';
import { writeCards } from './csv-cards.ts';
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
  place: SourceFile,
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
      writeFault(rows, fields, fault);
    },
  };
  const report = await readHeaders(source, sink, limits, NODE);
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

function writeFault(rows: RowBuffer, start: string, { hdu, code, reason, byte }: Fault): void {
  writeText(rows, csvRow((hdu ?? '') + start, 'fault', code, reason, String(byte ?? '')));
}

function writeFile(rows: RowBuffer, start: string, head: Head, report: ReadReport, now: Date): void {
  const found = { container: report.container, hdu_count: report.hdus, card_count: report.cards };
  writeText(rows, rowsOf(start, 'file', { ...headValues(head), ...found, ...readValues(report, now) }));
}

/** A file that was not opened makes two requests: a read that is refused, and a head. */
export const ARCHIVED_REQUESTS = 2;

/** Writes the rows of a file whose headers cannot be read for now: its fault, and what its head tells. */
export function writeArchivedRows(
  rows: RowBuffer,
  place: SourceFile,
  head: Head,
  fault: Fault,
  now = new Date(),
): void {
  const fields = placeFields(place.bucket, place.key);
  const read = readValues({ bytesRead: 0, requests: ARCHIVED_REQUESTS }, now);
  writeFault(rows, fields, fault);
  writeText(rows, rowsOf(fields, 'file', { ...headValues(head), ...read }));
}

const headValues = (head: Head) => ({
  size: head.size,
  etag: head.etag,
  last_modified: utc(head.lastModified),
  version_id: head.versionId ?? '',
});

const readValues = ({ bytesRead, requests }: Pick<ReadReport, 'bytesRead' | 'requests'>, now: Date) => ({
  bytes_read: bytesRead,
  requests,
  extracted_at: utc(now),
  extractor: EXTRACTOR_REVISION,
});

function rowsOf(
  start: string,
  type: 'file' | 'hdu',
  values: Record<string, string | number | bigint>,
): string {
  let text = '';
  for (const name in values) text += csvRow(start, type, name, values[name]!);
  return text;
}
