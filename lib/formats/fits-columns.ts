import type { Column, Value } from '../engines/answer.ts';
import { fitsText } from './fits-cards.ts';
import { isoTime, json } from './json-value.ts';
import { longInteger, NotRepresentable } from './not-representable.ts';

// The columns of a binary table (FITS 4.0, section 7.3). All values have to be seen before the first one can be written:
// the longest text is the width of its column, and NULL among integers is a number that does not occur.

/** A value on its way into a FITS file: text is ASCII already. */
export type FitsValue = null | boolean | number | bigint | string;

/** A column of a binary table. */
export interface FitsColumn {
  /** Prepares a value of the answer, and remembers what the column needs for it. */
  see(value: Value): FitsValue;
  /** How the column is declared, once all values are seen. */
  layout(): FitsLayout;
  /** How many texts had characters that FITS cannot hold; undefined for other values. */
  readonly changed?: () => number;
}

/** How a column is declared, and how its values are written. */
export interface FitsLayout {
  /** The value of TFORM, such as `12A`. */
  readonly form: string;
  /** The bytes of a value. */
  readonly width: number;
  /** The number that stands for NULL (TNULL), if there is one. */
  readonly blank?: number | bigint;
  /** Writes a value into rows, which are filled with zeros. */
  write(rows: Buffer, at: number, value: FitsValue): void;
}

/** The column of a binary table for a column of an answer. */
export function fitsColumn({ name, type }: Column): FitsColumn {
  switch (type) {
    case 'boolean':
      return logicalColumn();
    case 'integer':
      return integerColumn(name, 32);
    case 'bigint':
      return integerColumn(name, 64);
    case 'double':
      return doubleColumn();
    default:
      return textColumn(type === 'timestamp');
  }
}

/** The byte that stands for NULL among logical values. */
const LOGICAL_BLANK = 255;

/**
 * Logical values if none is NULL, otherwise the bytes 0 and 1: NULL among logical values is allowed, but astropy reads it
 * as false.
 */
function logicalColumn(): FitsColumn {
  let hasNull = false;
  return {
    see: (value) => {
      hasNull ||= value === null;
      return value === null ? null : value === true;
    },
    layout: () =>
      hasNull
        ? {
            form: 'B',
            width: 1,
            blank: LOGICAL_BLANK,
            write: (rows, at, value) =>
              void rows.writeUInt8(value === null ? LOGICAL_BLANK : Number(value), at),
          }
        : {
            form: 'L',
            width: 1,
            write: (rows, at, value) => void rows.write(value ? 'T' : 'F', at, 'latin1'),
          },
  };
}

/** NULL is NaN: FITS cannot tell the two apart. */
const doubleColumn = (): FitsColumn => ({
  see: (value) => (value === null ? Number.NaN : Number(value)),
  layout: () => ({
    form: 'D',
    width: 8,
    write: (rows, at, value) => void rows.writeDoubleBE(Number(value), at),
  }),
});

const INTEGERS = {
  32: { form: 'J', write: (rows: Buffer, at: number, value: bigint) => rows.writeInt32BE(Number(value), at) },
  64: { form: 'K', write: (rows: Buffer, at: number, value: bigint) => rows.writeBigInt64BE(value, at) },
} as const;

/** NULL is a number that does not occur. */
function integerColumn(name: string, bits: 32 | 64): FitsColumn {
  const blanks = blanksOf(name, -(2n ** BigInt(bits - 1)));
  return {
    see: (value) => {
      const integer = value === null ? null : longInteger(BigInt(value as number | bigint), name);
      blanks.see(integer);
      return integer;
    },
    layout: () => {
      const blank = blanks.find();
      const { form, write } = INTEGERS[bits];
      return {
        form,
        width: bits / 8,
        ...(blank !== undefined && { blank }),
        write: (rows, at, value) => void write(rows, at, (value ?? blank) as bigint),
      };
    },
  };
}

/** How many numbers are tried until one does not occur. */
const CANDIDATES = 64n;

/** Looks for a number that can stand for NULL: the least one that does not occur. */
function blanksOf(
  name: string,
  least: bigint,
): { see(value: bigint | null): void; find(): bigint | undefined } {
  const taken = new Set<bigint>();
  let hasNull = false;
  return {
    see: (value) => {
      if (value === null) hasNull = true;
      else if (value < least + CANDIDATES) taken.add(value);
    },
    find: () => {
      if (!hasNull) return undefined;
      for (let blank = least; blank < least + CANDIDATES; blank++) if (!taken.has(blank)) return blank;
      const range = `from ${least} to ${least + CANDIDATES - 1n}`;
      throw new NotRepresentable(
        `no number is left for NULL, since all ${range} occur; use CAST(... AS varchar)`,
        name,
      );
    },
  };
}

/** NULL is an empty text: FITS cannot tell them apart. */
function textColumn(isTime: boolean): FitsColumn {
  let [longest, changed] = [1, 0];
  return {
    see: (value) => {
      if (value === null) return null;
      const plain = typeof value === 'object' ? json(value) : String(value);
      const text = isTime ? isoTime(plain) : plain;
      const ascii = fitsText(text);
      if (ascii !== text) changed++;
      longest = Math.max(longest, ascii.length);
      return ascii;
    },
    layout: () => ({
      form: `${longest}A`,
      width: longest,
      write: (rows, at, value) => {
        if (value !== null) rows.write(String(value), at, 'latin1');
      },
    }),
    changed: () => changed,
  };
}
