import type { Column, Value } from '../answer.ts';

// Athena's answers are text with a type beside it. Its types, and how it prints their values: "Data types in
// Amazon Athena" (user guide); a column's type is said by its base name alone.

const NUMBERS = ['tinyint', 'smallint', 'integer', 'int', 'bigint', 'float', 'real', 'double', 'decimal'];
const TIMESTAMPS = ['timestamp', 'timestamp with time zone'];

/** What a type of Athena's is to a format. */
export const kindOf = (type: string): Column['kind'] =>
  NUMBERS.includes(type) ? 'number' : TIMESTAMPS.includes(type) ? 'timestamp' : 'other';

/** Digits that a double keeps of any decimal number. */
const EXACT_DIGITS = 15;

/**
 * A value of Athena's as a format takes it: the same that a local lake gives, but that arrays, maps and rows stay
 * the text that Athena prints, which cannot be told apart for certain.
 *
 * @param text undefined where it is NULL
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
      // only SHOW and DESCRIBE have it, and pad with blanks
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

/** `01:02:03.500` says as much as `01:02:03.5`, which is what DuckDB prints. */
const withoutZeros = (time: string): string => time.replace(/(?:\.0+|(\.\d*?)0+)$/, '$1');

/** A time in UTC, as a local lake prints it; one of a place (`Europe/Berlin`) stays as it is. */
function inUtc(text: string): string {
  const [, seconds = '', fraction = '', offset = ''] =
    /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(\.\d+)? (UTC|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  if (seconds === '') return text;
  const moment = new Date(`${seconds.replace(' ', 'T')}${offset === 'UTC' ? 'Z' : offset}`);
  return `${withoutZeros(`${moment.toISOString().slice(0, 19).replace('T', ' ')}${fraction}`)}+00`;
}
