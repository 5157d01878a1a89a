import { statfsSync } from 'node:fs';
import { totalmem } from 'node:os';
import type { DuckDBConnection } from '@duckdb/node-api';

// How much memory and disk space queries may use.

/** The most that queries may use, in bytes. */
export interface QueryLimits {
  /** Memory. When it runs out, DuckDB writes temporary files. */
  readonly memory?: number | undefined;
  /** Temporary files. */
  readonly tempSpace?: number | undefined;
}

/** Other programs, and the rest of this one, need memory and disk space too. DuckDB would use 80 and 90 percent. */
const SHARE = 0.5;

/** Half of the memory of this machine or container. */
function defaultMemory(): number {
  const constrained = process.constrainedMemory();
  return Math.floor(SHARE * (constrained > 0 ? Math.min(constrained, totalmem()) : totalmem()));
}

/** Half of the free space on the disk that a folder is on. */
function defaultSpace(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return Math.floor(SHARE * bavail * bsize);
}

/**
 * Sets the limits of a DuckDB instance, before it is locked down.
 *
 * @param spill the folder for temporary files
 */
export async function limitUse(
  connection: DuckDBConnection,
  spill: string,
  { memory = defaultMemory(), tempSpace = defaultSpace(spill) }: QueryLimits,
): Promise<void> {
  // DuckDB 1.5 accepts the latter setting when an instance is created, but ignores it
  await connection.run(`SET memory_limit = '${memory}B'; SET max_temp_directory_size = '${tempSpace}B'`);
}
