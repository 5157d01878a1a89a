import type { Limits } from '../fits/limits.ts';
import { HEADER_LINE } from './columns.ts';
import type { Extract } from './extraction.ts';
import { writeFileRows } from './file-rows.ts';
import { gzipWriter } from './gzip-writer.ts';

/** CSV is packed when so much has come together: a small file's in one piece, a large one's in several. */
const PIECE = 8 * 1024 * 1024;

/** The extractor of the lake: a source object's headers as the gzipped rows of its lake object. */
export const extractor =
  (options: { readonly limits?: Limits; readonly now?: () => Date } = {}): Extract =>
  async (source, place, conditions) => {
    const packed = gzipWriter(PIECE);
    packed.rows.bytes.set(Buffer.from(HEADER_LINE));
    packed.rows.length = HEADER_LINE.length;
    const { head, report, faults } = await writeFileRows(
      packed.rows,
      place,
      (offset, length, etag) =>
        source.read(place.key, offset, length, etag === undefined ? conditions : { ifMatch: etag }),
      {
        ...(options.limits && { limits: options.limits }),
        ...(options.now && { now: options.now() }),
        afterHdu: packed.pack,
      },
    );
    const { hdus, cards, bytesRead, requests } = report;
    return { head, ...packed.end(), readable: true, faults, hdus, cards, bytesRead, requests };
  };
