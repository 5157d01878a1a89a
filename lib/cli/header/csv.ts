import { cardComment, cardName, cardType, cardValue } from '../../fits/card-table.ts';
import { HEADER_LINE } from '../../lake/columns.ts';
import { csvRow, placeFields } from '../../lake/rows/csv.ts';
import { writeFileRows } from '../../lake/rows/file-rows.ts';
import { type RowBuffer, rowBuffer } from '../../lake/rows/row-buffer.ts';
import { drained, writeOut } from '../terminal/output.ts';
import type { Files } from './files.ts';
import { eachFile, eachHdu, type HeaderFormat, type Outcome } from './read.ts';
import type { Selection } from './selection.ts';

/** Rows are written out when so many bytes have come together: few enough to stay in the processor's cache. */
const PIECE = 128 * 1024;

/** The rows that the lake would hold; of a file of this machine, source_bucket is empty and source_key the path as given. */
export const printCsv: HeaderFormat = (files, asked) => {
  writeOut(HEADER_LINE);
  return asked.everything ? printAll(files) : printSome(files, asked);
};

async function printAll(files: Files): Promise<Outcome> {
  const rows = rowBuffer(2 * PIECE);
  const afterRows = (): void => {
    if (rows.length >= PIECE) flush(rows);
  };
  const outcome = await eachFile(files, async (_, file) => {
    const read = async (offset: number, length: number) => {
      await drained();
      return file.read(offset, length);
    };
    const { faults } = await writeFileRows(rows, file.place, read, { afterRows });
    return faults;
  });
  flush(rows);
  return outcome;
}

function flush(rows: RowBuffer): void {
  writeOut(rows.bytes.subarray(0, rows.length));
  rows.length = 0;
}

/** The rows of some cards only. */
const printSome = (files: Files, asked: Selection): Promise<Outcome> =>
  eachHdu(files, (_, hdu, { bucket, key }) => {
    if (!asked.hdu(hdu)) return;
    const { cards } = hdu;
    const start = hdu.hdu + placeFields(bucket, key);
    let text = '';
    for (let card = 0; card < cards.count; card++) {
      if (!asked.keyword(cardName(cards, card))) continue;
      const [name, value, comment] = [
        cardName(cards, card),
        cardValue(cards, card),
        cardComment(cards, card),
      ];
      text += csvRow(start, cardType(cards, card), name, value, comment, card);
    }
    writeOut(text);
  });
