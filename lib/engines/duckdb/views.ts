import type { DuckDBConnection } from '@duckdb/node-api';
import { TABLE } from '../../lake/table.ts';
import type { KeywordColumn } from '../../sql/everyday.ts';
import { type View, views } from '../../sql/views.ts';
import { createTables } from '../cache/schema.ts';
import { openSession } from '../cache/session.ts';
import { keywordsOf } from '../loading/build-views.ts';
import { lakeRows } from '../loading/lake-rows.ts';
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
  await connection.run(`CREATE VIEW ${TABLE} AS ${lakeRows()}`);
  const ofTables = await keywordsOf(connection);
  for (const { name, sql } of views(keywords)) {
    const stored = STORED_VIEWS.find((view) => view === name);
    const select = stored === undefined ? sql : storedSelect(stored, ofTables, keywords);
    await connection.run(`CREATE VIEW ${name} AS ${select}`);
  }
  await connection.run(CONE);
}

/** A view, and the columns that DuckDB finds in it. */
export interface DescribedView extends View {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** The views of every lake, as DuckDB describes them. No lake is opened. */
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
