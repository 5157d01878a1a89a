import { createHash } from 'node:crypto';
import type { KeywordColumn } from '../everyday.ts';
import { views } from '../views.ts';

/**
 * A short name for what the pivoted tables contain: a hash of the SQL that makes them. It changes with the setting
 * `keywords`, and with a release that has other columns.
 */
export const layoutOf = (keywords: readonly KeywordColumn[]): string =>
  createHash('sha256')
    .update(JSON.stringify(views(keywords).map(({ sql }) => sql)))
    .digest('hex')
    .slice(0, 8);
