// --memory and --temp-space.

import type { QueryLimits } from '../../engines/duckdb/query-limits.ts';
import { UsageError } from '../errors.ts';

/** The options that limit what a query may use. */
export interface LimitOptions {
  readonly memory?: string;
  readonly tempSpace?: string;
}

const LEAST_MEMORY = { bytes: 64_000_000, text: '64MB' };

/**
 * The limits of queries: the options, otherwise FITS_MEMORY and FITS_TEMP_SPACE, otherwise DuckDB's defaults. Throws
 * {@link UsageError}.
 */
export function queryLimits({ memory, tempSpace }: LimitOptions = {}): QueryLimits {
  const limits = {
    memory: sizeFrom('--memory', memory, 'FITS_MEMORY'),
    tempSpace: sizeFrom('--temp-space', tempSpace, 'FITS_TEMP_SPACE'),
  };
  if (limits.memory !== undefined && limits.memory < LEAST_MEMORY.bytes) {
    const given = memory === undefined ? `FITS_MEMORY=${process.env['FITS_MEMORY']}` : `--memory ${memory}`;
    throw new UsageError(`${given}: a query needs at least ${LEAST_MEMORY.text}`);
  }
  return limits;
}

function sizeFrom(option: string, given: string | undefined, variable: string): number | undefined {
  if (given !== undefined) return parseSize(given, `${option} ${given}`);
  const set = process.env[variable];
  return set === undefined || set === '' ? undefined : parseSize(set, `${variable}=${set}`);
}

const UNITS: Readonly<Record<string, number>> = {
  ...{ '': 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 },
  ...{ k: 1e3, m: 1e6, g: 1e9, t: 1e12 },
  ...{ kib: 1024, mib: 1024 ** 2, gib: 1024 ** 3, tib: 1024 ** 4 },
};

/** The bytes in `500MB`, `4GB`, `1.5 GiB` or `20g`. `where` names the option or variable in the error. */
function parseSize(text: string, where: string): number {
  const [, number, unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text) ?? [];
  const bytes = Math.floor(Number(number) * (UNITS[unit.toLowerCase()] ?? Number.NaN));
  if (Number.isSafeInteger(bytes)) return bytes;
  throw new UsageError(`${where}: not a size; write a number with a unit, such as 500MB, 4GB or 1.5GiB`);
}
