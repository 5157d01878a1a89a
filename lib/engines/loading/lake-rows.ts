import { selectList } from '../../sql/view-columns.ts';

/**
 * The tables with the rows of lake objects, which have the same columns: header cards, and all other rows. Most questions
 * about rows are about header cards only.
 */
export const ROW_TABLES = ['cards', 'facts'] as const;
/** One of {@link ROW_TABLES}. */
export type RowTable = (typeof ROW_TABLES)[number];

/**
 * The SELECT of `lake_rows` over a cache: the rows of lake objects as they are stored, all columns text, empty if there is
 * no value. The views of lib/sql select from it. On AWS, the table of the same name in the Glue catalog takes its place. A
 * change to how rows are stored needs a change here and in that table, and nowhere else.
 */
export const lakeRows = (tables: readonly RowTable[] = ROW_TABLES): string => `SELECT
  coalesce(CAST(hdu AS VARCHAR), '') AS hdu, source_bucket, source_key, card_name, card_value, card_comment,
  coalesce(CAST(card_index AS VARCHAR), '') AS card_index, card_type, collection
FROM (${tables.map((table) => `FROM cache.${table}`).join(' UNION ALL ')}) JOIN cache.objects USING (object)`;

/** The SELECT of the view `headers`: all rows of a table, so none is asked for its type. */
export const headerCards = (): string =>
  `SELECT ${selectList('headers', []).join(', ')} FROM (${lakeRows(['cards'])})`;
