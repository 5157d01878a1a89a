// The formats of info.

import { answerOf } from '../../engines/answer.ts';
import { csv, tsv } from '../../formats/csv.ts';
import type { Screen } from '../../formats/format.ts';
import { json as jsonOf } from '../../formats/json-value.ts';
import { table } from '../../formats/table.ts';
import { jsonArray } from '../terminal/json-array.ts';
import { printable, writeOut } from '../terminal/output.ts';
import { printPaged } from '../terminal/pager.ts';
import { bytes, counted } from '../terminal/words.ts';
import { factRows, shortAnswer } from './answers.ts';
import type { HduFacts } from './hdu-facts.ts';
import type { FileFacts } from './read.ts';

/** Takes the facts of each file, and prints them. */
export interface InfoPrinter {
  readonly file: (facts: FileFacts) => void;
  /** To be called after the last file. */
  readonly end: () => Promise<void>;
}

/** Each format, with or without the columns of tables. */
export const PRINTERS: Readonly<Record<string, (ofColumns: boolean) => InfoPrinter>> = {
  table: (ofColumns) => collected(ofColumns, printTables),
  csv: (ofColumns) => collected(ofColumns, printSeparated(csv)),
  tsv: (ofColumns) => collected(ofColumns, printSeparated(tsv)),
  json: printJson,
};

type PrintAll = (files: readonly FileFacts[], ofColumns: boolean) => Promise<void>;

function collected(ofColumns: boolean, print: PrintAll): InfoPrinter {
  const files: FileFacts[] = [];
  return { file: (facts) => void files.push(facts), end: () => print(files, ofColumns) };
}

const printTables = (files: readonly FileFacts[], ofColumns: boolean): Promise<void> =>
  printPaged((screen) => tables(files, ofColumns, { ...screen, ...(screen.advice && { advice: ADVICE }) }));

const ADVICE = { rows: '--format csv', values: '--format csv' };

/** A heading and a table for each file. */
async function* tables(files: readonly FileFacts[], ofColumns: boolean, screen: Screen) {
  for (const [index, facts] of files.entries()) {
    yield `${index > 0 ? '\n' : ''}${printable(headingOf(facts))}\n`;
    const answer = shortAnswer(facts, ofColumns);
    if (answer.columns.length > 0) yield* table(answer, screen);
  }
}

function headingOf({ file, container, size, hdus, faults }: FileFacts): string {
  const facts = [
    counted(hdus.length, 'HDU'),
    ...(container === 'fits' ? [] : [container]),
    ...(size === undefined ? [] : [bytes(size)]),
    ...(faults.length === 0 ? [] : [counted(faults.length, 'fault')]),
  ];
  return `${file}: ${facts.join(', ')}`;
}

const printSeparated =
  (format: typeof csv): PrintAll =>
  async (files, ofColumns) => {
    const { columns, rowsOf } = factRows(ofColumns);
    const rows = files.flatMap((facts) => rowsOf(facts).map((row) => [facts.file, ...row]));
    const withFile = [{ name: 'file', type: 'text' as const }, ...columns];
    for await (const text of format(answerOf(withFile, rows), {})) writeOut(text);
  };

/** An array of files, each with its HDUs and faults. */
function printJson(ofColumns: boolean): InfoPrinter {
  const array = jsonArray();
  return {
    file: ({ file, container, size = null, hdus, faults }) =>
      array.add(
        jsonOf({
          file,
          container,
          size,
          hdus: hdus.map((hdu) => jsonHdu(hdu, ofColumns)),
          faults: faults.map(({ code, reason }) => ({ code, reason })),
        }),
      ),
    end: async () => array.end(),
  };
}

const jsonHdu = (hdu: HduFacts, ofColumns: boolean) => ({
  hdu: hdu.hdu,
  type: hdu.type,
  extname: hdu.extname || null,
  extver: hdu.extver ?? null,
  shape: hdu.shape,
  pixels: hdu.pixels ?? null,
  bitpix: hdu.bitpix ?? null,
  compression: hdu.compression ?? null,
  rows: hdu.rows ?? null,
  columns: hdu.columns ?? null,
  cards: hdu.cards,
  header_offset: hdu.headerOffset,
  header_size: hdu.headerSize,
  data_offset: hdu.dataOffset,
  data_size: hdu.dataSize,
  ...(ofColumns && { table_columns: hdu.tableColumns.map((column) => ({ ...column })) }),
});
