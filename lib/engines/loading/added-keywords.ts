import { castOf } from '../../sql/cast.ts';
import type { KeywordColumn } from '../../sql/everyday.ts';
import { identifier } from '../../sql/text.ts';
import type { KeywordView } from '../../sql/view-columns.ts';
import { firstOf, hasValueOf, PLACE_IN_FILE, PLACE_IN_HDU } from '../../sql/views.ts';
import { LAKE_OBJECT } from './stored-views.ts';

/** The name of a keyword's column that {@link addedKeywords} adds. No column of a table has this name. */
export const addedColumn = ({ column }: KeywordColumn): string => `added_${column}`;

/**
 * The SQL of a join that adds the columns of further keywords to the table of a stored view. Only the cards with these
 * keywords are pivoted.
 */
export function addedKeywords(view: KeywordView, keywords: readonly KeywordColumn[]): string {
  const [place, hdu] = view === 'files' ? [PLACE_IN_FILE, ''] : [PLACE_IN_HDU, ', hdu'];
  const values = keywords.map(
    (keyword) => `${castOf(keyword.type, identifier(keyword.column))} AS ${addedColumn(keyword)}`,
  );
  return `LEFT JOIN (
  SELECT "added to"${hdu && ', hdu AS "added to hdu"'}, ${values.join(', ')}
  FROM (
    SELECT coalesce(first, object) AS "added to"${hdu}, ${keywords.map((keyword) => firstOf(keyword, place)).join(', ')}
    FROM cache.cards LEFT JOIN (${copies(view)}) USING (object)
    WHERE ${hasValueOf(keywords)}
    GROUP BY ALL
  )
) ON ${LAKE_OBJECT} = "added to"${hdu && ' AND hdu IS NOT DISTINCT FROM "added to hdu"'}`;
}

/** The objects without a row of their own, because others describe the same source file, with the number that the row has. */
const copies = (view: KeywordView): string => `
  SELECT DISTINCT without_row.object, ${LAKE_OBJECT} AS first
  FROM (FROM cache.objects AS one ANTI JOIN cache.${view} AS row ON one.object = row.${LAKE_OBJECT}) AS without_row
  JOIN cache.${view} AS stored ON without_row.source_bucket = stored.source_bucket
    AND without_row.source_key = stored.source_key
    AND without_row.collection IS NOT DISTINCT FROM stored.collection
  WHERE damage IS NULL`;
