import { join } from 'node:path';
import { CACHE } from '../../helpers/python-environment.ts';

/** The version of Trino that is used in place of Athena engine version 3. */
export const TRINO = '476';

/** The folder that keeps downloads between runs. */
export const HOME = join(CACHE, `trino-${TRINO}`);
