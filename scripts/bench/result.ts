import { cpus } from 'node:os';
import { version } from '@duckdb/node-api';

// What the parts of the benchmark return, and how it is kept: docs/reference/performance.md is made from it.

/** Where the results of the last `npm run bench` are: a {@link Result} for each part, as JSON. */
export const RESULTS = 'scripts/bench/results.json';

/** What can be measured: seconds, MB, and a ratio of CPU times. */
export type Measure = 'wall' | 'cpu' | 'memory' | 'ratio';

/** One line of the table. */
export interface Row extends Partial<Readonly<Record<Measure, number>>> {
  readonly what: string;
  /** What the ratio is to. */
  readonly to?: string;
  /** What it should be at most. */
  readonly most?: Partial<Readonly<Record<Measure, number>>>;
}

/** What a part measured, where and when. */
export interface Result {
  readonly files: number;
  /** The day, as YYYY-MM-DD. */
  readonly date: string;
  readonly machine: string;
  readonly rows: readonly Row[];
}

/** The machine and the versions that matter, in words. */
export function machine(): string {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  return `${processors.length} cores of ${model}, ${process.platform}, Node ${process.version}, DuckDB ${version()}`;
}
