/**
 * The SELECT of `lake_rows` over a cache: the rows of lake objects as they are stored, all columns text, empty if there is
 * no value. The views of lib/sql select from it. On AWS, the table of the same name in the Glue catalog takes its place. A
 * change to how rows are stored needs a change here and in that table, and nowhere else.
 *
 * @param condition on the column `object`; by default all objects
 */
export const lakeRows = (condition = 'true'): string => `SELECT
  coalesce(CAST(hdu AS VARCHAR), '') AS hdu, source_bucket, source_key, card_name, card_value, card_comment,
  coalesce(CAST(card_index AS VARCHAR), '') AS card_index, card_type, collection
FROM (FROM cache.cards WHERE ${condition}) JOIN (FROM cache.objects WHERE ${condition}) USING (object)`;
