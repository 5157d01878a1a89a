// header --format csv.

import { cardComment, cardName, cardType, cardValue } from '../../fits/card-table.ts';
import { HEADER_LINE } from '../../lake/columns.ts';
import { csvRow, placeFields } from '../../lake/rows/csv.ts';
import { writeFileRows } from '../../lake/rows/file-rows.ts';
import { type RowBuffer, rowBuffer } from '../../lake/rows/row-buffer.ts';
import { type FileCounts, forEachFile, limitsFor } from '../files/each-file.ts';
import type { NamedFile } from '../files/named-files.ts';
import { drained, writeOut } from '../terminal/output.ts';
import { forEachHdu, type HeaderPrinter } from './read.ts';
import type { CardSelection } from './selection.ts';

/** Bytes of rows that are written at once: few enough to stay in the CPU cache. */
const CHUNK = 128 * 1024;

/**
 * Prints the rows that the lake would contain, apart from derived rows, which headers do not contain. For a local file,
 * source_bucket is empty and source_key is the path as given.
 */
export const printCsv: HeaderPrinter = (files, selection) => {
  writeOut(HEADER_LINE);
  return selection.everything ? printAllRows(files) : printCardRows(files, selection);
};

async function printAllRows(files: readonly NamedFile[]): Promise<FileCounts> {
  const rows = rowBuffer(2 * CHUNK);
  const afterRows = (): void => {
    if (rows.length >= CHUNK) flush(rows);
  };
  const counts = await forEachFile(files, async (_, file) => {
    const read = async (offset: number, length: number) => {
      await drained();
      const { bytes, head } = await file.read(offset, length);
      return { bytes, head, size: head.size };
    };
    const { faults } = await writeFileRows(
      rows,
      file.place,
      { forwardOnly: file.forwardOnly === true, read },
      { limits: limitsFor(file), afterRows },
    );
    return faults;
  });
  flush(rows);
  return counts;
}

function flush(rows: RowBuffer): void {
  writeOut(rows.bytes.subarray(0, rows.length));
  rows.length = 0;
}

/** Prints the rows of the selected cards, without those about files and HDUs. */
const printCardRows = (files: readonly NamedFile[], selection: CardSelection): Promise<FileCounts> =>
  forEachHdu(files, selection, (_, hdu, { bucket, key }) => {
    const { cards } = hdu;
    const start = hdu.hdu + placeFields(bucket, key);
    let text = '';
    for (let card = 0; card < cards.count; card++) {
      const name = cardName(cards, card);
      if (!selection.keyword(name)) continue;
      const value = cardValue(cards, card);
      text += csvRow(start, cardType(cards, card), name, value, cardComment(cards, card), card);
    }
    writeOut(text);
  });
