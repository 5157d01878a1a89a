import type { KeywordColumn } from '../../sql/everyday.ts';
import { identifier } from '../../sql/text.ts';
import { hasKeywords, type StoredView, storedColumns } from '../../sql/view-columns.ts';
import { addedColumn, addedKeywords } from './added-keywords.ts';
import { inTable, keywordsIn } from './stored-views.ts';

/**
 * The SELECT of a stored view, which returns exactly what its SQL over `lake_rows` does.
 *
 * @param stored the keywords that the table has columns of
 * @param keywords the keyword columns of the view
 */
export function storedSelect(
  view: StoredView,
  stored: readonly KeywordColumn[],
  keywords: readonly KeywordColumn[],
): string {
  const wanted = keywordsIn(view, keywords);
  const tableHas = ({ keyword, type }: KeywordColumn): boolean =>
    stored.some((other) => other.keyword === keyword && other.type === type);
  const added = wanted.filter((keyword) => !tableHas(keyword));
  const columns = [
    ...storedColumns(view).map(
      ({ name, computed = identifier(name) }) => `${computed} AS ${identifier(name)}`,
    ),
    ...wanted.map((keyword) => {
      const name = identifier(keyword.column);
      return `${tableHas(keyword) ? inTable(keyword) : addedColumn(keyword)} AS ${name}`;
    }),
  ];
  const select = `SELECT ${columns.join(', ')} FROM cache.${view}`;
  return added.length === 0 || !hasKeywords(view) ? select : `${select} ${addedKeywords(view, added)}`;
}
