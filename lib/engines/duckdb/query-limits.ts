import { statfsSync } from 'node:fs';
import { totalmem } from 'node:os';
import type { DuckDBConnection } from '@duckdb/node-api';

/** What a query may use at most, in bytes. */
export interface QueryLimits {
  /** Memory for DuckDB; beyond it, DuckDB writes temporary files. */
  readonly memory?: number | undefined;
  /** Temporary files. */
  readonly tempSpace?: number | undefined;
}

/** Other programs, and this one's own code, also need memory and disk: DuckDB would take 80 and 90 per cent. */
const SHARE = 0.5;

/** Half of the memory that this machine or its container has. */
function defaultMemory(): number {
  const constrained = process.constrainedMemory();
  return Math.floor(SHARE * (constrained > 0 ? Math.min(constrained, totalmem()) : totalmem()));
}

/** Half of the free space on the disk of a folder. */
function defaultSpace(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return Math.floor(SHARE * bavail * bsize);
}

/**
 * Limits a connection, before it is locked.
 *
 * @param spill the folder of its temporary files
 */
export async function limitUse(
  connection: DuckDBConnection,
  spill: string,
  { memory = defaultMemory(), tempSpace = defaultSpace(spill) }: QueryLimits,
): Promise<void> {
  await connection.run(`SET memory_limit = '${memory}B'`);
  // DuckDB 1.5 accepts this one when an instance is created, but ignores it
  await connection.run(`SET max_temp_directory_size = '${tempSpace}B'`);
}
