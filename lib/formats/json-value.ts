import type { Column, Value } from '../engines/answer.ts';

/**
 * A row as JSON. Integers beyond 2^53 and what no JSON number can be (NaN, Infinity) become strings; a time is
 * written as ISO 8601.
 */
export const jsonObject = (columns: readonly Column[], row: readonly Value[]): string =>
  `{${columns
    .map(({ name, kind }, index) => {
      const value = row[index] ?? null;
      return `${JSON.stringify(name)}:${kind === 'timestamp' ? isoTime(value) : json(value)}`;
    })
    .join(',')}}`;

/** Any value as JSON. Most values are text or NULL and have no nested values. */
export const json = (value: Value): string =>
  typeof value === 'string' || value === null
    ? JSON.stringify(value)
    : JSON.stringify(value, (_, item) => scalar(item));

function scalar(value: unknown): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

const isoTime = (value: Value): string =>
  json(typeof value === 'string' ? value.replace(' ', 'T').replace(/\+00$/, 'Z') : value);
