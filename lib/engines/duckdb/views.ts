import type { DuckDBConnection } from '@duckdb/node-api';
import type { KeywordColumn } from '../../sql/everyday.ts';
import { type View, views } from '../../sql/views.ts';
import { createTables } from '../cache/schema.ts';
import { openSession } from '../cache/session.ts';

/** The rows as the lake's objects have them: text, empty where there is nothing. */
const LAKE_ROWS = `SELECT
  coalesce(CAST(hdu AS VARCHAR), '') AS hdu, source_bucket, source_key, card_name, card_value, card_comment,
  coalesce(CAST(card_index AS VARCHAR), '') AS card_index, card_type, collection
FROM cache.cards JOIN cache.objects USING (object)`;

/** Makes `lake_rows` and the views over it, in the catalog that a user's SQL is in. */
export async function createViews(
  connection: DuckDBConnection,
  keywords: readonly KeywordColumn[],
): Promise<void> {
  await connection.run(`CREATE VIEW lake_rows AS ${LAKE_ROWS}`);
  for (const { name, sql } of views(keywords)) await connection.run(`CREATE VIEW ${name} AS ${sql}`);
}

/** A view, and the columns that it has in DuckDB. */
export interface DescribedView extends View {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** What can be asked of any lake; none is needed for it. */
export async function describedViews(keywords: readonly KeywordColumn[] = []): Promise<DescribedView[]> {
  const { connection, close } = await openSession({});
  try {
    await connection.run("ATTACH ':memory:' AS cache");
    await createTables(connection);
    await createViews(connection, keywords);
    const described: DescribedView[] = [];
    for (const view of views(keywords)) {
      const rows = (await connection.runAndReadAll(`DESCRIBE ${view.name}`)).getRows();
      const columns = rows.map(([name, type]) => ({ name: String(name), type: String(type).toLowerCase() }));
      described.push({ ...view, columns });
    }
    return described;
  } finally {
    close();
  }
}
