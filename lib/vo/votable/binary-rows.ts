import type { Value } from '../../engines/answer.ts';
import { VoError } from '../vo-error.ts';
import { type Field, textValue, timeValue } from './fields.ts';

// Rows of BINARY and BINARY2. Source: VOTable 1.4, sections 5.3 and 5.4. Numbers are big-endian.

/** Bytes at a place. */
interface Bytes {
  readonly view: DataView;
  at: number;
  /** The items of the arrays in this row so far. */
  items: number;
}

/** The most items in the arrays of a row. */
const MOST_ITEMS = 100_000;

/** A row, and the bytes up to its end. */
export interface BinaryRow {
  readonly values: Value[];
  readonly end: number;
}

/**
 * The rows of binary data.
 *
 * @param hasFlags whether each row begins with bits for the cells that are NULL (BINARY2)
 * @throws VoError if the data ends within a row, or if the arrays of a row are too long
 */
export function* binaryRows(
  fields: readonly Field[],
  data: Uint8Array,
  hasFlags: boolean,
): Generator<BinaryRow> {
  const bytes: Bytes = { view: new DataView(data.buffer, data.byteOffset, data.byteLength), at: 0, items: 0 };
  const flags = hasFlags ? Math.ceil(fields.length / 8) : 0;
  try {
    while (bytes.at < data.byteLength) {
      const start = bytes.at;
      bytes.at += flags;
      bytes.items = 0;
      const isNull = (place: number): boolean =>
        hasFlags && (bytes.view.getUint8(start + (place >> 3)) & (0x80 >> (place & 7))) !== 0;
      const row = fields.map((field) => cell(field, bytes));
      yield { values: row.map((value, place) => (isNull(place) ? null : value)), end: bytes.at };
      if (bytes.at === start) throw new RangeError('empty rows');
    }
  } catch (error) {
    if (error instanceof RangeError)
      throw new VoError('the binary data of an uploaded table ends within a row');
    throw error;
  }
}

function cell(field: Field, bytes: Bytes): Value {
  const { datatype, column } = field;
  const length = field.length ?? take(bytes, 4, (at) => bytes.view.getUint32(at));
  if (datatype === 'char' || datatype === 'unicodeChar') {
    const text = textOf(bytes, length, datatype);
    if (text === '') return null;
    return column.type === 'timestamp' ? timeValue(text, column) : textValue(field, text);
  }
  bytes.items += length;
  if (bytes.items > MOST_ITEMS)
    throw new VoError(`the arrays in a row of an uploaded table have more than ${MOST_ITEMS} items`, 413);
  const items = Array.from({ length }, () => item(field, bytes));
  return column.type === 'text' ? items.join(' ') : (items[0] ?? null);
}

function textOf(bytes: Bytes, length: number, datatype: string): string {
  const size = datatype === 'char' ? length : 2 * length;
  const at = take(bytes, size, (start) => start);
  const part = Buffer.from(bytes.view.buffer, bytes.view.byteOffset + at, size);
  // the encoding is UTF-16 in big-endian order
  const text = datatype === 'char' ? part.toString('utf8') : Buffer.from(part).swap16().toString('utf16le');
  return text.replace(/\0.*$/s, '');
}

function take<T>(bytes: Bytes, size: number, read: (at: number) => T): T {
  const { at } = bytes;
  if (at + size > bytes.view.byteLength) throw new RangeError('the data is too short');
  bytes.at += size;
  return read(at);
}

function item({ datatype, nullText }: Field, bytes: Bytes): Value {
  const { view } = bytes;
  const known = (value: number | bigint): Value => (String(value) === nullText ? null : BigInt(value));
  switch (datatype) {
    case 'boolean':
      return (
        { T: true, t: true, '1': true, F: false, f: false, '0': false }[
          take(bytes, 1, (at) => String.fromCharCode(view.getUint8(at)))
        ] ?? null
      );
    case 'unsignedByte':
      return known(take(bytes, 1, (at) => view.getUint8(at)));
    case 'short':
      return known(take(bytes, 2, (at) => view.getInt16(at)));
    case 'int':
      return known(take(bytes, 4, (at) => view.getInt32(at)));
    case 'long':
      return known(take(bytes, 8, (at) => view.getBigInt64(at)));
    case 'float':
      return finite(take(bytes, 4, (at) => view.getFloat32(at)));
    case 'double':
      return finite(take(bytes, 8, (at) => view.getFloat64(at)));
    default:
      throw new VoError(`binary data of the type ${datatype} cannot be uploaded`);
  }
}

const finite = (value: number): Value => (Number.isNaN(value) ? null : value);
