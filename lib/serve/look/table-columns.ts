import type { HeaderValues } from './header-values.ts';
import type { Bitpix, Scaling } from './numbers.ts';

/** A column of numbers in a binary table. */
export interface TableColumn {
  readonly name: string;
  readonly unit: string;
  /** Bytes from the beginning of a row. */
  readonly offset: number;
  /** How many numbers each row has. */
  readonly repeat: number;
  readonly bitpix: Bitpix;
  readonly scaling: Scaling;
}

/** The bytes of one element of each type (FITS standard 4.0, table 18). X counts bits, and P and Q are descriptors. */
const SIZES: Readonly<Record<string, number>> = {
  ...{ L: 1, B: 1, I: 2, J: 4, K: 8, A: 1, E: 4, D: 8, C: 8, M: 16, P: 8, Q: 16 },
};

/** The types that are numbers. */
const NUMBERS: Readonly<Record<string, Bitpix>> = { B: 8, I: 16, J: 32, K: 64, E: -32, D: -64 };

/** The most columns of a table (FITS standard 4.0, 7.2.1). */
const MOST = 999;

/** The columns of numbers, in the order of the table; none after a column whose format cannot be read. */
export function tableColumns(header: HeaderValues, rowBytes: number): TableColumn[] {
  const columns: TableColumn[] = [];
  const count = Math.min(header.integer('TFIELDS') ?? 0, MOST);
  for (let number = 1, offset = 0; number <= count; number++) {
    const [, digits = '', letter = ''] = /^(\d*)([A-Z])/.exec(header.text(`TFORM${number}`) ?? '') ?? [];
    const repeat = digits === '' ? 1 : Number(digits);
    const bytes = letter === 'X' ? Math.ceil(repeat / 8) : repeat * (SIZES[letter] ?? Number.NaN);
    if (!(offset + bytes <= rowBytes)) return columns;
    const bitpix = NUMBERS[letter];
    if (bitpix !== undefined && repeat > 0)
      columns.push({
        name: header.text(`TTYPE${number}`) ?? `column ${number}`,
        unit: header.text(`TUNIT${number}`) ?? '',
        offset,
        repeat,
        bitpix,
        scaling: {
          scale: header.number(`TSCAL${number}`) ?? 1,
          zero: header.number(`TZERO${number}`) ?? 0,
          blank: bitpix > 0 ? header.integer(`TNULL${number}`) : undefined,
        },
      });
    offset += bytes;
  }
  return columns;
}
