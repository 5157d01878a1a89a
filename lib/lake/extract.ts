import type { Fault } from '../fits/fault.ts';
import { LIMITS, type Limits } from '../fits/limits.ts';
import { type ReadReport, readHeaders } from '../fits/read.ts';
import type { Hdu } from '../fits/walk.ts';
import type { Head } from '../stores/store.ts';
import { HEADER_LINE } from './columns.ts';
import { rowStart, writeRow } from './csv.ts';
import { writeCards } from './csv-cards.ts';
import { EXTRACTOR_REVISION, type Extract } from './extraction.ts';
import { type GzipWriter, gzipWriter } from './gzip-writer.ts';
import { type RowBuffer, rowBuffer } from './row-buffer.ts';
import { utc } from './time.ts';

/** CSV is packed when so much has come together: a small file's in one piece, a large one's in several. */
const PIECE = 8 * 1024 * 1024;
/** CSV longer than this is not kept beside its packed form. */
const LONGEST_KEPT = 8 * 1024 * 1024;

/**
 * The extractor of the lake: reads a source object's headers into the rows of its lake object.
 *
 * @param limits what is read of one file at most
 * @param now the time of extraction
 */
export const extractor =
  (limits: Limits = LIMITS, now: () => Date = () => new Date()): Extract =>
  async (source, place, conditions = {}) => {
    const packed = gzipWriter(PIECE, LONGEST_KEPT);
    packed.rows.bytes.set(Buffer.from(HEADER_LINE));
    packed.rows.length = HEADER_LINE.length;
    const faults: Fault[] = [];
    let head: Head | undefined;
    const sink = hduRows(packed, place.bucket, place.key, faults);
    const report = await readHeaders(
      {
        read: async (offset, length) => {
          const pinned = head === undefined ? conditions : { ifMatch: head.etag };
          const { bytes, head: found } = await source.read(place.key, offset, length, pinned);
          head ??= found;
          return { bytes, size: found.size };
        },
      },
      sink,
      limits,
    );
    const found = head as Head | undefined;
    if (found === undefined) throw new Error(`${place.key}: nothing was read`);
    fileRows(packed.rows, rowStart('', place.bucket, place.key), found, report, now());
    const { body, csv } = packed.end();
    const { hdus, cards, bytesRead, requests } = report;
    return { head: found, body, csv, readable: true, faults, hdus, cards, bytesRead, requests };
  };

/** Rows of HDUs and faults, in the order of the file. */
function hduRows(packed: GzipWriter, bucket: string, key: string, faults: Fault[]) {
  return {
    hdu: ({ hdu, type, headerOffset, dataOffset, dataLength, cards }: Hdu): void => {
      const start = rowStart(hdu, bucket, key);
      const { rows } = packed;
      writeRow(rows, start, 'hdu', 'type', type);
      writeRow(rows, start, 'hdu', 'header_offset', String(headerOffset));
      writeRow(rows, start, 'hdu', 'data_offset', String(dataOffset));
      writeRow(rows, start, 'hdu', 'data_length', String(dataLength));
      writeCards(rows, start, cards);
      packed.pack();
    },
    fault: (fault: Fault): void => {
      faults.push(fault);
      const start = rowStart(fault.hdu ?? '', bucket, key);
      writeRow(packed.rows, start, 'fault', fault.code, fault.reason, String(fault.byte ?? ''));
    },
  };
}

function fileRows(rows: RowBuffer, start: Uint8Array, head: Head, report: ReadReport, now: Date): void {
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
