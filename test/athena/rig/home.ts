import { join } from 'node:path';
import { CACHE } from '../../helpers/python-environment.ts';

/** The Trino that stands in for Athena's engine 3. */
export const TRINO = '476';

/** Where what was downloaded is kept from run to run. */
export const HOME = join(CACHE, `trino-${TRINO}`);
