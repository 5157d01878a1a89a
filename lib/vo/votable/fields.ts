import type { ColumnType, Value } from '../../engines/answer.ts';
import { distinct } from '../../formats/distinct.ts';
import { timeLiteral } from '../adql/times.ts';
import type { TableColumn } from '../tables.ts';
import { VoError } from '../vo-error.ts';

// The fields of a VOTable that is read.

/** A field. */
export interface Field {
  readonly column: TableColumn;
  readonly datatype: string;
  /** The number of items; undefined if it varies. */
  readonly length: number | undefined;
  /** The text that stands for NULL. */
  nullText?: string;
}

const TYPES: Readonly<Record<string, ColumnType>> = {
  boolean: 'boolean',
  bit: 'boolean',
  unsignedByte: 'integer',
  short: 'integer',
  int: 'integer',
  long: 'bigint',
  float: 'double',
  double: 'double',
  char: 'text',
  unicodeChar: 'text',
};

/** The most fields of a table. */
export const MOST_FIELDS = 1000;

/** A field from its attributes. Arrays other than text become text. Throws VoError, also if there are too many. */
export function fieldOf(attributes: Readonly<Record<string, string>>, others: readonly Field[]): Field {
  if (others.length >= MOST_FIELDS)
    throw new VoError(`an uploaded table has more than ${MOST_FIELDS} fields`, 413);
  const { name, ID, datatype = '', arraysize, xtype, unit, ucd, utype } = attributes;
  const type = Object.hasOwn(TYPES, datatype) ? TYPES[datatype] : undefined;
  if (type === undefined)
    throw new VoError(`an uploaded table cannot have a field of the type ${JSON.stringify(datatype)}`);
  const length = lengthOf(arraysize);
  const isText = type === 'text';
  const isTime = isText && xtype === 'timestamp';
  const lower = (text: string): string => text.toLowerCase();
  const taken = new Set(others.map(({ column }) => lower(column.name)));
  return {
    column: {
      name: distinct(name ?? ID ?? `col${others.length + 1}`, taken, lower),
      type: isTime ? 'timestamp' : isText || length === 1 ? type : 'text',
      ...(xtype !== undefined && { xtype }),
      ...((isText || length === 1) && datatype !== 'bit' && { datatype }),
      ...(unit !== undefined && { unit }),
      ...(ucd !== undefined && { ucd }),
      ...(utype !== undefined && { utype }),
    },
    ...{ datatype, length },
  };
}

function lengthOf(arraysize: string | undefined): number | undefined {
  if (arraysize === undefined || arraysize === '') return 1;
  return /^\d+(?:x\d+)*$/.test(arraysize)
    ? arraysize.split('x').reduce((product, size) => product * Number(size), 1)
    : undefined;
}

/** The value of a cell of TABLEDATA. */
export function textValue({ column, nullText }: Field, text: string): Value {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed === nullText) return null;
  switch (column.type) {
    case 'boolean':
      return booleanValue(trimmed);
    case 'integer':
    case 'bigint':
      return integerValue(trimmed, column);
    case 'double':
      return doubleValue(trimmed, column);
    case 'timestamp':
    case 'date':
      return timeValue(trimmed, column);
    case 'text':
      return text;
  }
}

function booleanValue(text: string): boolean | null {
  if (/^(?:t|true|1)$/i.test(text)) return true;
  return /^(?:f|false|0)$/i.test(text) ? false : null;
}

function integerValue(text: string, { name, type }: TableColumn): Value {
  if (!/^(?:[+-]?\d{1,19}|0x[0-9a-f]{1,16})$/i.test(text)) throw notOfType(text, name, 'an integer');
  const value = BigInt(text.replace(/^\+/, ''));
  if (BigInt.asIntN(type === 'integer' ? 32 : 64, value) !== value)
    throw notOfType(text, name, `of its type`);
  return value;
}

function doubleValue(text: string, { name }: TableColumn): Value {
  if (/^nan$/i.test(text)) return null;
  const [, sign] = /^([+-]?)inf(?:inity)?$/i.exec(text) ?? [];
  if (sign !== undefined) return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const value = Number(text);
  if (Number.isNaN(value)) throw notOfType(text, name, 'a number');
  return value;
}

/** The SQL of a time. */
export function timeValue(text: string, { name }: TableColumn): string {
  if (timeLiteral(text) === undefined) throw notOfType(text, name, 'a time');
  return text;
}

const notOfType = (text: string, column: string, what: string): VoError =>
  new VoError(`${JSON.stringify(text.slice(0, 100))} in the uploaded column ${column} is not ${what}`);
