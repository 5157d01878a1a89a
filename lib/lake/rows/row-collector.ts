import type { Fault } from '../../fits/fault.ts';
import type { Hdu, Sink } from '../../fits/walk.ts';
import type { FileFact, HduFact } from '../columns.ts';
import { EXTRACTOR_REVISION, type SourceFile } from '../extraction.ts';
import { csvRow, placeFields } from './csv.ts';
import { cardWriter } from './csv-cards.ts';
import type { DerivedRows } from './derived-rows.ts';
import { type RowBuffer, writeText } from './row-buffer.ts';

/**
 * Turns what the walk over one file finds into rows. It sees each header while its cards can be read, and passes it
 * on to what derives rows.
 */
export interface RowCollector extends Sink {
  /**
   * Writes the derived rows, and then one row for each fact about the file. To be called last.
   *
   * @param digest of the settings that rows are derived with
   */
  file(facts: Partial<Facts<Exclude<FileFact, 'extractor'>>>, digest: string): void;
  readonly faults: readonly Fault[];
}

/** What is known about a file or an HDU: one row for each fact. */
export type Facts<Name extends string> = Readonly<Record<Name, string | number | bigint>>;

/**
 * The last row of a file: the revision that wrote its rows, and, in the column for comments, the digest of the settings
 * that rows were derived with. Both are in one row, so that SQL can count what is out of date.
 */
export const extractorRow = (place: string, digest: string): string =>
  csvRow(place, 'file', 'extractor' satisfies FileFact, EXTRACTOR_REVISION, digest);

/**
 * Collects the rows of one file in `rows`.
 *
 * @param afterRows called after each HDU, and from time to time within a long one, to let the caller empty `rows`
 * @param derived what rows are derived with; none are without it
 */
export function rowCollector(
  rows: RowBuffer,
  { bucket, key }: SourceFile,
  afterRows: () => void,
  derived?: DerivedRows,
): RowCollector {
  const place = placeFields(bucket, key);
  const faults: Fault[] = [];

  return {
    faults,
    hdu: ({ hdu, type, headerOffset, dataOffset, dataLength, cards }: Hdu) => {
      const rowStart = hdu + place;
      writeText(
        rows,
        csvRow(rowStart, 'hdu', 'type' satisfies HduFact, type) +
          numberRow(rowStart, 'header_offset', headerOffset) +
          numberRow(rowStart, 'data_offset', dataOffset) +
          numberRow(rowStart, 'data_length', dataLength),
      );
      cardWriter(cards).write(rows, rowStart, afterRows);
      derived?.table(hdu, type, cards);
      afterRows();
    },
    fault: (fault: Fault) => {
      const { hdu, code, reason, byte } = fault;
      faults.push(fault);
      writeText(rows, csvRow((hdu ?? '') + place, 'fault', code, reason, String(byte ?? '')));
    },
    file: (facts, digest) => {
      derived?.write(rows, afterRows);
      let text = '';
      for (const [name, fact] of Object.entries(facts)) text += csvRow(place, 'file', name as FileFact, fact);
      writeText(rows, text + extractorRow(place, digest));
    },
  };
}

/** The row of a fact about an HDU. Numbers need no quotes, so this is much faster than {@link csvRow}. */
const numberRow = (rowStart: string, name: HduFact, value: number | bigint): string =>
  `${rowStart}${name},${value},,,hdu\n`;
