/** A value of a facet, with the number of rows that have it. */
export interface FacetValue {
  readonly value: string | null;
  readonly code: number;
  readonly count: number;
  readonly isChosen: boolean;
}

/** The text of no value. */
export const NONE = '(none)';
export const textOf = (value: string | null): string => value ?? NONE;

/**
 * The values of a facet to show: those with rows or chosen ones, those with most rows first. Text is searched in any case.
 *
 * @param counts by code; the last code is no value
 */
export function orderedValues(
  values: readonly string[],
  counts: Uint32Array,
  chosen: readonly (string | null)[],
  search = '',
): FacetValue[] {
  const wanted = search.trim().toLowerCase();
  const found: FacetValue[] = [];
  for (let code = 0; code < counts.length; code++) {
    const value = code < values.length ? (values[code] ?? null) : null;
    const isChosen = chosen.includes(value);
    const count = counts[code] ?? 0;
    if (count === 0 && !isChosen) continue;
    if (wanted !== '' && !textOf(value).toLowerCase().includes(wanted)) continue;
    found.push({ value, code, count, isChosen });
  }
  return found.sort((a, b) => b.count - a.count || a.code - b.code);
}
