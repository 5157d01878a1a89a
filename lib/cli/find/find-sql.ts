// The query behind find.

/** The views that find can look in: those of files that exist. */
export const FIND_VIEWS = ['files', 'hdus', 'obscore', 'obscore_hdus', 'headers', 'faults'] as const;

/** One of {@link FIND_VIEWS}. */
export type FindView = (typeof FIND_VIEWS)[number];

/** The paths of the files with a row that meets the condition, each once, sorted. */
export const findSql =
  (view: FindView) =>
  (condition: string): string =>
    // the line break ends a comment at the end of the condition
    `SELECT DISTINCT path FROM ${view} WHERE (${condition}\n) ORDER BY path`;
