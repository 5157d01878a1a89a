import type { CardType } from '../../../lib/fits/card-table.ts';
import type { FaultCode } from '../../../lib/fits/fault.ts';
import { data, header } from '../../helpers/fits.ts';

/** What a card should be read as: keyword, type, value, comment. */
export type Expected = readonly [name: string, type: CardType, value: string, comment: string];

/** Records of a header, and the cards that they should be read as. */
export interface Records {
  readonly records: readonly string[];
  readonly expected: readonly Expected[];
}

/** A record, and the card that it should be read as. */
export const card = (record: string, name: string, type: CardType, value = '', comment = ''): Records => ({
  records: [record],
  expected: [[name, type, value, comment]],
});

/** Several records that are one card. */
export const joined = (records: readonly string[], ...expected: Expected): Records => ({
  records,
  expected: [expected],
});

/** An HDU: its cards, and how many bytes of data follow, padded to whole blocks. */
export interface EdgeHdu {
  readonly cards: readonly Records[];
  readonly data?: number;
}

/** A file and how it should be read. */
export interface EdgeCase {
  /** What is unusual about the file. In the title of its test, this follows "the reader reads". */
  readonly about: string;
  readonly hdus: readonly EdgeHdu[];
  /** Makes the file of its HDUs, if it is not just one HDU after the other. */
  readonly file?: (hdus: readonly Buffer[]) => Buffer;
  /** Byte offsets of the headers that should be found; those of all HDUs by default. */
  readonly offsets?: readonly number[];
  /** The faults that should be found: code, HDU, byte. */
  readonly faults?: readonly (readonly [code: FaultCode, hdu: number | undefined, byte: number])[];
}

/** The cards that begin every primary header. */
export const simple = (bitpix = 8, ...axes: readonly number[]): Records[] => [
  card('SIMPLE  =                    T', 'SIMPLE', 'logical', 'true'),
  ...size(bitpix, axes),
];

/** The cards that begin an extension. */
export const extension = (type: string, bitpix = 8, axes: readonly number[] = [], heap = 0): Records[] => [
  card(`XTENSION= '${type.padEnd(8)}'`, 'XTENSION', 'string', type),
  ...size(bitpix, axes),
  integer('PCOUNT', heap),
  integer('GCOUNT', 1),
];

const size = (bitpix: number, axes: readonly number[]): Records[] => [
  integer('BITPIX', bitpix),
  integer('NAXIS', axes.length),
  ...axes.map((length, i) => integer(`NAXIS${i + 1}`, length)),
];

/** An integer in fixed format. */
export const integer = (keyword: string, value: number): Records =>
  card(`${keyword.padEnd(8)}= ${String(value).padStart(20)}`, keyword, 'integer', String(value));

/** A primary HDU without data that has these cards after the mandatory ones. */
export const primary = (...cards: readonly Records[]): EdgeHdu => ({ cards: [...simple(), ...cards] });

/** The bytes of an HDU. */
export const bytesOf = ({ cards, data: length = 0 }: EdgeHdu): Buffer =>
  Buffer.concat([header(cards.flatMap(({ records }) => records)), data(length)]);

/** The bytes of a case's file. */
export const fileOf = ({ hdus, file = Buffer.concat }: EdgeCase): Buffer => file(hdus.map(bytesOf));
