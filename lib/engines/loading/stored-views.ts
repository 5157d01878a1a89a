import type { DuckDBConnection } from '@duckdb/node-api';
import { identifier } from '../../sql/text.ts';
import { type StoredView, storedColumns } from '../../sql/view-columns.ts';
import { views } from '../../sql/views.ts';
import { lakeRows } from './lake-rows.ts';

// Views that a cache keeps as tables. They are made from the rows of each batch, by the same SQL that Athena runs over the
// whole lake. A query would otherwise read all rows to find the few it is about.

/** The views that are stored, each in a table of its name. */
export const STORED_VIEWS: readonly StoredView[] = ['obscore', 'obscore_hdus'];

const isStored = ({ computed }: { readonly computed: string | undefined }): boolean => computed === undefined;

/** The columns of a stored view's table, with the types that DuckDB prints. The first one is the number of a lake object. */
export const tableColumns = (view: StoredView): readonly (readonly [name: string, type: string])[] => [
  ['object', 'INTEGER'],
  ...storedColumns(view)
    .filter(isStored)
    .map(({ name, type }) => [name, type.replace('(6)', '').toUpperCase()] as const),
];

/**
 * The SELECT of a stored view, which returns exactly what its SQL over `lake_rows` does. The table has the columns about the
 * source too: a join with the objects would cost more than a cone search.
 */
export const storedSelect = (view: StoredView): string =>
  `SELECT ${storedColumns(view)
    .map(({ name, computed = name }) => `${computed} AS ${identifier(name)}`)
    .join(', ')} FROM cache.${view}`;

/**
 * Makes the rows of stored views for objects that were just inserted. If other objects describe the same source files in
 * the same collection, the rows of these files are made from all of them.
 *
 * @param first the number of the first new object; they are the last ones
 */
export async function storeViews(connection: DuckDBConnection, first: number): Promise<void> {
  for (const { from, to, views } of await portions(connection, first))
    await insertRows(connection, `object BETWEEN ${from} AND ${to}`, views);
  const others = first === 1 ? [] : await othersAbout(connection, `object >= ${first}`);
  if (others.length === 0) return;
  await storeViewsAgain(connection, [...others, ...(await othersAbout(connection, isOneOf(others)))]);
}

/** Makes the rows of stored views again for these objects, which are all that describe their source files. */
export async function storeViewsAgain(
  connection: DuckDBConnection,
  objects: readonly number[],
): Promise<void> {
  if (objects.length === 0) return;
  for (const view of STORED_VIEWS)
    await connection.run(`DELETE FROM cache.${view} WHERE ${isOneOf(objects)}`);
  await insertRows(connection, isOneOf(objects));
}

/** The most derived rows to make into rows of views at once. The SQL holds them in memory, of which loading has little. */
const PORTION = 200_000;

/** A range of new objects with derived rows, and the views that they have rows of. */
interface Portion {
  readonly from: number;
  readonly to: number;
  readonly views: readonly StoredView[];
}

async function portions(connection: DuckDBConnection, first: number): Promise<Portion[]> {
  const found = await connection.runAndReadAll(`
    SELECT min(object), max(object), sum(of_hdus) > 0
    FROM (
      SELECT object, count(hdu) AS of_hdus, sum(count(*)) OVER (ORDER BY object) // ${PORTION} AS portion
      FROM cache.cards WHERE object >= ${first} AND card_type = 'derived' GROUP BY object
    )
    GROUP BY portion`);
  return found.getRows().map(([from, to, hasHdus]) => ({
    from: Number(from),
    to: Number(to),
    // without rows, this view still costs as much as a small file
    views: hasHdus === true ? STORED_VIEWS : ['obscore'],
  }));
}

/**
 * The numbers of objects that describe the same source files, in the same collections, as others do.
 *
 * @param condition the others
 */
export async function othersAbout(connection: DuckDBConnection, condition: string): Promise<number[]> {
  const found = await connection.runAndReadAll(`
    SELECT object FROM cache.objects SEMI JOIN (
      SELECT source_bucket AS bucket, source_key AS key, collection AS place
      FROM cache.objects WHERE (${condition}) AND damage IS NULL
    ) ON source_bucket = bucket AND source_key = key AND collection IS NOT DISTINCT FROM place
    WHERE NOT (${condition}) AND damage IS NULL`);
  return found.getRows().map(([object]) => Number(object));
}

const isOneOf = (objects: readonly number[]): string => `object IN (${objects.join(', ')})`;

const SQL = new Map(views().map(({ name, sql }) => [name as string, sql]));

async function insertRows(
  connection: DuckDBConnection,
  condition: string,
  made: readonly StoredView[] = STORED_VIEWS,
): Promise<void> {
  for (const view of made) {
    const columns = tableColumns(view)
      .map(([name]) => identifier(name))
      .join(', ');
    await connection.run(`
      WITH lake_rows AS (${lakeRows(condition)})
      INSERT INTO cache.${view} (${columns})
      SELECT ${columns} FROM (${SQL.get(view)}) JOIN (
        SELECT min(object) AS object, source_bucket AS bucket, source_key AS key, collection AS place
        FROM cache.objects WHERE ${condition} AND damage IS NULL GROUP BY ALL
      ) ON source_bucket = bucket AND source_key = key AND collection IS NOT DISTINCT FROM place`);
  }
}
