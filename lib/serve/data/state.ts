import { basename } from 'node:path';
import { lakeCounts } from '../../engines/overview/rows.ts';
import type { KeywordColumn } from '../../sql/everyday.ts';
import { type NamedQuery, namedQueries } from '../../sql/queries.ts';
import { viewColumns } from '../../sql/view-columns.ts';
import { views } from '../../sql/views.ts';
import type { PageContext } from '../context.ts';

/**
 * What the page shows about the lake: how fresh it is, what it has, and what can be asked.
 *
 * @param isBrief leaves out what does not change while the server runs
 */
export async function lakeState(context: PageContext, isBrief: boolean): Promise<object> {
  const isFresh = await context.lake.refresh();
  const changing = await context.lake.read(async (connection, version) => ({
    version,
    // false if another program keeps the cache from being updated
    fresh: isFresh,
    counts: await lakeCounts(connection),
  }));
  return isBrief ? changing : { ...changing, ...constant(context) };
}

function constant({ folder, keywords, savedQueries, hips, files, services }: PageContext): object {
  return {
    // only those who started the server need to know where the folder is
    lake: basename(folder),
    views: describedViews(keywords),
    queries: [
      ...namedQueries().map((query) => ({ ...queryData(query), saved: false })),
      ...savedQueries().map((query) => ({ ...queryData(query), saved: true })),
    ],
    hips: hips ?? null,
    files,
    services,
  };
}

const describedViews = (keywords: readonly KeywordColumn[]): object[] =>
  views(keywords).map(({ name, about }) => ({
    name,
    about,
    columns: viewColumns(name, keywords).map((column) => ({
      name: column.name,
      type: column.type,
      about: column.about,
      ...(column.unit !== undefined && { unit: column.unit }),
    })),
  }));

const queryData = ({ name, about, parameters, sql }: NamedQuery): object => ({
  name,
  about,
  parameters,
  sql,
});
