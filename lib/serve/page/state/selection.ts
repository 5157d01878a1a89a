import type { Cone } from '../../../sql/cone.ts';

/** A span of time or of a number: `from <= value < to`. Times are MJD in UTC. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What is selected: rows that pass all of it. */
export interface Selection {
  /** A circle, or the rows without a position. */
  readonly sky?: Cone | 'none' | undefined;
  /** A span, or the rows without a time. */
  readonly time?: Span | 'none' | undefined;
  /** The chosen values of columns; null is no value. No column has an empty list. */
  readonly facets: Readonly<Record<string, readonly (string | null)[]>>;
  /** Spans of columns of numbers. */
  readonly spans: Readonly<Record<string, Span>>;
}

/** Everything. */
export const EVERYTHING: Selection = { facets: {}, spans: {} };

/** Whether nothing is filtered. */
export const isEverything = ({ sky, time, facets, spans }: Selection): boolean =>
  sky === undefined &&
  time === undefined &&
  Object.keys(facets).length === 0 &&
  Object.keys(spans).length === 0;

/** Chooses a value of a facet, or takes it back. */
export function toggled(selection: Selection, facet: string, value: string | null): Selection {
  const chosen = selection.facets[facet] ?? [];
  return withValues(
    selection,
    facet,
    chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value],
  );
}

/** Chooses these values of a facet, and no others. */
export function withValues(
  selection: Selection,
  facet: string,
  values: readonly (string | null)[],
): Selection {
  const { [facet]: _, ...others } = selection.facets;
  return { ...selection, facets: values.length === 0 ? others : { ...others, [facet]: values } };
}

/** Filters a column of numbers, or no longer. */
export function withSpan(selection: Selection, name: string, span: Span | undefined): Selection {
  const { [name]: _, ...others } = selection.spans;
  return { ...selection, spans: span === undefined ? others : { ...others, [name]: span } };
}
