// How much the queries of a server may use.

import { availableParallelism, totalmem } from 'node:os';
import type { QueryLimits } from '../../engines/duckdb/query-limits.ts';

/** What each process of a query may use, and how many there are. */
export interface ProcessLimits {
  readonly limits: QueryLimits;
  readonly processes: number;
  /** The most memory of a whole process, in bytes. */
  readonly processMemory: number;
}

/** A query on a server gets an eighth of the memory, and at most this, unless the user chooses. */
const SHARE = 1 / 8;
const MOST_MEMORY = 4e9;
/** What a process needs besides the memory that DuckDB counts. */
const BESIDES = 700e6;

/** The limits of the processes. */
export function processLimits({ memory, tempSpace }: QueryLimits): ProcessLimits {
  const constrained = process.constrainedMemory();
  const machine = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  const ofQuery = memory ?? Math.floor(Math.min(MOST_MEMORY, machine * SHARE));
  return {
    limits: { memory: ofQuery, ...(tempSpace !== undefined && { tempSpace }) },
    processes: Math.max(2, Math.min(4, availableParallelism())),
    processMemory: ofQuery + BESIDES,
  };
}
