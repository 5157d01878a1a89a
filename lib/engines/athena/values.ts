import type { ColumnType, Value } from '../answer.ts';

// Athena returns values as text, with the base name of the column's type. Source: "Data types in Amazon Athena" in its
// user guide.

const TYPES: Readonly<Record<string, ColumnType>> = {
  boolean: 'boolean',
  tinyint: 'integer',
  smallint: 'integer',
  integer: 'integer',
  int: 'integer',
  bigint: 'bigint',
  float: 'double',
  real: 'double',
  double: 'double',
  decimal: 'double',
  date: 'date',
  timestamp: 'timestamp',
  'timestamp with time zone': 'timestamp',
};

/** The type of a column, from its Athena type. */
export const columnType = (type: string): ColumnType => TYPES[type] ?? 'text';

/** The digits of a decimal number that a double always keeps. */
const EXACT_DIGITS = 15;

/**
 * An Athena value as a plain value for formats, the same as a local lake returns. Only arrays, maps and rows stay the text
 * that Athena prints, because that text is ambiguous.
 *
 * @param text undefined if the value is NULL
 */
export function plainValue(type: string, text: string | undefined): Value {
  if (text === undefined) return null;
  switch (type) {
    case 'boolean':
      return text === 'true';
    case 'bigint':
      return BigInt(text);
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'int':
    case 'float':
    case 'real':
    case 'double':
      return Number(text);
    case 'decimal':
      return text.replace(/\D/g, '').length <= EXACT_DIGITS ? Number(text) : text;
    case 'string':
      // the type of SHOW and DESCRIBE, which pad with blanks
      return text.trimEnd();
    case 'timestamp':
    case 'time':
      return withoutZeros(text);
    case 'timestamp with time zone':
      return inUtc(text);
    default:
      return text;
  }
}

/** `01:02:03.500` as `01:02:03.5`, which is what DuckDB prints. */
const withoutZeros = (time: string): string => time.replace(/(?:\.0+|(\.\d*?)0+)$/, '$1');

/** A time in UTC, as a local lake prints it. A time with a named zone (`Europe/Berlin`) stays as it is. */
function inUtc(text: string): string {
  const [, seconds = '', fraction = '', offset = ''] =
    /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(\.\d+)? (UTC|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  if (seconds === '') return text;
  const moment = new Date(`${seconds.replace(' ', 'T')}${offset === 'UTC' ? 'Z' : offset}`);
  return `${withoutZeros(`${moment.toISOString().slice(0, 19).replace('T', ' ')}${fraction}`)}+00`;
}
