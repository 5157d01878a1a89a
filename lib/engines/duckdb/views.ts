import type { DuckDBConnection } from '@duckdb/node-api';
import { TABLE } from '../../lake/table.ts';
import type { KeywordColumn } from '../../sql/everyday.ts';
import { views } from '../../sql/views.ts';
import { headerCards, lakeRows } from '../loading/lake-rows.ts';
import { keywordsOf } from '../loading/stored-keywords.ts';
import { storedSelect } from '../loading/stored-select.ts';
import { STORED_VIEWS } from '../loading/stored-views.ts';
import { CONE } from './cone-macro.ts';

/**
 * Creates `lake_rows`, the views over it and the macro `cone` in the default catalog, where a user's SQL finds them.
 *
 * @param keywords columns to add to the everyday ones
 */
export async function createViews(
  connection: DuckDBConnection,
  keywords: readonly KeywordColumn[],
): Promise<void> {
  const ofTables = await keywordsOf(connection);
  const ofLake = views(keywords, `(${lakeRows(['facts'])}) AS facts`).map(({ name, sql }) => {
    if (name === 'headers') return { name, sql: headerCards() };
    const stored = STORED_VIEWS.find((view) => view === name);
    return { name, sql: stored === undefined ? sql : storedSelect(stored, ofTables, keywords) };
  });
  const created = [{ name: TABLE, sql: lakeRows() }, ...ofLake].map(
    ({ name, sql }) => `CREATE VIEW ${name} AS ${sql}`,
  );
  await connection.run([...created, CONE].join('\n;\n'));
}
