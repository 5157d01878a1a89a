import { homedir } from 'node:os';
import { join } from 'node:path';

/** The Trino that stands in for Athena's engine 3. */
export const TRINO = '476';

/** Where what was downloaded is kept from run to run. */
export const HOME = join(
  process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'),
  'fits-datalake',
  `trino-${TRINO}`,
);

/** Something that this machine lacks, with the cure. */
export class Lacking extends Error {
  override readonly name = 'Lacking';
}
