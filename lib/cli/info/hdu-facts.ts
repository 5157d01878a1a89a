// What info says about an HDU: facts from its header, without its data.

import { BLOCK } from '../../fits/ascii.ts';
import type { CardTable } from '../../fits/card-table.ts';
import { keywordValue } from '../../fits/lookup.ts';
import type { Hdu } from '../../fits/walk.ts';
import { extensionName } from '../files/hdu-pattern.ts';

/** A column of a table, as its header describes it. What the header does not say is ''. */
export interface TableColumn {
  readonly number: number;
  readonly name: string;
  readonly format: string;
  readonly unit: string;
  readonly dimensions: string;
  readonly null: string;
}

/** What an HDU is. */
export interface HduFacts {
  readonly hdu: number;
  /** `primary`, `random groups`, `image`, `compressed image`, `table`, `bintable`, or XTENSION in lower case. */
  readonly type: string;
  /** '' if the header has none. */
  readonly extname: string;
  /** Undefined if the header has none; it then counts as 1. */
  readonly extver: number | undefined;
  /** The lengths of the axes of an image, NAXIS1 first; of a compressed image, those that it decompresses to. */
  readonly shape: readonly (number | bigint)[];
  /** The type of the pixels, with the convention for unsigned integers: `uint16`. Undefined without an image. */
  readonly pixels: string | undefined;
  /** BITPIX, or ZBITPIX of a compressed image; undefined if it is missing. */
  readonly bitpix: number | undefined;
  /** How a compressed image is compressed, such as RICE_1; undefined for all others. */
  readonly compression: string | undefined;
  /** Rows of a table; undefined unless it is one. */
  readonly rows: number | bigint | undefined;
  /** Columns of a table, according to TFIELDS; undefined unless it is one. */
  readonly columns: number | undefined;
  readonly tableColumns: readonly TableColumn[];
  /** As in the lake: blank cards before END do not count, and a long string is one card. */
  readonly cards: number;
  /** Bytes, from the start of the (decompressed) file; sizes include the padding. */
  readonly headerOffset: number;
  readonly headerSize: number;
  readonly dataOffset: number;
  readonly dataSize: bigint;
}

/** FITS standard 4.0, 4.4.1.1 and 7.2.1: at most 999 axes and columns. */
const MOST = 999;
const BLOCK_BYTES = BigInt(BLOCK);

/** The facts of an HDU. */
export function hduFacts({ hdu, type, headerOffset, dataOffset, dataLength, cards }: Hdu): HduFacts {
  const { extname } = extensionName(cards);
  const isTable = type === 'TABLE' || type === 'BINTABLE' || type === 'A3DTABLE';
  // FITS standard 4.0, 10.1.1
  const isCompressedImage = type === 'BINTABLE' && keywordValue(cards, 'ZIMAGE') === 'true';
  const isImage = !isTable || isCompressedImage;
  const z = isCompressedImage ? 'Z' : '';
  const bitpix = integer(cards, `${z}BITPIX`);
  const axes = isImage ? lengths(cards, z) : [];
  // the first axis of random groups is 0 and only marks them: FITS standard 4.0, 6.1.1
  const shape = type === 'RANDOM GROUPS' ? axes.slice(1) : axes;
  return {
    hdu,
    type: isCompressedImage ? 'compressed image' : type.toLowerCase() || 'unknown',
    extname,
    extver: integer(cards, 'EXTVER'),
    shape,
    pixels: shape.length > 0 && bitpix !== undefined ? pixelType(bitpix, cards) : undefined,
    bitpix,
    compression: isCompressedImage ? (keywordValue(cards, 'ZCMPTYPE') ?? 'unknown') : undefined,
    rows: isImage ? undefined : exactInteger(cards, 'NAXIS2'),
    columns: isImage ? undefined : integer(cards, 'TFIELDS'),
    tableColumns: isTable ? columnsOf(cards) : [],
    cards: cards.count,
    headerOffset,
    headerSize: dataOffset - headerOffset,
    dataOffset,
    dataSize: ((dataLength + BLOCK_BYTES - 1n) / BLOCK_BYTES) * BLOCK_BYTES,
  };
}

/** The value of a keyword if it is a whole number. */
function integer(cards: CardTable, keyword: string): number | undefined {
  const text = keywordValue(cards, keyword) ?? '';
  return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}

/** The same, as a bigint if a number would round it. */
function exactInteger(cards: CardTable, keyword: string): number | bigint | undefined {
  const number = integer(cards, keyword);
  return number === undefined || Number.isSafeInteger(number)
    ? number
    : BigInt(keywordValue(cards, keyword) ?? '');
}

function lengths(cards: CardTable, prefix: string): (number | bigint)[] {
  const axes = Math.min(integer(cards, `${prefix}NAXIS`) ?? 0, MOST);
  const found: (number | bigint)[] = [];
  for (let axis = 1; axis <= axes; axis++) found.push(exactInteger(cards, `${prefix}NAXIS${axis}`) ?? 0);
  return found;
}

const TYPES: ReadonlyMap<number, string> = new Map([
  [8, 'uint8'],
  [16, 'int16'],
  [32, 'int32'],
  [64, 'int64'],
  [-32, 'float32'],
  [-64, 'float64'],
]);

/** What BZERO is if integers have the other sign. Source: FITS standard 4.0, table 11. */
const OTHER_SIGN: ReadonlyMap<number, readonly [bzero: bigint, type: string]> = new Map([
  [8, [-(2n ** 7n), 'int8']],
  [16, [2n ** 15n, 'uint16']],
  [32, [2n ** 31n, 'uint32']],
  [64, [2n ** 63n, 'uint64']],
]);

function pixelType(bitpix: number, cards: CardTable): string {
  const [bzero, type] = OTHER_SIGN.get(bitpix) ?? [];
  const isOther =
    bzero !== undefined &&
    Number(keywordValue(cards, 'BSCALE') ?? 1) === 1 &&
    Number(keywordValue(cards, 'BZERO') ?? 0) === Number(bzero);
  return (isOther ? type : TYPES.get(bitpix)) ?? 'unknown';
}

function columnsOf(cards: CardTable): TableColumn[] {
  const count = Math.min(integer(cards, 'TFIELDS') ?? 0, MOST);
  const columns: TableColumn[] = [];
  for (let number = 1; number <= count; number++) {
    const text = (keyword: string): string => keywordValue(cards, `${keyword}${number}`) ?? '';
    columns.push({
      number,
      name: text('TTYPE'),
      format: text('TFORM'),
      unit: text('TUNIT'),
      dimensions: text('TDIM'),
      null: text('TNULL'),
    });
  }
  return columns;
}
