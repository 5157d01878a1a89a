import type { DuckDBConnection } from '@duckdb/node-api';
import { DERIVED_NAMES } from '../../sql/obscore-parts.ts';
import type { StoredView } from '../../sql/view-columns.ts';
import { keywordsOf } from './stored-keywords.ts';
import { LAKE_OBJECT, STORED_VIEWS } from './stored-views.ts';
import { CARDS_OF_VIEWS, type CardsOfViews, cardsOfViews, type ViewRows, viewRows } from './view-rows.ts';

// Fills the tables of the stored views, from the cards that a cache has.

/**
 * Makes the rows of stored views for objects that were just inserted. If other objects describe the same source files in
 * the same collection, the rows of these files are made from all of them.
 *
 * @param first the number of the first new object; they are the last ones
 */
export async function storeViews(connection: DuckDBConnection, first: number): Promise<void> {
  await fill(connection, first, STORED_VIEWS);
  const others = first === 1 ? [] : await othersAbout(connection, `object >= ${first}`);
  if (others.length === 0) return;
  await storeViewsAgain(connection, [...others, ...(await othersAbout(connection, isOneOf(others)))]);
}

/** Makes the rows of stored views again for these objects, which are all that describe their source files. */
export async function storeViewsAgain(
  connection: DuckDBConnection,
  objects: readonly number[],
): Promise<void> {
  if (objects.length > 0) await replace(connection, objects, STORED_VIEWS);
}

/** Makes all rows of stored views whose tables are empty. */
export async function fillViews(connection: DuckDBConnection, views: readonly StoredView[]): Promise<void> {
  await fill(connection, 1, views);
  const found = await connection.runAndReadAll(`
    SELECT unnest(list(object)) FROM cache.objects WHERE damage IS NULL
    GROUP BY source_bucket, source_key, collection HAVING count(*) > 1`);
  const objects = found.getRows().map(([object]) => Number(object));
  if (objects.length > 0) await replace(connection, objects, views);
}

const isOneOf = (objects: readonly number[]): string => `object IN (${objects.join(', ')})`;

/** Makes the rows of objects again, one for all that describe the same source file: it has the number of the first one. */
async function replace(
  connection: DuckDBConnection,
  objects: readonly number[],
  views: readonly StoredView[],
): Promise<void> {
  for (const view of views)
    await connection.run(`DELETE FROM cache.${view} WHERE ${LAKE_OBJECT} IN (${objects.join(', ')})`);
  const firsts = `
    SELECT object, min(object) OVER (PARTITION BY source_bucket, source_key, collection) AS first
    FROM cache.objects WHERE ${isOneOf(objects)}`;
  await insertRows(connection, views, {
    condition: isOneOf(objects),
    number: `(SELECT first FROM (${firsts}) AS firsts WHERE firsts.object = cards.object)`,
  });
}

/** The most objects whose rows of views are made at once. */
const MOST_OBJECTS = 20_000;

/** Makes the rows of all objects from `first` on, each of which describes a source file of its own. */
async function fill(
  connection: DuckDBConnection,
  first: number,
  views: readonly StoredView[],
): Promise<void> {
  const found = await connection.runAndReadAll('SELECT coalesce(max(object), 0) FROM cache.objects');
  const last = Number(found.getRows()[0]?.[0]);
  for (let from = first; from <= last; from += MOST_OBJECTS) {
    const condition = `object BETWEEN ${from} AND ${Math.min(last, from + MOST_OBJECTS - 1)}`;
    await insertRows(connection, views, { condition, number: 'object' });
  }
}

/** Makes rows of views from the cards that meet a condition. */
async function insertRows(
  connection: DuckDBConnection,
  views: readonly StoredView[],
  from: CardsOfViews,
): Promise<void> {
  const keywords = await keywordsOf(connection);
  await connection.run(cardsOfViews(from, keywords));
  const { count, ...present } = await namesIn(connection);
  for (const portion of count > PORTION ? await portions(connection) : ['true'])
    for (const statement of viewRows({ portion, present, keywords }, views)) await connection.run(statement);
}

/** The names of the derived values and the keywords that the cards have, and the number of cards. */
async function namesIn(
  connection: DuckDBConnection,
): Promise<ViewRows['present'] & { readonly count: number }> {
  const found = await connection.runAndReadAll(`
    SELECT
      CASE WHEN card_type IN ('file', 'hdu', 'fault') THEN '' ELSE card_name END,
      CASE WHEN card_type <> 'derived' THEN 'keyword' WHEN hdu IS NULL THEN 'file' ELSE 'hdu' END,
      count(*)
    FROM ${CARDS_OF_VIEWS} GROUP BY ALL`);
  const rows = found.getRows();
  const names = (kind: string): string[] => rows.flatMap(([name, of]) => (of === kind ? [String(name)] : []));
  // a lake object of a stranger can have any names, which must not become SQL; one of a later release has more
  const derived = (kind: string): string[] => names(kind).filter((name) => DERIVED_NAMES.includes(name));
  return {
    ofFiles: derived('file'),
    ofHdus: derived('hdu'),
    keywords: names('keyword'),
    count: rows.reduce((sum, [, , count]) => sum + Number(count), 0),
  };
}

/** The most cards to make into rows of views at once. They are held in memory. */
const PORTION = 200_000;

/** Conditions that divide the cards into portions. */
async function portions(connection: DuckDBConnection): Promise<string[]> {
  const found = await connection.runAndReadAll(`
    SELECT min(${LAKE_OBJECT}), max(${LAKE_OBJECT})
    FROM (
      SELECT ${LAKE_OBJECT}, sum(count(*)) OVER (ORDER BY ${LAKE_OBJECT}) // ${PORTION} AS portion
      FROM ${CARDS_OF_VIEWS} GROUP BY ${LAKE_OBJECT}
    )
    GROUP BY portion`);
  return found.getRows().map(([from, to]) => `${LAKE_OBJECT} BETWEEN ${from} AND ${to}`);
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
