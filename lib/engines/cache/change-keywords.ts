import type { DuckDBConnection } from '@duckdb/node-api';
import type { KeywordColumn } from '../../sql/everyday.ts';
import { keywordText } from '../../sql/keywords.ts';
import { hasKeywords } from '../../sql/view-columns.ts';
import { fillViews } from '../loading/build-views.ts';
import { inTransaction } from '../loading/insert-rows.ts';
import { STORED_VIEWS } from '../loading/stored-views.ts';
import { createStatement, viewTables } from './schema.ts';

/** Makes the stored views of a cache have columns of other keywords: those of the lake's settings. */
export async function changeKeywords(
  connection: DuckDBConnection,
  keywords: readonly KeywordColumn[],
): Promise<void> {
  const views = STORED_VIEWS.filter(hasKeywords);
  await inTransaction(connection, async () => {
    for (const [name, columns] of Object.entries(viewTables(keywords, views))) {
      await connection.run(`DROP TABLE cache.${name}`);
      await connection.run(createStatement(`cache.${name}`, columns));
    }
    await connection.run('UPDATE cache.format SET keywords = $1', [keywordText(keywords)]);
    await fillViews(connection, views);
  });
}
