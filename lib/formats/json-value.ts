import type { Column, Value } from '../engines/answer.ts';

/**
 * A row as a JSON object. What a JSON number cannot express becomes a string: integers beyond 2^53, NaN and Infinity.
 * Times are in ISO 8601.
 */
export const jsonObject = (columns: readonly Column[], row: readonly Value[]): string =>
  `{${columns
    .map(({ name, type }, index) => {
      const value = row[index] ?? null;
      return `${JSON.stringify(name)}:${json(type === 'timestamp' && typeof value === 'string' ? zonedTime(value) : value)}`;
    })
    .join(',')}}`;

/** A value as JSON. */
export const json = (value: Value): string =>
  // most values: there is nothing to replace in them
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

/** A time in ISO 8601. */
export const isoTime = (time: string): string => time.replace(' ', 'T').replace(/\+00$/, '');

/** A time in ISO 8601, with `Z` if it is known to be in UTC. */
const zonedTime = (time: string): string => (time.endsWith('+00') ? `${isoTime(time)}Z` : isoTime(time));
