import type { HeaderCard } from '../../engines/overview/file-headers.ts';

// Cards by keyword, as the lake has them.

/** The values of a header. Of several cards with one keyword, the first one with a value counts. */
export interface HeaderValues {
  /** Undefined if there is none. */
  text(keyword: string): string | undefined;
  /** Undefined if there is none, or if it is not a number. */
  number(keyword: string): number | undefined;
  /** Undefined if there is none, or if it is not a whole number. */
  integer(keyword: string): number | undefined;
}

/** The values of these cards. */
export function headerValues(cards: readonly HeaderCard[]): HeaderValues {
  const values = new Map<string, string>();
  for (const { keyword, value, type } of cards) {
    if (type === 'commentary' || value === null || value.trim() === '' || values.has(keyword)) continue;
    values.set(keyword, value.trim());
  }
  const number = (keyword: string): number | undefined => {
    const value = Number(values.get(keyword) ?? Number.NaN);
    return Number.isFinite(value) ? value : undefined;
  };
  return {
    text: (keyword) => values.get(keyword),
    number,
    integer: (keyword) => {
      const value = number(keyword);
      return value !== undefined && Number.isSafeInteger(value) ? value : undefined;
    },
  };
}
