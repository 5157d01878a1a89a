// Why a search for the HDUs that contain a position may find none: the position is in a gap of a mosaic.

import { type Answer, rowsOf } from '../../engines/answer.ts';
import { counted } from '../terminal/words.ts';
import { type ConeSearch, coneSql } from './cone-sql.ts';

/**
 * Says that the position is in a gap, if files contain it, but none of their HDUs. The footprint of a file is the convex
 * hull of those of its HDUs.
 *
 * @param search whose answer had no rows
 */
export async function gapText(
  search: ConeSearch,
  ask: (sql: string) => Promise<Answer>,
): Promise<string | undefined> {
  if (!search.contains || !search.hdus) return undefined;
  const files = coneSql({ ...search, hdus: false, limit: undefined });
  const [row] = await rowsOf(await ask(`SELECT count(*) AS files FROM (${files}) AS found`));
  const found = Number(row?.[0]);
  if (found === 0) return undefined;
  return (
    `${counted(found, 'mosaic')} ${found === 1 ? 'contains' : 'contain'} the position, but no HDU does: it is in a gap ` +
    'between HDUs; without --hdus, the files are listed'
  );
}
