import type { KeywordColumn } from '../../sql/everyday.ts';
import { type View, views } from '../../sql/views.ts';
import { createTables } from '../cache/schema.ts';
import { openSession } from '../cache/session.ts';
import { createViews } from './views.ts';

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
