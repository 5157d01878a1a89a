// The files of a cache's database.

/** The database in a cache's folder. */
export const databaseIn = (folder: string): string => `${folder}/lake.duckdb`;

/** The files that DuckDB opens to read a cache. A session is locked down to them before it attaches the cache. */
export const filesToRead = (folder: string): string[] => [databaseIn(folder), `${databaseIn(folder)}.wal`];

/** The files that DuckDB opens to write a cache. */
export const filesToWrite = (folder: string): string[] => [
  ...filesToRead(folder),
  `${databaseIn(folder)}.wal.checkpoint`,
];
