/** Gathers the values of an option that may be repeated. */
export const collect = (value: string, values: readonly string[] = []): string[] => [...values, value];

/** The option that every verb has which needs a lake. */
export const LAKE_OPTION = [
  '--lake <dir>',
  "the lake's folder (default: FITS_LAKE, else ./fits-lake)",
] as const;
